"""Labelled layouts, read from `tests/data/layouts`, with values as each system writes them, the same every time."""

# ruff: noqa: ARG005, SIM905 every maker takes a draw, the row's person and an argument, and lists of words read best as a line

import base64
import random
import string
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent.parent / "data" / "layouts"
ROWS = 160
_B64 = string.ascii_letters + string.digits + "./"
_SIGNS = string.ascii_letters + string.digits
_GIVEN = "Ana Bob Cara Dmitri Élodie Fatima Göran Ivo José Łukasz Priya Karl Olga John Mary Susan Peter Nadia Wim".split()
_FAMILY = "Smith Müller García Nguyễn Kowalski Ivanov Tanaka Brown Schmidt Rossi Dubois Hansen Novák Silva Quist".split()
_COUNTRIES = "Germany France Spain Italy Canada Poland Sweden Brazil".split()
_CODES = "DE FR ES IT CA PL SE BR".split()
_CITIES = "Berlin Lyon Sevilla Torino Toronto Gdansk Malmo Recife Leeds Utrecht Porto".split()
_ZONES = "Europe/Berlin America/New_York Asia/Tokyo UTC Europe/Paris".split()
_COMPANIES = (
    "Acme Ltd|Globex GmbH|Initech|Umbrella SA|Hooli Inc|Stark AG|Wayne Corp|Wonka Foods|Tyrell SpA".split("|")
)
_PROVINCES = "Ontario Quebec Alberta Manitoba".split()
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits


@dataclass(frozen=True)
class Labelled:
    """A layout: its name, a frame of String columns, and the right targets of each column, None for no target."""

    name: str
    frame: pl.DataFrame
    labels: dict[str, tuple[str | None, ...]]


@dataclass
class _Person:
    number: int
    given: str
    family: str
    moment: datetime


def read_layouts(name: str) -> list[Labelled]:
    """Read the layouts of a set by the name of its file, such as "measured"."""
    found = []
    for block in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        title, *lines = block.splitlines()
        cells = [tuple(part.strip() for part in line.split(" ; ")) for line in lines]
        people = list(_people(title))
        columns = {column: _values(title, column, how, people) for column, how, _ in cells}
        labels = {column: _accepted(label) for column, _, label in cells}
        found.append(Labelled(title.strip("[]"), pl.DataFrame(columns), labels))
    return found


def _accepted(label: str) -> tuple[str | None, ...]:
    return tuple(None if one == "-" else one for one in label.split("|"))


def _people(title: str) -> Iterator[_Person]:
    draw = random.Random(title)
    for number in range(1, ROWS + 1):
        moment = datetime(2014, 1, 1, tzinfo=UTC) + timedelta(seconds=draw.randrange(300_000_000))
        yield _Person(number, draw.choice(_GIVEN), draw.choice(_FAMILY), moment)


def _values(title: str, column: str, how: str, people: list[_Person]) -> list[str]:
    draw = random.Random(title + column)
    name, _, argument = how.removeprefix("?").partition(":")
    make = _MAKERS[name]
    texts = [make(draw, person, argument) for person in people]
    return [text if not how.startswith("?") or draw.random() < 0.55 else "" for text in texts]


def _username(draw, person, argument):
    made = f"{person.given[:1]}{person.family}{person.number}".lower()
    plain = "".join(sign for sign in made if sign.isascii())
    return plain.upper() if argument else plain


def _email(draw, person, argument):
    made = f"{_username(draw, person, '')}@{('example.com', 'mail.example.org')[person.number % 2]}"
    return made.upper() if argument else made


def _code(length, draw, signs=_SIGNS):
    return "".join(draw.choices(signs, k=int(length)))


def _base64(draw, size):
    return base64.b64encode(draw.randbytes(int(size))).decode()


def _adapted(draw, size):
    return _base64(draw, size).rstrip("=").replace("+", ".")


def _bcrypt(draw, mark):
    return f"{mark}{_code(21, draw, _B64)}O{_code(30, draw, _B64)}e"


def _bits(share, yes="1", no="0"):
    return lambda draw, person, argument: yes if draw.random() < share else no


def _stamp(form):
    def make(draw, person, argument):
        return (person.moment + timedelta(minutes=draw.randrange(500_000))).strftime(form)

    return make


def _one_of(values):
    return lambda draw, person, argument: draw.choice(values)


_MAKERS = {
    "serial": lambda draw, person, argument: str(person.number),
    "uuid": lambda draw, person, argument: str(uuid.UUID(bytes=draw.randbytes(16), version=4)),
    "constuuid": lambda draw, person, argument: "6f1c2d3e-4a5b-4c6d-8e7f-901234567890",
    "code": lambda draw, person, argument: _code(argument, draw),
    "hex": lambda draw, person, argument: _code(argument, draw, "0123456789abcdef"),
    "digits": lambda draw, person, argument: draw.choice("123456789") + _code(int(argument) - 1, draw, string.digits),
    "base64": lambda draw, person, argument: _base64(draw, argument),
    "base32": lambda draw, person, argument: _code(32, draw, string.ascii_uppercase + "234567"),
    "okta": lambda draw, person, argument: "00u" + _code(17, draw),
    "clerk": lambda draw, person, argument: "user_2" + _code(26, draw),
    "stripe": lambda draw, person, argument: "cus_" + _code(14, draw),
    "cardid": lambda draw, person, argument: "card_1" + _code(23, draw),
    "auth0id": lambda draw, person, argument: "auth0|" + _code(24, draw, "0123456789abcdef"),
    "slackid": lambda draw, person, argument: "U0" + _code(9, draw, _UPPER),
    "lower": lambda draw, person, argument: _code(argument, draw, _LOWER),
    "sid": lambda draw, person, argument: f"S-1-5-21-3623811015-3361044348-30300820-{1000 + person.number}",
    "vat": lambda draw, person, argument: "DE" + _code(9, draw, string.digits),
    "prefixed": lambda draw, person, argument: f"AC-{100000 + person.number}",
    "given": lambda draw, person, argument: person.given if not argument else draw.choice(_GIVEN),
    "family": lambda draw, person, argument: person.family,
    "full": lambda draw, person, argument: f"{person.given} {person.family}",
    "fullcomma": lambda draw, person, argument: f"{person.family}, {person.given}",
    "jafamily": _one_of("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村".split()),
    "jagiven": _one_of("翔太 陽菜 健太 美咲 大輔 さくら 蓮 結衣".split()),
    "kanafamily": _one_of("サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ".split()),
    "kanagiven": _one_of("ショウタ ヒナ ケンタ ミサキ ダイスケ サクラ レン ユイ".split()),
    "rufamily": _one_of("Иванов Петрова Смирнов Кузнецова Попов Соколов".split()),
    "rugiven": _one_of("Иван Ольга Дмитрий Анна Сергей Мария".split()),
    "username": _username,
    "email": _email,
    "othermail": lambda draw, person, argument: f"{_username(draw, person, '')}.{draw.randrange(99)}@{argument or 'home'}.example.net",
    "upn": lambda draw, person, argument: f"{_username(draw, person, '')}@corp.example.local",
    "dn": lambda draw, person, argument: f"cn={person.given} {person.family},ou=People,dc=example,dc=com",
    "bcrypt": lambda draw, person, argument: _bcrypt(draw, "$2y$12$"),
    "bcrypt10": lambda draw, person, argument: _bcrypt(draw, "$2b$10$"),
    "bcryptof": lambda draw, person, argument: _bcrypt(draw, argument),
    "md5crypt": lambda draw, person, argument: f"$1${_username(draw, person, '')[:2]}000000${_code(22, draw, _B64)}",
    "mediawiki": lambda draw, person, argument: f":pbkdf2:sha512:30000:64:{_base64(draw, 16)}:{_base64(draw, 64)}",
    "argon2id": lambda draw, person, argument: (
        f"$argon2id$v=19$m=65536,t=3,p=4${_base64(draw, 16).rstrip('=')}${_base64(draw, 32).rstrip('=')}"
    ),
    "django": lambda draw, person, argument: f"pbkdf2_sha256$260000${_code(12, draw)}${_base64(draw, 32)}",
    "phpass": lambda draw, person, argument: "$P$B" + _code(30, draw, _B64),
    "drupal": lambda draw, person, argument: "$S$E" + _code(51, draw, _B64),
    "ssha": lambda draw, person, argument: "{SSHA}" + base64.b64encode(draw.randbytes(28)).decode(),
    "aspnet": lambda draw, person, argument: base64.b64encode(
        b"\x01\x00\x00\x00\x01\x00\x00\x27\x10\x00\x00\x00\x10" + draw.randbytes(48)
    ).decode(),
    "magento": lambda draw, person, argument: f"{_code(64, draw, '0123456789abcdef')}:{_code(32, draw)}:1",
    "argon2i": lambda draw, person, argument: (
        f"$argon2i$v=19$m=65536,t=16,p=1${_base64(draw, 16).rstrip('=')}${_base64(draw, 32).rstrip('=')}"
    ),
    "pbkdf2passlib": lambda draw, person, argument: (
        f"$pbkdf2-sha512$25000${_adapted(draw, 16)}${_adapted(draw, 64)}"
    ),
    "colonscrypt": lambda draw, person, argument: (
        f"{_code(32, draw, '0123456789abcdef')}:{_code(128, draw, '0123456789abcdef')}"
    ),
    "e164": lambda draw, person, argument: f"+49151{_code(8, draw, string.digits)}",
    "phone": lambda draw, person, argument: f"(0{draw.randrange(20, 99)}) {_code(4, draw, string.digits)}-{_code(4, draw, string.digits)}",
    "bool": _bits(0.8), "mostly": _bits(0.95), "rare": _bits(0.04), "half": _bits(0.5),
    "tf": _bits(0.95, "t", "f"), "tfrare": _bits(0.05, "t", "f"),
    "truefalse": _bits(0.8, "true", "false"), "truefalserare": _bits(0.05, "true", "false"),
    "truefalsemostly": _bits(0.95, "true", "false"),
    "yesno": _bits(0.5, "yes", "no"), "yn": _bits(0.9, "Y", "N"), "taknie": _bits(0.9, "tak", "nie"),
    "ouinon": _bits(0.06, "oui", "non"), "danet": _bits(0.06, "да", "нет"), "simnao": _bits(0.94, "S", "N"),
    "janein": _bits(0.06, "ja", "nein"), "sino": _bits(0.94, "si", "no"),
    "stamp": _stamp("%Y-%m-%d %H:%M:%S"), "isostamp": _stamp("%Y-%m-%dT%H:%M:%S.000Z"),
    "zonestamp": _stamp("%Y-%m-%d %H:%M:%S.123456+00"), "fractionstamp": _stamp("%Y-%m-%d %H:%M:%S.%f"),
    "minutestamp": _stamp("%Y-%m-%d %H:%M"), "adstamp": _stamp("%Y%m%d%H%M%S.0Z"), "date": _stamp("%Y-%m-%d"),
    "wikistamp": _stamp("%Y%m%d%H%M%S"), "slashstamp": _stamp("%Y/%m/%d %H:%M:%S"),
    "germandate": _stamp("%d.%m.%Y"), "dashdate": _stamp("%d-%m-%Y"),
    "epoch": lambda draw, person, argument: str(int(person.moment.timestamp()) + draw.randrange(9_000_000)),
    "millis": lambda draw, person, argument: str(1000 * int(person.moment.timestamp()) + draw.randrange(10**9)),
    "filetime": lambda draw, person, argument: str(132_000_000_000_000_000 + draw.randrange(10**15)),
    "words": lambda draw, person, argument: draw.choice(argument.split(",")),
    "const": lambda draw, person, argument: argument,
    "empty": lambda draw, person, argument: "",
    "number": lambda draw, person, argument: str(draw.randrange(400)),
    "money": lambda draw, person, argument: f"{draw.randrange(2_000)}.{draw.randrange(100):02}",
    "text": lambda draw, person, argument: " ".join(draw.choices("likes long walks and quiet mornings by the river".split(), k=7)),
    "ip": lambda draw, person, argument: f"203.0.{draw.randrange(114)}.{draw.randrange(255)}",
    "url": lambda draw, person, argument: f"https://{_username(draw, person, '')}.example.net/",
    "picture": lambda draw, person, argument: f"https://cdn.example.com/avatars/{person.number}.png",
    "photofile": lambda draw, person, argument: f"photo_{person.number}.jpg",
    "zonejson": lambda draw, person, argument: f'{{"useAutomaticTimezone": "true", "automaticTimezone": "{draw.choice(_ZONES)}"}}',
    "sealed": lambda draw, person, argument: f'{{"p": "{_base64(draw, 24)}", "h": {{"iv": "{_base64(draw, 12)}", "at": "{_base64(draw, 16)}"}}}}',
    "json": lambda draw, person, argument: f'{{"seen": {draw.randrange(9)}, "kind": "person"}}',
    "jsonwords": lambda draw, person, argument: draw.choice(('["/staff"]', '["/sales"]', "[]")),
    "phproles": _one_of(("a:0:{}", 'a:1:{i:0;s:10:"ROLE_ADMIN";}')),
    "street": lambda draw, person, argument: f"{draw.randrange(1, 200)} {draw.choice(_FAMILY)} Street",
    "flat": lambda draw, person, argument: f"Flat {draw.randrange(1, 60)}",
    "zip": lambda draw, person, argument: _code(5, draw, string.digits),
    "jazip": lambda draw, person, argument: f"{draw.randrange(100, 999)}-{draw.randrange(1000, 9999)}",
    "city": _one_of(_CITIES), "country": _one_of(_COUNTRIES), "countrycode": _one_of(_CODES),
    "province": _one_of(_PROVINCES), "company": _one_of(_COMPANIES), "timezone": _one_of(_ZONES),
    "locale": _one_of(("en-GB", "de-DE", "fr-FR", "en-US")),
    "lowgiven": lambda draw, person, argument: person.given.lower(),
    "lowfamily": lambda draw, person, argument: person.family.lower(),
    "lowfull": lambda draw, person, argument: f"{person.given} {person.family}".lower(),
    "koname": _one_of("김민준 이서연 박지훈 최수빈 정도윤 강하은 조현우 윤지아".split()),
    "kophone": lambda draw, person, argument: f"010-{_code(4, draw, string.digits)}-{_code(4, draw, string.digits)}",
    "upper": lambda draw, person, argument: _code(argument, draw, _UPPER),
    "ulid": lambda draw, person, argument: "01" + _code(24, draw, _UPPER),
    "tagged": lambda draw, person, argument: f"{argument}-{uuid.UUID(bytes=draw.randbytes(16), version=4)}",
    "cpf": lambda draw, person, argument: "{}.{}.{}-{}".format(*(_code(n, draw, string.digits) for n in (3, 3, 3, 2))),
    "dni": lambda draw, person, argument: _code(8, draw, string.digits) + draw.choice(string.ascii_uppercase),
    "iban": lambda draw, person, argument: f"NL{_code(2, draw, string.digits)}ABNA0{_code(9, draw, string.digits)}",
    "customer": lambda draw, person, argument: f"CUS{person.number:012}",
    "totpjson": lambda draw, person, argument: (
        f'[{{"secretKey": "{_code(32, draw, string.ascii_uppercase + "234567")}", "period": 30, "skew": 1, "deviceName": "phone"}}]'
    ),
    "pkcs5s2": lambda draw, person, argument: "{PKCS5S2}" + _base64(draw, 48),
    "forgerock": lambda draw, person, argument: "{PBKDF2-HMAC-SHA256}10:" + _base64(draw, 48),
    "umbraco": lambda draw, person, argument: _base64(draw, 16) + _base64(draw, 32),
    "gnuboard": lambda draw, person, argument: f"sha256:12000:{_base64(draw, 24)}:{_base64(draw, 24)}",
    "rtcrypt": lambda draw, person, argument: f"!bcrypt!12!{_code(53, draw, _B64)}",
    "byteahex": lambda draw, person, argument: "\\x" + _bcrypt(draw, "$2a$10$").encode().hex(),
    "bugzilla": lambda draw, person, argument: f"{_code(8, draw)},{_base64(draw, 32).rstrip('=')}{{SHA-256}}",
    "bitrix": lambda draw, person, argument: _code(8, draw) + _code(32, draw, "0123456789abcdef"),
    "sha512crypt": lambda draw, person, argument: f"$6${_code(16, draw, _B64)}${_code(86, draw, _B64)}",
    "zhname": _one_of("王伟 李娜 张敏 刘洋 陈静 杨帆 赵磊 黄丽".split()),
    "jafull": _one_of("佐藤 翔太|鈴木 陽菜|高橋 健太|田中 美咲|伊藤 大輔|渡辺 さくら".split("|")),
    "kanafull": _one_of("サトウ ショウタ|スズキ ヒナ|タカハシ ケンタ|タナカ ミサキ|イトウ ダイスケ".split("|")),
    "rufull": _one_of("Иван Иванов|Ольга Петрова|Дмитрий Смирнов|Анна Кузнецова|Сергей Попов|Мария Соколова".split("|")),
    "japhone": lambda draw, person, argument: f"090-{_code(4, draw, string.digits)}-{_code(4, draw, string.digits)}",
    "dotstamp": _stamp("%d.%m.%Y %H:%M:%S"), "usdate": _stamp("%m/%d/%Y"),
    "isoz": _stamp("%Y-%m-%dT%H:%M:%SZ"), "offsetstamp": _stamp("%Y-%m-%d %H:%M:%S.%f +0000"),
    "slashdate": _stamp("%d/%m/%Y"), "compactdate": _stamp("%Y%m%d"),
}  # fmt: skip
