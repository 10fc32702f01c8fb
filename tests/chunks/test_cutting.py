"""Users are cut into files to the byte: order kept, nothing lost, nothing too large."""

import hashlib
import json
from itertools import pairwise

import orjson
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.chunks import Chunks, split_users

texts = st.none() | st.text(max_size=30)
users = st.lists(st.tuples(texts, texts, texts, st.none() | st.booleans()), min_size=1, max_size=40)


def frame(rows):
    return pl.LazyFrame(
        {
            "__row": range(len(rows)),
            "email": [row[0] for row in rows],
            "app_metadata": [{"a": {"b": row[1]}, "c": row[2]} for row in rows],
            "blocked": [row[3] for row in rows],
        },
        schema={
            "__row": pl.Int64,
            "email": pl.String,
            "app_metadata": pl.Struct({"a": pl.Struct({"b": pl.String}), "c": pl.String}),
            "blocked": pl.Boolean,
        },
    )


def meant(row):
    email, inner, outer, blocked = row
    metadata = {"a": {"b": inner} if inner is not None else None, "c": outer}
    kept = {name: value for name, value in metadata.items() if value is not None}
    user = {"email": email, "app_metadata": kept or None, "blocked": blocked}
    return {name: value for name, value in user.items() if value is not None}


@settings(max_examples=60, deadline=None)
@given(users, st.integers(min_value=120, max_value=600))
def test_every_user_is_written_once_in_order_without_nulls(tmp_path_factory, rows, max_bytes):
    chunks = split_users(frame(rows), tmp_path_factory.mktemp("chunks"), max_bytes=max_bytes)
    left_out = set(chunks.too_large["__row"])
    contents = [(chunks.folder / name).read_bytes() for name in chunks.files["file"]]
    written = [user for content in contents for user in orjson.loads(content)]
    assert written == [meant(row) for number, row in enumerate(rows) if number not in left_out]
    assert all(len(content) <= max_bytes for content in contents)
    assert chunks.files["bytes"].to_list() == [len(content) for content in contents]
    assert chunks.files["digest"].to_list() == [hashlib.sha256(content).hexdigest() for content in contents]


@settings(max_examples=60, deadline=None)
@given(users, st.integers(min_value=300, max_value=600))
def test_a_file_is_cut_only_where_the_next_user_would_not_fit(tmp_path_factory, rows, max_bytes):
    chunks = split_users(frame(rows), tmp_path_factory.mktemp("chunks"), max_bytes=max_bytes)
    contents = [(chunks.folder / name).read_bytes() for name in chunks.files["file"]]
    for content, following in pairwise(contents):
        first = orjson.loads(following)[0]
        one_more = len(content) + 1 + len(json_line_of(first))
        assert one_more > max_bytes


def json_line_of(user):
    return json.dumps(user, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_user_larger_than_a_file_is_named_and_in_no_file(tmp_path):
    people = pl.LazyFrame({"__row": [0, 1], "email": ["a@example.com", "b" * 500]})
    chunks = split_users(people, tmp_path / "c", max_bytes=100)
    assert chunks.too_large["__row"].to_list() == [1]
    assert chunks.rows == 1


def test_where_each_row_is_can_be_read_back(tmp_path, people):
    chunks = split_users(people, tmp_path / "c", max_bytes=160)
    where = pl.read_parquet(tmp_path / "c" / "rows.parquet")
    assert where["__row"].to_list() == [0, 1, 2, 3, 4, 5]
    for _, number, position in where.iter_rows():
        assert position < chunks.files.filter(pl.col("chunk") == number)["rows"].item()
    assert Chunks.read(tmp_path / "c").files.equals(chunks.files)


def test_a_second_cut_leaves_nothing_of_the_first(tmp_path, people):
    split_users(people, tmp_path / "c", max_bytes=110)
    split_users(people, tmp_path / "c")
    assert [path.name for path in sorted((tmp_path / "c").glob("*.json"))] == ["00001.json"]


def test_files_are_private(tmp_path, people):
    split_users(people, tmp_path / "c")
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "c").iterdir())
