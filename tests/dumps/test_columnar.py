"""Parquet and Arrow files written by polars and pyarrow come back, every column as text."""

import datetime as dt
import decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from userferry.dumps import read_dump
from userferry.errors import DumpError

PUT_IN = {
    "text": (["007", None, ""], ["007", None, ""]),
    "whole": ([2**63 - 1, None, -7], ["9223372036854775807", None, "-7"]),
    "float": ([1.0, 0.1, 1e20], ["1.0", "0.1", "1e+20"]),
    "bool": ([True, False, None], ["true", "false", None]),
    "day": ([dt.date(2020, 1, 2), None, None], ["2020-01-02", None, None]),
    "moment": (
        [dt.datetime.fromisoformat("2020-01-02T03:04:05"), None, None],
        ["2020-01-02T03:04:05.000000", None, None],
    ),
    "zoned": (
        [dt.datetime(2020, 1, 2, tzinfo=dt.UTC), None, None],
        ["2020-01-02T00:00:00.000000+00:00", None, None],
    ),
    "money": ([decimal.Decimal("1.10"), None, None], ["1.10", None, None]),
    "hash": ([b"$2b$10$x", None, b""], ["$2b$10$x", None, ""]),
    "bytes": ([b"\xff\x00", None, b"ab"], ["/wA=", None, "YWI="]),
    "list": ([["a", 'b"'], [], None], ['["a","b\\""]', "[]", None]),
    "blobs": ([[b"\xff"], None, []], ['["/w=="]', None, "[]"]),
}
STRUCT = [{"plan": "pro", "more": {"n": 1}}, None, {"plan": None, "more": None}]


def written():
    frame = pl.DataFrame({name: put for name, (put, _) in PUT_IN.items()})
    return frame.with_columns(pl.Series("meta", STRUCT))


def write_parquet(path, frame):
    frame.write_parquet(path)


def write_ipc(path, frame):
    frame.write_ipc(path)


def write_stream(path, frame):
    frame.write_ipc_stream(path)


def write_pyarrow(path, frame):
    pq.write_table(frame.to_arrow(), path)


@pytest.mark.parametrize("write", [write_parquet, write_ipc, write_stream, write_pyarrow])
def test_what_was_put_in_comes_back_as_text(tmp_path, write):
    path = tmp_path / "users.data"
    write(path, written())
    dump = read_dump(path)
    frame = dump.frame.collect()
    assert frame.schema == {"__row": pl.Int64} | dict.fromkeys(dump.columns, pl.String)
    assert dump.kept == 3
    assert frame["__row"].to_list() == [0, 1, 2]
    for name, (_, expected) in PUT_IN.items():
        assert frame[name].to_list() == expected, name
    assert frame["meta.plan"].to_list() == ["pro", None, None]
    assert frame["meta.more.n"].to_list() == ["1", None, None]
    assert ("bytes", "hash: UTF-8 text throughout") in dump.evidence
    assert dump.frame.filter(pl.col("text") == "007").select("whole").collect().height == 1


def test_several_files_are_one_dump(tmp_path):
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "u-1.parquet")
    pl.DataFrame({"a": ["007"], "b": [True]}).write_parquet(tmp_path / "u-2.parquet")
    frame = read_dump(tmp_path / "u-*.parquet").frame.collect()
    assert frame.rows() == [(0, "1", None), (1, "007", "true")]


def test_a_wide_struct_stays_json_text(tmp_path):
    path = tmp_path / "users.parquet"
    pl.DataFrame({"id": [1], "m": [{f"k{i}": i for i in range(300)}]}).write_parquet(path)
    dump = read_dump(path)
    assert dump.columns == ["id", "m"]
    assert dump.frame.collect()["m"][0].startswith('{"k0":0,"k1":1,')


def test_what_cannot_be_read_says_why(tmp_path):
    path = tmp_path / "users.parquet"
    written().write_parquet(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DumpError, match="Parquet that is broken or cut off"):
        read_dump(path)
    written().write_ipc_stream(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DumpError, match="Arrow IPC stream that is broken or cut off"):
        read_dump(path)
    written().write_ipc(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DumpError, match="Arrow IPC that is broken or cut off"):
        read_dump(path)
    pl.DataFrame({"__row": [1]}).write_parquet(path)
    with pytest.raises(DumpError, match="a column __row"):
        read_dump(path)


def test_map_columns_of_pyarrow_are_json(tmp_path):
    path = tmp_path / "users.parquet"
    table = pa.table({"m": pa.array([[("k", "v")], None], pa.map_(pa.string(), pa.string()))})
    pq.write_table(table, path)
    assert read_dump(path).frame.collect()["m"].to_list() == ['{"k":"v"}', None]
