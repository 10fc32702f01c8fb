"""Users whose clusters are known: one change made to a copy of a person, and strangers who look like one."""

import random
import unicodedata

import polars as pl

GIVEN = ("ana", "bob", "cara", "dmitri", "eva", "ivo", "josé", "mei", "nora", "otto", "pia", "sven")
FAMILY = ("smith", "müller", "garcia", "nguyen", "brown", "cruz", "kowalski", "tanaka", "lee", "berg")
OWN = ("acme.example", "mill.example", "post.example")
CYRILLIC = str.maketrans("aceop", "асеор")


def write_address(rng, number):
    local = f"{rng.choice(GIVEN)}.{rng.choice(FAMILY)}{number}"
    local = "".join(letter for letter in unicodedata.normalize("NFD", local) if letter.isascii())
    place = rng.choice(
        ("gmail.com",) * 4 + ("outlook.com", "hotmail.com", "icloud.com", "protonmail.com") + OWN
    )
    return local, place


COLLIDING = {"upper": str.upper, "title": str.title}
CHANGES = {
    "space": lambda local, place: f" {local}@{place}",
    "invisible": lambda local, place: f"{local}\u200b@{place}",
    "full-width": lambda local, place: (
        f"{local[0].translate({n: n + 0xFEE0 for n in range(97, 123)})}{local[1:]}@{place}"
    ),
    "cyrillic": lambda local, place: f"{local.translate(CYRILLIC)}@{place}",
    "plus": lambda local, place: f"{local}+shop@{place}",
    "dots": lambda local, place: f"{local.replace('.', '')}@{place}" if place == "gmail.com" else None,
    "alias": lambda local, place: {
        "gmail.com": f"{local}@googlemail.com",
        "icloud.com": f"{local}@me.com",
        "protonmail.com": f"{local}@pm.me",
    }.get(place),
    "typo": lambda local, place: {
        "gmail.com": f"{local}@gmial.com",
        "outlook.com": f"{local}@outlok.com",
        "hotmail.com": f"{local}@hotmaill.com",
    }.get(place),
    "moved": lambda local, _: f"{local}@moved.example",
}
STRANGERS = (
    lambda local, place: f"{local}1@{place}",
    lambda local, _: f"{local.replace('.', '')}@corp.example",
    lambda local, _: f"{local}@mail.com",
    lambda local, _: f"{local}@ymail.com",
    lambda local, place: f"{local[1:]}@{place}",
    lambda _, place: f"info@{place}",
)


def make_labelled(people: int, seed: int = 7) -> pl.DataFrame:
    """Make users: `__row`, `email`, `name`, `user_metadata.phone`, and the labels `who` and `change`."""
    rng = random.Random(seed)
    rows = []
    for who in range(people):
        local, place = write_address(rng, who)
        name, phone = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}".title(), f"+49 30 {who:07}"
        rows.append((f"{local}@{place}", name, phone, who, "none"))
        draw = rng.random()
        if draw < 0.1:
            word, change = rng.choice(list(COLLIDING.items()))
            rows.append((change(f"{local}@{place}"), name, None, who, word))
        elif draw < 0.4:
            word, made = rng.choice([(w, m) for w, c in CHANGES.items() if (m := c(local, place))])
            again = f"0049 30-{who:07}" if word == "moved" else None
            rows.append((made, name.upper(), again, who, word))
        elif draw < 0.6:
            made = rng.choice(STRANGERS)(local, place)
            rows.append((made, name, f"+49 40 {who:07}", people + who, "stranger"))
        elif draw < 0.65:  # of one household: the same number, another name
            rows.append((f"x{who}@{place}", f"Not {name}", phone, people + who, "stranger"))
        elif draw < 0.66:  # a namesake of one household: nothing in the data tells them apart
            rows.append((f"y{who}@{place}", name, phone, people + who, "stranger"))
        elif draw < 0.665:  # tags that a desk gives to its people
            rows += [
                (f"desk{who}+{given}@acme.example", given, None, (n + 2) * people + who, "stranger")
                for n, given in enumerate(("ana", "bob"))
            ]
    rng.shuffle(rows)
    schema = {"email": pl.String, "name": pl.String, "phone": pl.String, "who": pl.Int64, "change": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"),
        "email",
        "name",
        pl.struct("phone").alias("user_metadata"),
        "who",
        "change",
    )


def pairs(frame: pl.DataFrame, by: str) -> set[tuple[int, int]]:
    """Give the pairs of rows that share a value."""
    members = frame.select("__row", by)
    joined = members.join(members, on=by, suffix="_other").filter(pl.col("__row") < pl.col("__row_other"))
    return set(joined.select("__row", "__row_other").iter_rows())
