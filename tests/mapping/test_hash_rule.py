"""What was decided of a password column: read, refused, followed, written the same."""

import hashlib

import polars as pl
import pytest

from userferry.errors import DecisionError
from userferry.mapping import (
    Beside,
    ColumnRule,
    HashRule,
    Mapping,
    apply_mapping,
    hash_decisions,
    legacy_hashes,
)
from userferry.passwords import prove_hashes, verify_password
from userferry.passwords.columns import without_nulls

PASSWORD = "Correct-Horse-42"
FILE = """\
version: 1
columns:
  email:
    target: email
  secret:
    target: custom_password_hash
    hash:
      forms: {{hex_32: md5}}
      salt: {salt}
      salt_position: suffix
  grain:
    target: null
"""


def written(tmp_path, salt="{column: grain}", text=FILE):
    path = tmp_path / "x.mapping.yml"
    path.write_text(text.format(salt=salt))
    return path


def dump():
    hashed = hashlib.md5(f"{PASSWORD}s1".encode()).hexdigest()
    return pl.LazyFrame(
        {"email": ["a@example.com", "b@example.com"], "secret": [hashed, ""], "grain": ["s1", ""]}
    )


def test_a_decided_shape_is_converted_with_what_stands_beside_it(tmp_path):
    mapping = Mapping.read(written(tmp_path))
    first, second = apply_mapping(dump(), mapping).collect()["custom_password_hash"].to_list()
    assert verify_password(without_nulls(first), PASSWORD)
    assert not verify_password(without_nulls(first), "another")
    assert second is None
    found = legacy_hashes(dump(), mapping).collect()
    assert found["finding"].struct.field("format").to_list() == ["md5", None]
    known = found.with_columns(password=pl.lit(PASSWORD))
    assert prove_hashes(known, hash="hash", password="password", **hash_decisions(mapping)).is_proven


def test_the_file_comes_back_byte_for_byte(tmp_path):
    mapping = Mapping.read(written(tmp_path, "{env: LEGACY_SALT}"))
    again = tmp_path / "again.yml"
    mapping.write(again)
    assert Mapping.read(again) == mapping
    before = again.read_bytes()
    Mapping.read(again).write(again)
    assert again.read_bytes() == before
    assert mapping.rules[1].hash == HashRule(
        {"hex_32": "md5"}, {"salt": Beside(env="LEGACY_SALT"), "salt_position": Beside(text="suffix")}
    )


def test_a_secret_comes_from_the_environment_only(tmp_path, monkeypatch):
    mapping = Mapping.read(written(tmp_path, "{env: LEGACY_SALT}"))
    with pytest.raises(DecisionError, match="the environment has no LEGACY_SALT"):
        apply_mapping(dump(), mapping)
    monkeypatch.setenv("LEGACY_SALT", "s1")
    first = apply_mapping(dump(), mapping).collect()["custom_password_hash"][0]
    assert verify_password(without_nulls(first), PASSWORD)
    with pytest.raises(DecisionError, match="`salt` of `secret` stands in the file") as told:
        Mapping.read(written(tmp_path, "pepper-of-the-house"))
    assert "pepper-of-the-house" not in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("hex_32: md5", "hex_33: md5", "`hex_33` is no shape that several forms share"),
        ("hex_32: md5", "hex_32: bcrypt", "`bcrypt` is no form of hex_32"),
        ("salt_position", "salt_place", "`salt_place` is no thing beside a hash"),
        (
            "{salt}",
            "{{column: grian}}",
            "`grian` is no column beside the hashes of `secret`; did you mean `grain`",
        ),
        ("{salt}", "{{column: grain, env: X}}", "`salt` is a text, `{column: …}` or `{env: …}`"),
        ("custom_password_hash", "username", "only `custom_password_hash` has one"),
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path, old, new, complaint):
    with pytest.raises(DecisionError, match=complaint.replace("{", r"\{").replace("(", r"\(")):
        Mapping.read(written(tmp_path, text=FILE.replace(old, new, 1)))


def test_a_column_tells_each_rows_form():
    rows = pl.LazyFrame(
        {"email": ["a@example.com"] * 3, "hash": [hashlib.new(d, b"pw").hexdigest() for d in ("md5", "md5", "sha1")],
         "kind": ["1", "?", "2"]}
    )  # fmt: skip
    form = Beside(column="kind", values={"1": "md5", "2": "sha1"})
    rules = (
        ColumnRule("email", "email"),
        ColumnRule("hash", "custom_password_hash", hash=HashRule(beside={"form": form})),
        ColumnRule("kind"),
    )
    found = apply_mapping(rows, Mapping(rules)).collect()["custom_password_hash"]
    assert [one and one["algorithm"] for one in found] == ["md5", None, "sha1"]
