"""Whatever the bytes are, a reader opens them or says in words why not."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.dumps import read_dump
from userferry.errors import DumpError

MARKS = [
    b"PAR1", b"PARE", b"ARROW1\0\0", b"\xff\xff\xff\xff\x10\0\0\0", b"FEA1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"[", b"{", b'{"a":1}\n', b'{"users":[{"localId":', b'[{"model":"a.b","fields":{}},', b'{"realm":"r","sslRequired":',
    b"dn: x\n", b'{"user_id":"auth0|1"}\n',
]  # fmt: skip


def opened_or_refused(path):
    """Give the refusal, or an empty text where all records that were counted came."""
    try:
        dump = read_dump(path)
    except DumpError as refused:
        return str(refused)
    return "" if dump.frame.collect().height == dump.kept else "records are missing"


@settings(deadline=None, max_examples=150)
@given(
    mark=st.sampled_from(MARKS),
    rest=st.binary(max_size=60),
    name=st.sampled_from(["u.json", "u.xlsx", "u.bin"]),
)
def test_no_other_exception_comes_out(tmp_path_factory, mark, rest, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(mark + rest)
    said = opened_or_refused(path)
    assert said == "" or "Nothing was written." in said


@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_a_packed_file_that_is_cut_off_is_refused(tmp_path, form):
    objects = [{"a": str(number)} for number in range(100_000)]
    lines = "\n".join(map(json.dumps, objects)) if form == "ndjson" else json.dumps(objects)
    path = tmp_path / "users.json.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-5_000])
    with pytest.raises(DumpError, match="broken or cut off"):
        read_dump(path)
