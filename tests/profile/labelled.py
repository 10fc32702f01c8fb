"""Columns with their kind, made by rules: one half was looked at while the rules of the kinds were written."""

# ruff: noqa: ARG005, SIM905 every maker takes a draw and a number, and lists of words read best as a line

import base64
import hashlib
import random
import string
import uuid
from datetime import UTC, datetime, timedelta

FIRST = "Ana Bob Cara Dmitri Élodie Fatima Göran Hanako Ivo José Łukasz Mei Priya Karl Nils Olga John Mary Susan Peter".split()
LAST = "Smith Müller García Nguyễn O'Brien Kowalski Ivanov Tanaka Brown Lee Schmidt Rossi Dubois Hansen Novák Silva".split()
WORDS = "lorem customer since shop moved into old mill river likes long walks tea and the quiet of every morning".split()


def seeded(name):
    return random.Random(name)


def rows(make, name, count=300):
    draw = seeded(name)
    return [make(draw, number) for number in range(count)]


def moment(draw):
    return datetime(2012, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randrange(400_000_000))


def hexes(length):
    return lambda draw, number: "".join(draw.choices("0123456789abcdef", k=length))


def stamp(form):
    return lambda draw, number: moment(draw).strftime(form)


def pick(*values):
    return lambda draw, number: draw.choice(values)


def digits(length, first="123456789"):
    return lambda draw, number: draw.choice(first) + "".join(draw.choices(string.digits, k=length - 1))


def letters(alphabet, length):
    return lambda draw, number: "".join(draw.choices(alphabet, k=length))


B64 = string.ascii_letters + string.digits + "./"


def bcrypt(draw, number):
    return "$2y$10$" + "".join(draw.choices(B64, k=21)) + "O" + "".join(draw.choices(B64, k=30)) + "e"


def django(draw, number):
    digest = base64.b64encode(draw.randbytes(32)).decode()
    return f"pbkdf2_sha256$20000$abc{draw.randrange(10**9)}${digest}"


def ssha(draw, number):
    return "{SSHA}" + base64.b64encode(draw.randbytes(28)).decode()


def address(draw, number):
    return f"{draw.choice(FIRST).lower()}.{number}@{draw.choice(('example.com', 'mail.example.org', 'example.co.uk'))}"


def sentence(draw, number):
    return " ".join(draw.choices(WORDS, k=draw.randrange(6, 20))).capitalize() + "."


SEEN = {
    # column name: (kind, how its values are made)
    "email": ("email", address),
    "c1": ("email", lambda d, n: address(d, n).upper()),
    "username_mail": ("email", address),
    "user_login_mail": ("email", lambda d, n: address(d, n) if n % 9 else "n/a"),
    "id": ("id", lambda d, n: str(n + 1)),
    "c2": ("id", lambda d, n: str(1000 + 3 * n)),
    "c3": ("id", lambda d, n: str(uuid.UUID(int=d.getrandbits(128), version=4))),
    "guid": ("id", lambda d, n: uuid.UUID(int=d.getrandbits(128), version=4).hex),
    "c4": ("id", lambda d, n: uuid.UUID(int=d.getrandbits(128), version=4).hex),
    "objectid": ("id", hexes(24)),
    "customer_no": ("id", lambda d, n: f"CUS-{n:06d}"),
    "c5": ("id", lambda d, n: f"cus_{''.join(d.choices(string.ascii_letters + string.digits, k=14))}"),
    "objectSid": ("id", lambda d, n: f"S-1-5-21-{d.randrange(10**9)}-{d.randrange(10**9)}-{1000 + n}"),
    "user_no": ("id", lambda d, n: str(20200101 + n)),
    "phone": ("phone", digits(10)),
    "c6": ("phone", lambda d, n: f"+49 15{d.randrange(10)} {d.randrange(10**6, 10**7)}"),
    "c7": ("phone", lambda d, n: f"({d.randrange(201, 989)}) {d.randrange(200, 999)}-{d.randrange(1000, 9999)}"),
    "mobile": ("phone", lambda d, n: f"0{d.randrange(150, 179)}{d.randrange(10**6, 10**8)}"),
    "first_name": ("given_name", pick(*FIRST)),
    "c8": ("given_name", pick(*FIRST)),
    "last_name": ("family_name", pick(*LAST)),
    "c9": ("family_name", pick(*LAST)),
    "surname": ("family_name", pick(*LAST, "Y", "No", "Yes", "On")),
    "name": ("name", lambda d, n: f"{d.choice(FIRST)} {d.choice(LAST)}"),
    "c10": ("name", lambda d, n: f"{d.choice(LAST)}, {d.choice(FIRST)}"),
    "display_name": ("name", lambda d, n: f"{d.choice(FIRST)} {d.choice(string.ascii_uppercase)}. {d.choice(LAST)}"),
    "username": ("username", lambda d, n: f"{d.choice(FIRST).lower()[:3]}{n}"),
    "login": ("username", lambda d, n: f"u_{n}"),
    "c11": ("username", lambda d, n: d.choice(FIRST).lower() + d.choice("._-") + d.choice(LAST).lower() + str(d.randrange(999))),
    "created_at": ("datetime", stamp("%Y-%m-%d %H:%M:%S")),
    "c12": ("datetime", stamp("%Y-%m-%dT%H:%M:%SZ")),
    "c13": ("datetime", stamp("%a, %d %b %Y %H:%M:%S GMT")),
    "c14": ("datetime", stamp("%m/%d/%Y %I:%M %p")),
    "last_login": ("datetime", lambda d, n: str(int(moment(d).timestamp()))),
    "updated": ("datetime", lambda d, n: str(int(moment(d).timestamp() * 1000))),
    "c15": ("datetime", lambda d, n: str(int(moment(d).timestamp() * 1000))),
    "whenCreated": ("datetime", stamp("%Y%m%d%H%M%S.0Z")),
    "birthdate": ("date", stamp("%Y-%m-%d")),
    "c16": ("date", stamp("%d.%m.%Y")),
    "c17": ("date", stamp("%d/%m/%Y")),
    "dob": ("date", stamp("%Y%m%d")),
    "c18": ("date", stamp("%B %d, %Y")),
    "active": ("boolean", pick("0", "1")),
    "c19": ("boolean", pick("true", "false")),
    "c20": ("boolean", pick("Y", "N")),
    "newsletter": ("boolean", pick("oui", "non")),
    "is_staff": ("boolean", pick("0")),
    "locale": ("locale", pick("en", "de", "fr", "nl")),
    "c21": ("locale", pick("en-US", "en-GB", "de-DE", "fr-FR")),
    "lang": ("locale", pick("pt_BR", "en_US.UTF-8", "zh-Hans-CN")),
    "website": ("url", lambda d, n: f"https://example.com/people/{n}"),
    "avatar": ("picture", lambda d, n: f"https://cdn.example.com/a/{n}.png"),
    "c22": ("picture", lambda d, n: f"https://www.gravatar.com/avatar/{hexes(32)(d, n)}?s=80"),
    "last_ip": ("ip", lambda d, n: ".".join(str(d.randrange(256)) for _ in range(4))),
    "c23": ("ip", lambda d, n: f"2001:db8::{d.randrange(65536):x}:{d.randrange(65536):x}"),
    "meta": ("json", lambda d, n: f'{{"plan": "pro", "n": {n}}}'),
    "password": ("hash", bcrypt),
    "c24": ("hash", django),
    "userPassword": ("hash", ssha),
    "pwd": ("hash", lambda d, n: hashlib.md5(d.randbytes(8)).hexdigest()),
    "c25": ("hash", lambda d, n: hashlib.sha256(d.randbytes(8)).hexdigest()),
    "salt": ("salt", hexes(16)),
    "password_salt": ("salt", letters(string.ascii_letters + string.digits, 10)),
    "totp_secret": ("totp_secret", letters(string.ascii_uppercase + "234567", 32)),
    "c26": ("totp_secret", letters(string.ascii_uppercase + "234567", 16)),
    "status": ("status", pick("active", "pending", "closed")),
    "user_status": ("status", pick("0", "1", "2", "3")),
    "plan": ("status", pick("free", "pro", "enterprise")),
    "gender": ("status", pick("M", "F", "X")),
    "country": ("country", pick("DE", "US", "FR", "GB", "IN")),
    "c27": ("country", pick("Germany", "France", "United States", "Brazil")),
    "zip": ("postal_code", lambda d, n: f"{d.randrange(501, 99999):05d}"),
    "c28": ("postal_code", lambda d, n: f"{d.choice(('SW', 'EC', 'N', 'M'))}{d.randrange(1, 20)} {d.randrange(1, 9)}{d.choice('ABDEFG')}{d.choice('HJLNP')}"),
    "c29": ("postal_code", lambda d, n: f"{d.choice('KLMN')}{d.randrange(10)}{d.choice('ABC')} {d.randrange(10)}{d.choice('XYZ')}{d.randrange(10)}"),
    "bio": ("text", sentence),
    "c30": ("text", sentence),
    "address": ("text", lambda d, n: f"{d.randrange(1, 900)} {d.choice(LAST)} Street"),
    "nothing": ("empty", pick(None)),
    "blank": ("empty", pick("")),
    "logins": ("number", lambda d, n: str(d.randrange(500))),
    "balance": ("number", lambda d, n: f"{d.random() * 1000:.2f}"),
    "order_number": ("id", hexes(32)),
    "api_token": ("token", lambda d, n: base64.b64encode(d.randbytes(32)).decode()),
    "colour": ("text", lambda d, n: f"#{d.randrange(2**24):06x}"),
}  # fmt: skip
