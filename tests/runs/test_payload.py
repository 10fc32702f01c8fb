"""Rows of a chunk: cut to the byte, recognised in an echo, secrets masked."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from userferry.api import RowError, RowErrorDetail
from userferry.runs.payload import MASK, join_rows, mask_text, mask_user, match_errors, secrets_of, split_rows

PAYLOAD = (
    b' [ {"email":"a@b.co","n":1.50,"big":123456789012345678901234567890},\n {"email":"\\u00e9@b.co"} ] '
)


def error(user) -> RowError:
    return RowError(user, (RowErrorDetail("FORMAT", "bad"),))


def test_rows_are_cut_without_changing_a_byte():
    rows = split_rows(PAYLOAD)
    assert rows[0].raw == b'{"email":"a@b.co","n":1.50,"big":123456789012345678901234567890}'
    assert join_rows(rows) == b"[" + rows[0].raw + b',{"email":"\\u00e9@b.co"}]'
    assert [row.position for row in split_rows(PAYLOAD, [4, 7])] == [4, 7]
    assert split_rows(b"[]") == []


@given(st.lists(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.none()))))
def test_what_is_cut_and_joined_is_the_same(users):
    try:
        payload = orjson.dumps(users)
    except (TypeError, ValueError):
        return
    rows = split_rows(payload)
    assert join_rows(rows) == payload
    assert [row.user for row in rows] == users


def test_an_echo_finds_its_row_though_secrets_are_masked():
    rows = split_rows(
        b'[{"email":"a@b.co","password_hash":"$2b$10$abc"},{"email":"C@b.co","user_id":"c"},"odd"]'
    )
    echoes = [
        {"email": "a@b.co", "password_hash": MASK},
        {"email": "c@b.co", "user_id": "c"},
        "odd",
        {"email": "z"},
    ]
    found = match_errors([error(each) for each in echoes], rows)
    assert [row and row.position for row in found] == [0, 1, 2, None]


def test_of_equal_rows_the_last_gets_the_error():
    rows = split_rows(b'[{"email":"a"},{"email":"a"},{"email":"a"}]')
    found = match_errors([error({"email": "a"})] * 4, rows)
    assert [row and row.position for row in found] == [2, 1, 0, None]


def test_secrets_are_masked_in_echo_and_message():
    hashed = {"algorithm": "hmac", "hash": {"value": "v" * 20, "encoding": "hex", "key": {"value": "k" * 9}}}
    user = {
        "email": "a@b.co",
        "custom_password_hash": hashed | {"salt": {"value": "salty"}},
        "mfa_factors": [{"totp": {"secret": "ABCDEFGH"}}],
    }
    secrets = secrets_of(user)
    assert secrets == {"v" * 20, "k" * 9, "salty", "ABCDEFGH"}
    masked = mask_user(user)
    assert masked["email"] == "a@b.co"
    assert masked["custom_password_hash"]["algorithm"] == "hmac"
    assert not [secret for secret in secrets if secret in str(masked)]
    assert mask_text(f"pattern x: {'v' * 20}", secrets) == f"pattern x: {MASK}"
