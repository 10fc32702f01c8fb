"""Looking a whole file's users up at once finds whom looking them up one by one would find."""

import sqlite3

import pytest

MANY = 1_203  # more than two statements' worth, and no round number


def test_a_large_file_meets_every_user_of_before(caller):
    users = [{"email": f"User{n}@example.com", "user_id": f"u{n}"} for n in range(MANY)]
    job, errors = caller.bring(users)
    assert (job["summary"]["inserted"], errors) == (MANY, None)
    job, errors = caller.bring(users)
    assert job["summary"] == {"failed": MANY, "updated": 0, "inserted": 0, "total": MANY}
    assert {error["errors"][0]["code"] for error in errors} == {"DUPLICATED_USER"}
    job, _ = caller.bring(users, upsert="true")
    assert job["summary"] == {"failed": 0, "updated": MANY, "inserted": 0, "total": MANY}


def test_a_phone_number_that_a_row_above_has_brought_is_taken(caller):
    users = [{"email": f"{name}@example.com", "phone_number": "+15550000001"} for name in ("ann", "bob")]
    job, errors = caller.bring(users, upsert="true")
    assert job["summary"] == {"failed": 1, "updated": 0, "inserted": 1, "total": 2}
    assert errors[0]["errors"][0]["code"] == "CONFLICT"
    other = [{**user, "email": f"x{user['email']}", "phone_number": "+15550000002"} for user in users]
    job, errors = caller.bring(other)
    assert (job["summary"]["inserted"], errors[0]["errors"][0]["code"]) == (1, "DUPLICATED_USER")


def test_users_are_stored_in_the_order_of_their_file(caller):
    names = [f"{n * 7919 % 1000:03d}@example.com" for n in range(250)]
    caller.bring([{"email": name} for name in names])
    job = caller.export(fields=[{"name": "email"}])
    listed = caller.get("/users", per_page=100).json()
    assert [user["email"] for user in listed] == names[:100]
    assert job["status"] == "completed"


def test_every_writer_sees_what_it_wrote_and_readers_what_is_committed(tenant):
    store = tenant._running[0].store
    count = "SELECT count(*) FROM clients"
    before = store.reader().execute(count).fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError), store.writing() as db:  # noqa: PT012 -- the block is the writer
        db.execute("INSERT INTO clients VALUES ('x', x'00', 'x', '')")
        assert store.reader().execute(count).fetchone()[0] == before + 1
        db.execute("INSERT INTO clients VALUES ('x', x'00', 'x', '')")
    assert store.reader().execute(count).fetchone()[0] == before
