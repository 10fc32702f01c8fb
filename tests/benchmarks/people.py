"""Synthetic users, the same for the same number, and import files of them."""

import json
from collections.abc import Iterator
from typing import Any

GIVEN = (
    "Ana",
    "Bob",
    "Cara",
    "Dmitri",
    "Élodie",
    "Fatima",
    "Göran",
    "Hanako",
    "Ivo",
    "José",
    "Łukasz",
    "Mei",
)
FAMILY = ("Smith", "Müller", "García", "Nguyễn", "O'Brien", "de la Cruz", "Kowalski", "Tanaka", "Øst", "Lee")
PLANS = ("free", "pro", "enterprise")
LETTERS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
MAX_FILE_BYTES = 510_500
"""What leaves room for the form's other parts below the 512,000 bytes of a whole request."""


def bcrypt_like(number: int) -> str:
    """Give a text of bcrypt's form for a number; it belongs to no password."""
    digits = (number * 0x9E3779B97F4A7C15 + 0x5851F42D4C957F2D) % (1 << 106)
    letters = []
    for _ in range(53):
        digits, place = divmod(digits * 6364136223846793005 + 1442695040888963407, 64)
        digits %= 1 << 106
        letters.append(LETTERS[place])
    return "$2b$10$" + "".join(letters)


def make_user(number: int) -> dict[str, Any]:
    """Make the user of a number, about a kilobyte as JSON: half an import file's thousand."""
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // 7 % len(FAMILY)]
    user = {
        "user_id": f"legacy-{number:09d}",
        "email": f"User{number}@example{number % 97}.com",
        "email_verified": number % 5 != 0,
        "given_name": given,
        "family_name": family,
        "name": f"{given} {family}",
        "user_metadata": {
            "language": "en",
            "addresses": [
                {"street": f"{number % 900 + 1} High Street", "city": family, "zip": f"{number % 99999:05d}"},
                {"street": f"{number % 70 + 1} Old Road", "city": given, "zip": f"{number % 88888:05d}"},
            ],
            "interests": [f"topic-{number * place % 101}" for place in range(1, 13)],
            "about": f"Customer {number} since the shop moved into the old mill by the river. " * 4,
        },
        "app_metadata": {
            "plan": PLANS[number % 3],
            "logins": number % 500,
            "roles": ["buyer", f"region-{number % 17}"],
            "consents": dict.fromkeys(("mail", "phone", "post", "partners"), number % 2 == 0),
        },
    }
    if number % 4:
        user["password_hash"] = bcrypt_like(number)
    return user


def split_files(count: int) -> Iterator[tuple[bytes, int]]:
    """Cut the first `count` users into import files, each with its number of rows."""
    lines: list[bytes] = []
    size = 2
    for number in range(count):
        line = json.dumps(make_user(number), ensure_ascii=False, separators=(",", ":")).encode()
        if lines and size + len(line) + 1 > MAX_FILE_BYTES:
            yield b"[" + b",".join(lines) + b"]", len(lines)
            lines, size = [], 2
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield b"[" + b",".join(lines) + b"]", len(lines)
