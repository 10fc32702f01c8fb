"""Columns with their kind that no rule was tuned on: other makers, other languages, other habits."""

# ruff: noqa: ARG005, SIM905 every maker takes a draw and a number, and lists of words read best as a line

import base64
import calendar
import string
import uuid

from tests.profile.labelled import digits, hexes, letters, moment, pick, stamp

PEOPLE = [
    ("Anneliese", "Hoffmann"), ("Jean-Luc", "Lefebvre"), ("María José", "Fernández López"), ("Siobhán", "O'Neill"),
    ("Giulia", "Ricci"), ("Magnus", "Andersson"), ("Katarzyna", "Nowak"), ("Иван", "Петров"), ("Ольга", "Иванова"),
    ("Rahul", "Sharma"), ("Yuki", "Sato"), ("Wei", "Zhang"), ("Ahmed", "Hassan"), ("Chloé", "Girard"), ("Tomáš", "Dvořák"),
    ("Beatriz", "Oliveira"), ("Thijs", "van den Berg"), ("Kwame", "Mensah"), ("Emily", "Watson"), ("Joshua", "Cooper"),
    ("Deniz", "Yılmaz"), ("Anh", "Trần"), ("Ingrid", "Larsen"), ("Zoltán", "Nagy"), ("Eleni", "Papadopoulos"),
]  # fmt: skip
DOMAINS = ("firma.example", "correo.example.es", "sub.domain.example.org", "example.io")


def person(draw):
    return draw.choice(PEOPLE)


def plain(text):
    return "".join(sign for sign in text.lower() if sign in string.ascii_lowercase)


def handle(draw, number):
    given, family = person(draw)
    styles = (
        plain(family)[:6] + plain(given)[:2],
        f"{plain(given)}_{number}",
        f"{plain(given)}{1950 + number % 60}x{number}",
    )
    return (styles[number % 3] or "user") + str(draw.randrange(10_000))


def tagged(draw, number):
    given, family = person(draw)
    return f"{plain(given) or 'x'}+{plain(family)}{number}@{draw.choice(DOMAINS)}"


def seconds(draw):
    return calendar.timegm(moment(draw).timetuple())


ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
STORY = "Der Kunde wünscht keine Werbung|Appelle toujours après midi, merci|Prefiere ser contactado por la tarde|Asked twice for a new card".split(
    "|"
)

HELD_OUT = {
    "E-Mail-Adresse": ("email", tagged),
    "k1": ("email", tagged),
    "correo_electronico": ("email", lambda d, n: f"  {tagged(d, n)} " if n % 5 == 0 else tagged(d, n)),
    "benutzername": ("email", tagged),
    "contact": ("email", lambda d, n: tagged(d, n) if n % 8 else "unknown"),
    "pk": ("id", lambda d, n: str(n * 7 + 13)),
    "k2": ("id", lambda d, n: "{" + str(uuid.UUID(int=d.getrandbits(128), version=4)).upper() + "}"),
    "k3": ("id", lambda d, n: "01" + "".join(d.choices(ULID, k=24))),
    "sub": ("id", lambda d, n: f"google-oauth2|{d.randrange(10**20, 10**21)}"),
    "dn": ("id", lambda d, n: f"uid=user{n},ou=people,dc=example,dc=org"),
    "kundennummer_nr": ("id", digits(8)),
    "external_id": ("id", lambda d, n: f"EXT{n:07d}"),
    "snowflake_id": ("id", lambda d, n: str(175_928_847_299_117_063 + d.randrange(10**15))),
    "k4": ("id", lambda d, n: f"2019-{n:05d}"),
    "account_id": ("id", lambda d, n: str(20230101 + n)),
    "member_no": ("id", lambda d, n: f"{n + 1:08d}"),
    "telefon": ("phone", lambda d, n: f"0{d.randrange(30, 99)}/{d.randrange(10**5, 10**7)}"),
    "k5": ("phone", lambda d, n: f"+33 {d.randrange(1, 8)} " + " ".join(f"{d.randrange(100):02d}" for _ in range(4))),
    "k6": ("phone", lambda d, n: f"{d.randrange(201, 989)}.{d.randrange(200, 999)}.{d.randrange(1000, 9999)}"),
    "msisdn": ("phone", lambda d, n: f"4479{d.randrange(10**7, 10**8)}"),
    "handy": ("phone", lambda d, n: f"+4917{d.randrange(10**7, 10**8)}" if n % 6 else "-"),
    "cell": ("phone", lambda d, n: f"+1-{d.randrange(201, 989)}-{d.randrange(200, 999)}-{d.randrange(1000, 9999)} x{n}"),
    "vorname": ("given_name", lambda d, n: person(d)[0]),
    "k7": ("given_name", lambda d, n: person(d)[0]),
    "prénom": ("given_name", lambda d, n: person(d)[0].upper()),
    "nachname": ("family_name", lambda d, n: person(d)[1]),
    "k8": ("family_name", lambda d, n: person(d)[1]),
    "apellidos": ("family_name", lambda d, n: f"{person(d)[1]} {person(d)[1]}"),
    "sn": ("family_name", lambda d, n: person(d)[1].upper()),
    "achternaam": ("family_name", pick("No", "Yes", "de Vries", "Bakker", "Jansen", "Visser", "On")),
    "full_name": ("name", lambda d, n: " ".join(person(d))),
    "k9": ("name", lambda d, n: " ".join(person(d))),
    "cn": ("name", lambda d, n: ", ".join(reversed(person(d)))),
    "氏名": ("name", lambda d, n: d.choice("佐藤 鈴木 高橋 田中 渡辺".split()) + d.choice("健太 美咲 大輔 陽子 翔".split())),
    "nickname": ("username", handle),
    "k10": ("username", handle),
    "sAMAccountName": ("username", lambda d, n: plain(person(d)[1])[:5] + str(n)),
    "user_login": ("username", lambda d, n: f"{plain(person(d)[0]) or 'q'}-{n}"),
    "registered": ("datetime", stamp("%d.%m.%Y %H:%M")),
    "k11": ("datetime", stamp("%Y-%m-%d %H:%M:%S.%f+00:00")),
    "k12": ("datetime", stamp("%b %d, %Y %I:%M:%S %p")),
    "k13": ("datetime", stamp("%Y/%m/%d %H:%M:%S")),
    "k14": ("datetime", stamp("%a %b %d %H:%M:%S %Y")),
    "lastSignInTime": ("datetime", lambda d, n: str(seconds(d))),
    "k15": ("datetime", lambda d, n: str(seconds(d))),
    "createdAt": ("datetime", lambda d, n: str(seconds(d) * 1000 + d.randrange(1000))),
    "pwdLastSet": ("datetime", lambda d, n: str(116_444_736_000_000_000 + seconds(d) * 10**7)),
    "modifyTimestamp": ("datetime", stamp("%Y%m%d%H%M%SZ")),
    "geburtsdatum": ("date", stamp("%d.%m.%Y")),
    "k16": ("date", stamp("%Y/%m/%d")),
    "k17": ("date", stamp("%d-%b-%Y")),
    "k18": ("date", lambda d, n: f"{d.randrange(1, 13):02d}/{d.randrange(1, 13):02d}/20{d.randrange(10, 24)}"),
    "k19": ("date", stamp("%d %B %Y")),
    "joined_on": ("date", stamp("%Y%m%d")),
    "verified": ("boolean", pick("t", "f")),
    "k20": ("boolean", pick("TRUE", "FALSE")),
    "k21": ("boolean", pick("ja", "nein")),
    "opt_in": ("boolean", pick("yes", "no", "Yes", "No")),
    "disabled": ("boolean", pick("False")),
    "aktiv_flag": ("boolean", pick("да", "нет")),
    "sprache": ("locale", pick("de", "en", "fr", "it")),
    "k22": ("locale", pick("en_GB", "nl_NL", "nl_BE", "sv_SE")),
    "culture": ("locale", pick("en-us", "de-at", "fr-ca")),
    "homepage": ("url", lambda d, n: f"http://www.{plain(person(d)[1]) or 'a'}{n}.example/"),
    "k23": ("url", lambda d, n: f"https://example.org/u?id={n}&ref={hexes(6)(d, n)}"),
    "photo_url": ("picture", lambda d, n: f"https://lh3.googleusercontent.com/a-/{letters(string.ascii_letters, 30)(d, n)}"),
    "profile_image": ("picture", lambda d, n: f"/media/avatars/{n}.JPG"),
    "remote_addr": ("ip", lambda d, n: f"10.{d.randrange(256)}.{d.randrange(256)}.{d.randrange(256)}"),
    "k24": ("ip", lambda d, n: ":".join(f"{d.randrange(65536):x}" for _ in range(8))),
    "attributes": ("json", lambda d, n: f'["a", {n}]'),
    "k25": ("json", lambda d, n: "{}" if n % 4 else f'{{"a": {{"b": [{n}]}}}}'),
    "encrypted_password": ("hash", lambda d, n: "$argon2id$v=19$m=65536,t=3,p=4$" + base64.b64encode(d.randbytes(16)).decode().rstrip("=") + "$" + base64.b64encode(d.randbytes(32)).decode().rstrip("=")),
    "k26": ("hash", lambda d, n: "$6$rounds=5000$" + letters(string.ascii_letters + string.digits + "./", 16)(d, n) + "$" + letters(string.ascii_letters + string.digits, 85)(d, n) + "/"),
    "passwort": ("hash", hexes(40)),
    "k27": ("hash", lambda d, n: "{SHA}" + base64.b64encode(d.randbytes(20)).decode()),
    "user_pass": ("hash", lambda d, n: "$P$B" + letters(string.ascii_letters + string.digits + "./", 30)(d, n)),
    "pwhash": ("hash", hexes(128)),
    "pw_salt": ("salt", lambda d, n: base64.b64encode(d.randbytes(16)).decode()),
    "hash_salt": ("salt", hexes(32)),
    "otp_key": ("totp_secret", letters(string.ascii_uppercase + "234567", 26)),
    "k28": ("totp_secret", lambda d, n: base64.b32encode(d.randbytes(20)).decode()),
    "mfa": ("totp_secret", lambda d, n: f"otpauth://totp/Example:{n}?secret={base64.b32encode(d.randbytes(10)).decode()}"),
    "role": ("status", pick("admin", "editor", "viewer")),
    "k29": ("status", pick("10", "20", "30")),
    "account_state": ("status", pick("A", "I", "P")),
    "subscription": ("status", pick("monthly", "yearly")),
    "user_type": ("status", pick("0", "1", "9")),
    "land": ("country", pick("Deutschland", "Österreich", "Schweiz")),
    "country_code": ("country", pick("NL", "BE", "LU")),
    "k30": ("country", pick("USA", "CAN", "MEX", "GBR", "DEU")),
    "plz": ("postal_code", lambda d, n: f"{d.randrange(1067, 99998):05d}"),
    "postcode": ("postal_code", lambda d, n: f"{d.randrange(1000, 9999)} {d.choice('ABCD')}{d.choice('EFGH')}"),
    "k31": ("postal_code", lambda d, n: f"{d.randrange(100):02d}-{d.randrange(1000):03d}"),
    "cep": ("postal_code", lambda d, n: f"{d.randrange(10000, 99999)}-{d.randrange(1000):03d}"),
    "codigo_postal": ("postal_code", lambda d, n: f"{d.randrange(1001, 52999):05d}"),
    "bemerkung": ("text", lambda d, n: d.choice(STORY) + f" ({n})"),
    "k32": ("text", lambda d, n: d.choice(STORY) + " / " + d.choice(STORY) + f" {n}"),
    "street": ("text", lambda d, n: f"Lange Straße {n}"),
    "leer": ("empty", pick(None, "")),
    "login_count": ("number", lambda d, n: str(d.randrange(40_000))),
    "score": ("number", lambda d, n: f"{d.random():.4f}"),
    "failed_attempts": ("number", pick("0", "1", "2", "3", "4", "5", "6")),
    "session": ("token", lambda d, n: base64.urlsafe_b64encode(d.randbytes(33)).decode()),
    "order_ref": ("token", hexes(40)),
    "etag": ("token", hexes(32)),
    "theme_color": ("text", lambda d, n: f"#{d.randrange(2**12):03X}"),
}  # fmt: skip
