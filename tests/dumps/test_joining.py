"""Two sources become one by a key: no user lost, none doubled, and what found no partner is counted."""

import sqlite3
from contextlib import closing

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.dumps import join_dumps, read_dump, read_dumps
from userferry.errors import DumpError


def save(folder, name, content):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def users(tmp_path):
    return save(tmp_path, "users.csv", "id,email,note\n3,c@x.y,\n1,a@x.y,n\n,d@x.y,\n2,b@x.y,\n007,e@x.y,\n")


@pytest.fixture
def hashes(tmp_path):
    return save(
        tmp_path, "credentials.csv", "user_id,hash,note\n1,h1,first\n3,h3,\n9,h9,\n,h0,\n,h00,\n7,h7,\n"
    )


def test_each_user_keeps_its_row_and_its_place(users, hashes):
    joined = join_dumps(read_dump(users), read_dump(hashes), on=("id", "user_id"))
    assert joined.frame.collect().rows() == [
        (0, "3", "c@x.y", "", "h3", ""),
        (1, "1", "a@x.y", "n", "h1", "first"),
        (2, "", "d@x.y", "", None, None),
        (3, "2", "b@x.y", "", None, None),
        (4, "007", "e@x.y", "", None, None),
    ]
    assert joined.columns == ["id", "email", "note", "hash", "credentials_note"]
    assert joined.source == "users.csv with credentials.csv"
    said = dict(joined.evidence)
    assert said["users without a partner"] == "3 of 5"
    assert said["records of credentials.csv without a user"] == "4"
    assert joined.kept == 5
    assert joined.digest not in (read_dump(users).digest, read_dump(hashes).digest)
    assert "joined with" in joined._repr_html_()


def test_users_without_a_partner_may_be_left_out(users, hashes):
    joined = join_dumps(read_dump(users), read_dump(hashes), on=("id", "user_id"), how="inner", prefix="c_")
    assert joined.frame.collect().select("__row", "c_hash", "c_note").rows() == [
        (0, "h3", ""),
        (1, "h1", "first"),
    ]
    assert joined.kept == 2
    assert dict(joined.evidence)["users without a partner"] == "3 of 5, left out"


def test_a_key_that_stands_twice_is_refused_with_its_first_letters_only(users, tmp_path):
    doubled = save(
        tmp_path,
        "doubled.csv",
        "email,hash\nann@x.y,1\nann@x.y,2\nann@x.y,3\nbob@x.y,4\nbob@x.y,5\nc@x.y,6\n",
    )
    with pytest.raises(
        DumpError, match=r"2 keys stand more than once .* a•••@x\.y 3 times, b•••@x\.y 2 times"
    ) as refused:
        join_dumps(read_dump(users), read_dump(doubled), on="email")
    assert "ann" not in str(refused.value)


def test_what_cannot_be_joined_is_said(users, hashes, tmp_path):
    here, there = read_dump(users), read_dump(hashes)
    with pytest.raises(DumpError, match=r"did you mean `user_id`\?"):
        join_dumps(here, there, on=("id", "userid"))
    with pytest.raises(
        DumpError, match=r"No email of users\.csv stands in hash of credentials\.csv .*a•••@x\.y|c•••@x\.y"
    ):
        join_dumps(here, there, on=("email", "hash"))
    with pytest.raises(DumpError, match=r"both have email"):
        join_dumps(here, read_dump(save(tmp_path, "m.csv", "id,mail\n1,x\n")), on="id", prefix="e")
    with pytest.raises(DumpError, match="no way to join"):
        join_dumps(here, there, on=("id", "user_id"), how="full")


def test_a_cell_says_it_in_parameters(users, hashes, tmp_path):
    join = {"dump": "credentials.csv", "on": ["id", "user_id"], "format": "delimited"}
    joined = read_dumps("users.csv", {"join": join, "delimiter": ","}, root=tmp_path)
    assert joined.frame.select(pl.col("hash").count()).collect().item() == 2
    assert read_dumps(users, {"join": {}}).digest == read_dump(users).digest == read_dumps(users).digest
    with pytest.raises(DumpError, match="needs `dump`"):
        read_dumps(users, {"join": {"on": "id"}})
    with pytest.raises(DumpError, match=r"`prefixx` is no word of a join; did you mean `prefix`\?"):
        read_dumps(users, {"join": {"dump": hashes, "on": "id", "prefixx": "c"}})
    with pytest.raises(DumpError, match=r"`delimeter` is no word of `reading`; did you mean `delimiter`\?"):
        read_dumps(users, {"delimeter": ","})


def test_sources_of_different_kinds_are_joined(users, tmp_path):
    with closing(sqlite3.connect(tmp_path / "legacy.db")) as connection:
        connection.execute("CREATE TABLE salts (id, salt)")
        connection.executemany("INSERT INTO salts VALUES (?, ?)", [(1, b"\x01"), (2, b"\x02")])
        connection.commit()
    joined = join_dumps(read_dump(users), read_dump(tmp_path / "legacy.db"), on="id")
    assert joined.frame.collect()["salt"].to_list() == [None, "01", None, "02", None]


key = st.sampled_from(["", "1", "2", "3", "01", "é"])


@given(mine=st.lists(key, min_size=1), theirs=st.lists(key, unique=True, min_size=1))
@settings(max_examples=40)
def test_every_record_is_in_exactly_one_count(tmp_path_factory, mine, theirs):
    folder = tmp_path_factory.mktemp("any")
    users = read_dump(save(folder, "u.csv", "id,n\n" + "".join(f"{k},{i}\n" for i, k in enumerate(mine))))
    other = read_dump(save(folder, "o.csv", "id,hash\n" + "".join(f"{k},h{k}\n" for k in theirs)))
    shared = (set(mine) & set(theirs)) - {""}
    if not shared:
        with pytest.raises(DumpError, match="No id of"):
            join_dumps(users, other, on="id")
        return
    joined = join_dumps(users, other, on="id")
    frame = joined.frame.collect()
    assert frame["__row"].to_list() == list(range(len(mine)))
    assert frame["hash"].to_list() == [f"h{k}" if k in shared else None for k in mine]
    said = dict(joined.evidence)
    assert said["users without a partner"] == f"{sum(k not in shared for k in mine):,} of {len(mine):,}"
    assert said["records of o.csv without a user"] == str(len(theirs) - len(shared))
