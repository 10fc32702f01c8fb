"""A synthetic legacy dump, the same bytes for the same number of rows."""

import csv
from pathlib import Path

from people import FAMILY, GIVEN, PLANS, bcrypt_like

HEADER = (
    "legacy_id", "email", "login", "first_name", "last_name", "verified", "plan", "joined", "logins", "pw_hash",
)  # fmt: skip


def write_dump(path: Path, rows: int) -> Path:
    """Write a CSV of users: one address in a hundred repeats, one in five hundred is none."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            owner = number // 2 if number % 100 == 99 else number
            address = f"user{owner}@example{owner % 97}.com" if number % 500 != 7 else f"user{owner}@example"
            writer.writerow(
                (
                    number, address, f"u_{number}", GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)],
                    "Y" if number % 5 else "N", PLANS[number % 3],
                    f"20{number % 20:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d} 08:30:00",
                    number % 500, bcrypt_like(number),
                )
            )  # fmt: skip
    return path
