"""Import files are as few as the order of their users allows, and none is larger on the wire than the tenant takes.

Where a file ends, room is left for part of the user who comes next, on average for half of one as large as those who
take the room are. So files of users of a kilobyte are full to a thousandth, and those of users of 40 kB are not, in
whatever way they are cut, as long as the order is kept.
"""

import json
import math
import random

import polars as pl
import pytest
import requests
from requests.adapters import HTTPAdapter

from userferry.api import Session, create_import
from userferry.chunks import MAX_FILE_BYTES, split_users
from userferry.schema import MAX_PAYLOAD_BYTES
from userferry.tenant import LocalTenant

LARGEST = 40_000
TOTAL_BYTES = 40 * MAX_FILE_BYTES
LONGEST_ID = "x" * 128

SIZES = {
    "tiny": lambda chance: chance.uniform(60, 140),
    "a kilobyte each": lambda _: 1_000,
    "usual": lambda chance: chance.lognormvariate(math.log(500), 0.6),
    "heavy tail": lambda chance: 350 * chance.paretovariate(2.5),
    "a giant among thousands": lambda chance: (
        LARGEST if chance.random() < 1 / 4_000 else chance.uniform(300, 700)
    ),
}
"""Bytes of a user, at most 40 kB."""


def draw_users(name: str) -> pl.DataFrame:
    """Draw users of forty files together; half of the letters take more than one byte."""
    chance, sizes, total = random.Random(name), [], 0
    while total < TOTAL_BYTES:
        sizes.append(min(int(SIZES[name](chance)), LARGEST))
        total += sizes[-1]
    rows = pl.int_range(len(sizes), dtype=pl.Int64, eager=True)
    about = [
        "é" * (room // 4) + "e" * (room - 2 * (room // 4)) for room in (max(size - 55, 1) for size in sizes)
    ]
    email = pl.format("u{}@example.com", pl.col("__row"))
    frame = pl.DataFrame({"__row": rows, "about": about}).with_columns(email=email)
    return frame.select("__row", "email", app_metadata=pl.struct("about"))


class Scales(HTTPAdapter):
    """Weighs what would go out, and answers as a tenant that takes it."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[int] = []

    def send(self, request, *_, **__):
        if request.path_url == "/oauth/token":
            said = {"access_token": "token", "expires_in": 86_400}
        else:
            assert int(request.headers["Content-Length"]) == len(request.body)
            self.bodies.append(len(request.body))
            said = {"id": "job_0000000000000000", "type": "users_import", "status": "pending"}
        answer = requests.Response()
        answer.status_code, answer._content, answer.request = 200, json.dumps(said).encode(), request
        return answer


@pytest.mark.parametrize("name", SIZES)
def test_files_are_as_few_as_can_be_and_fit_on_the_wire(tmp_path, name):
    users = draw_users(name)
    chunks = split_users(users, tmp_path / "chunks")
    content = int(chunks.files["bytes"].sum())
    best = math.ceil(content / MAX_FILE_BYTES)
    full = chunks.files["bytes"][:-1].sum() / (MAX_FILE_BYTES * (chunks.files.height - 1))
    session, scales = Session("http://tenant.test", client_id="id", client_secret="secret"), Scales()
    session._http.mount("http://", scales)
    for file in chunks.files["file"]:
        post(session, (chunks.folder / file).read_bytes(), "con_0000000000000000")
    print(  # noqa: T201 -- the figures are what is looked for
        f"{name}: {users.height:,} users, {content:,} bytes, {chunks.files.height} files, {best} at the least, "
        f"{full:.3%} full but for the last, {max(scales.bodies):,} bytes at the most on the wire"
    )
    assert chunks.too_large.is_empty()
    assert chunks.rows == users.height
    assert best >= 40
    assert chunks.files.height <= 1.002 * best + 1
    assert full >= 0.998
    assert len(scales.bodies) == chunks.files.height
    assert max(scales.bodies) <= MAX_PAYLOAD_BYTES


def test_the_fullest_file_there_can_be_is_taken(tmp_path):
    """A user as large as a file allows, to the byte: the tenant measures for itself."""
    room = MAX_FILE_BYTES - len(json.dumps([user("")], separators=(",", ":")))
    users = pl.DataFrame([{"__row": 0, **user("e" * room)}, {"__row": 1, **user("e" * (room + 1))}])
    chunks = split_users(users, tmp_path / "chunks")
    assert chunks.files["bytes"].to_list() == [MAX_FILE_BYTES]
    assert chunks.too_large.select("__row", "bytes", "rule").rows() == [
        (1, MAX_FILE_BYTES - 1, "user.too_large")
    ]
    with LocalTenant() as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        assert post(session, (chunks.folder / "00001.json").read_bytes(), tenant.connection_id).id


def user(about: str) -> dict[str, object]:
    return {"email": "ann@example.com", "app_metadata": {"about": about}}


def post(session: Session, users: bytes, connection_id: str):
    """Send with the longest of everything that goes along."""
    return create_import(
        session, connection_id=connection_id, users=users, upsert=False, external_id=LONGEST_ID
    )
