"""Over 100,000 damaged and random strings, of which none is called convertible unless somebody could have made it.

A changed letter within a digest is no stranger, since another password has that hash; a cut, glued, wrapped or
foreign one is. So each string is labelled by reading it (`could_be_made`), not by how it came about.
"""

import base64
import json
import random
import string
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from userferry.passwords import summarise_hashes
from userferry.passwords.registry import BY_NAME, SHAPES

REAL = json.loads((Path(__file__).parents[1] / "data" / "real-hashes.json").read_text())
FOREIGN = "é\0\t\n\u00a0 #~\u017f\u212a\u0661\u200b\U0001f511\"'"  # with letters that fold into s, k and 1


def mutants(value, chance):
    """Cut, shortened, lengthened, changed, turned to another case, glued and wrapped."""
    for at in range(len(value)):
        yield value[:at]
        yield value[at + 1 :]
        yield value[:at] + value[at + 1 :]
        yield value[:at] + value[at] + value[at:]
        for sign in (*chance.sample(FOREIGN, 3), chance.choice(string.printable)):
            yield value[:at] + sign + value[at:]
            yield value[:at] + sign + value[at + 1 :]
        yield value[:at] + value[at].swapcase() + value[at + 1 :]
    yield from (value.upper(), value.lower(), value.swapcase(), value.title(), value[::-1], value * 2)
    yield from (
        value + end for end in (" ", "\n", "\r\n", "\0", "=", "==", "$", ":", ":0", ",", ";", "\ufeff")
    )
    yield from (start + value for start in (" ", "\n", "\ufeff", "=", "$", "{", ":", "0x", "!", "b'"))
    wraps = (
        '"%s"',
        "'%s'",
        "(%s)",
        "{%s}",
        "[%s]",
        "b'%s'",
        "<%s>",
        "%s|%s",
        '{"hash":"%s"}',
        "{SSHA}%s",
        "{CRYPT}%s",
    )
    yield from (wrap.replace("%s", value) for wrap in wraps)


def glued(values):
    for left, right in product(values, repeat=2):
        marks = [at for at, sign in enumerate(left) if sign in "$:}"] or [4]
        yield left[: marks[0] + 1] + right
        yield left[: marks[-1] + 1] + right[-32:]
        yield left + right


def noise(chance, count):
    for _ in range(count):
        data = chance.randbytes(chance.randrange(1, 90))
        yield data.decode("latin-1")
        yield data.hex()[: chance.randrange(1, 2 * len(data) + 1)]
        yield base64.b64encode(data).decode()
        yield base64.b64encode(data).decode().rstrip("=")[: chance.randrange(1, 120)]
        yield "".join(chance.choices(string.printable, k=chance.randrange(1, 90)))
        yield "".join(map(chr, chance.choices(range(1, 0xD800), k=chance.randrange(1, 40))))


@pytest.fixture(scope="module")
def labelled(could_be_made):
    """Every string once, and whether somebody could have made it."""
    chance = random.Random(42)
    values = list(REAL.values())
    strings = {one for value in values for one in mutants(value, chance)}
    strings.update(glued(values), noise(chance, 4000))
    strangers = sorted(one for one in strings if not could_be_made(one))
    made = sorted(strings.difference(strangers))
    return strangers, made


def first_claimed(values):
    """One of the values that is called convertible, found by halving."""
    while len(values) > 1:
        half = values[: len(values) // 2]
        is_here = summarise_hashes(pl.Series("value", half)).of("converted")
        values = half if is_here else values[len(half) :]
    return values[0]


def test_no_stranger_is_called_convertible(labelled):
    strangers, made = labelled
    print(f"{len(strangers):,} strangers, {len(made):,} changed hashes that somebody could have made")  # noqa: T201 the number is what this test tells
    assert len(strangers) > 100_000
    summary = summarise_hashes(pl.Series("value", strangers))
    assert summary.rows == len(strangers)
    assert not summary.of("converted"), first_claimed(strangers)


def test_the_readers_read_every_real_hash_and_so_does_the_workbench(could_be_made):
    """Readers that refuse everything would make every string a stranger."""
    real = {
        name: value
        for name, value in REAL.items()
        if BY_NAME[name].convert and BY_NAME[name].is_told_by_shape
    }
    assert set(real) == {known.name for known in SHAPES if known.convert}
    assert [name for name, value in real.items() if not could_be_made(value)] == []
    assert summarise_hashes(pl.Series("value", list(real.values()))).of("converted") == len(real)


def test_most_of_what_could_have_been_made_is_recognised(labelled):
    _, made = labelled
    known = summarise_hashes(pl.Series("value", made))
    assert known.of("converted") + known.of("ambiguous") > 0.95 * len(made)


def test_no_damaged_string_has_two_shapes(labelled):
    """So the order of the forms decides nothing, for garbage no more than for hashes."""
    strangers, made = labelled
    shapes = (pl.col("value").str.contains(known.pattern).cast(pl.Int8) for known in SHAPES)
    frame = pl.DataFrame({"value": strangers + made}).with_columns(shapes=pl.sum_horizontal(shapes))
    assert frame.filter(pl.col("shapes") > 1)["value"].to_list() == []
