"""What the suggestion says and how it decides, case by case."""

import polars as pl
import pytest

from userferry.mapping import ColumnRule, Mapping, suggest_mapping

ROWS = range(40)
EMAILS = [f"user{number}@example.com" for number in ROWS]
HASHES = [f"$2b$10$abcdefghijklmnopqrstuO{number:031d}" for number in ROWS]


def suggested(**columns):
    return {rule.column: rule for rule in suggest_mapping(pl.DataFrame(columns)).rules}


@pytest.mark.parametrize(
    ("column", "transforms"),
    [
        ("disabled", ("boolean",)),
        ("isBanned", ("boolean",)),
        ("gesperrt", ("boolean",)),
        ("is_active", ("boolean", "invert")),
        ("enabled", ("boolean", "invert")),
        ("activo", ("boolean", "invert")),
    ],
)
def test_blocked_is_the_right_way_round(column, transforms):
    values = ["1" if number % 8 else "0" for number in ROWS]
    rule = suggested(email=EMAILS, **{column: values})[column]
    assert (rule.target, rule.transforms) == ("blocked", transforms)


def test_words_that_the_transform_does_not_read_are_named():
    rule = suggested(email=EMAILS, bloque=["oui" if number % 8 else "non" for number in ROWS])["bloque"]
    assert rule.target == "blocked"
    assert "`boolean` does not read non, oui" in rule.reason


def test_each_reason_says_how_sure_it_is_and_by_what():
    rules = suggested(correo=EMAILS, zzz=["lorem ipsum dolor sit amet " * 2] * len(ROWS))
    assert rules["correo"].reason.startswith("100%: named `correo`; email: 100% of the values")
    assert rules["zzz"].reason.startswith("open: ")


def test_an_attribute_goes_to_one_column_the_best_named():
    rules = suggested(login=EMAILS, contact_email=[f"x{email}" for email in EMAILS])
    assert [rule.column for rule in rules.values() if rule.target == "email"] == ["contact_email"]


def test_what_was_decided_before_wins_and_its_target_is_gone():
    before = Mapping(
        (ColumnRule("login", "email", ("trim", "lower"), "chosen by hand"), ColumnRule("lost", "name"))
    )
    mapping = suggest_mapping(pl.DataFrame({"login": EMAILS, "email": EMAILS}), before)
    assert mapping.targets() == {"login": "email", "email": None}
    assert mapping.rules[0].transforms == ("trim", "lower")
    assert mapping.rules[0].reason == "100%: decided before; chosen by hand"


def test_a_password_column_needs_hashes_in_it():
    rules = suggested(email=EMAILS, senha=["red", "green"] * 20, password_hash=HASHES)
    assert rules["senha"].target is None
    assert rules["password_hash"].target == "custom_password_hash"


def test_names_in_metadata_are_ones_that_auth0_takes():
    moments = [f"2020-01-{number % 28 + 1:02d} 10:00:00" for number in ROWS]
    mapping = suggest_mapping(
        pl.DataFrame({"email": EMAILS, "created_at": moments, "CreatedOn": moments, "登録日": moments})
    )
    assert mapping.complaints() == []
    assert len(set(mapping.targets().values())) == 4
