"""What cannot be opened says in one paragraph what happened, that nothing was written, and what to do."""

import gzip
import os
import random

import pytest
import zstandard
from tests.dumps.putting import writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

write = writer("users.csv")

USERS = b"id,mail\n" + b"".join(b"%d,user%d@example.com\n" % (number, number) for number in range(20_000))


def refusal(source, **options):
    with pytest.raises(DumpError) as caught:
        read_dump(source, **options)
    said = str(caught.value)
    assert "Nothing was written." in said
    assert "\n" not in said
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return said


def cut(content):
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "users.csv", "is empty (0 bytes)"),
        (gzip.compress(b""), "users.csv.gz", "is empty"),
        (b"id,mail\n", "users.csv", "a header and no record"),
        (b"id,mail", "users.csv", "a header and no record"),
        (b"\n\n\n", "users.csv", "no whole record"),
        (b'"id,mail\n"1","2"\n', "users.csv", "no whole record: text after a closing quote"),
        (b"PK\x03\x04" + b"\x00\x14" * 400, "users.csv", "a ZIP archive or an Office document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "users.csv", "a picture"),
        (random.Random(1).randbytes(30_000), "users.csv", "it is binary"),
        (random.Random(1).randbytes(30_000), "users", "no kind of file that is read here"),
        (cut(gzip.compress(USERS)), "users.csv.gz", "broken or cut off"),
        (gzip.compress(USERS)[:-4], "users.csv.gz", "broken or cut off"),
        (gzip.compress(USERS)[:12] + b"~" * 90, "users.csv.gz", "broken or cut off"),
        (zstandard.compress(USERS)[:12] + b"~" * 90, "users.csv.zst", "broken or cut off"),
        (cut(zstandard.compress(USERS)), "users.csv.zst", "broken or cut off"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(tmp_path, content, name, sentence):
    assert sentence in refusal(write(tmp_path, content, name))


def test_a_wrong_path_a_folder_and_a_pattern_without_files(tmp_path):
    assert "There is no file" in refusal(tmp_path / "nowhere.csv")
    assert "is a folder" in refusal(tmp_path)
    assert "No file matches" in refusal(str(tmp_path / "*.csv"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path):
    path = write(tmp_path, USERS)
    path.chmod(0)
    assert "Permission denied" in refusal(path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"encoding": "utf-9"}, "no text encoding 'utf-9'"),
        ({"encoding": "base64"}, "no text encoding 'base64'"),
        ({"delimiter": "::"}, "delimiter='::' is not one character"),
        ({"quote": "''"}, "is not one character"),
        ({"format": "abacus"}, "`abacus` is no kind of dump"),
    ],
)
def test_an_option_that_cannot_be_followed_is_refused(tmp_path, options, sentence):
    with pytest.raises(DumpError, match=sentence.replace("(", r"\(")):
        read_dump(write(tmp_path, USERS), **options)


def test_a_file_of_which_more_than_half_is_no_record_is_not_what_it_seems(tmp_path):
    path = write(tmp_path, b"id,mail\n" + b"1,a\n" * 20 + b"1,a,b\n" * 21)
    said = refusal(path)
    assert "21 of 41 records" in said
    assert "3 fields where the header has 2" in said
    assert "delimiter=" in said
    assert "1 of 1 records" in refusal(write(tmp_path, b"id,mail\n1\n"))


def test_files_that_share_no_column_are_not_one_dump(tmp_path):
    one, two = write(tmp_path, b"id,mail\n1,a\n", "1.csv"), write(tmp_path, b"nr,adresse\n1,b\n", "2.csv")
    said = refusal([one, two])
    assert "1.csv and 2.csv have no column in common: id, mail; and nr, adresse" in said


def test_compressed_and_plain_files_give_the_same_records_and_the_digest_is_of_the_bytes_on_disk(tmp_path):
    plain = read_dump(write(tmp_path, USERS))
    packed = read_dump(
        write(tmp_path, gzip.compress(USERS[:7777]) + gzip.compress(USERS[7777:]), "users.csv.gz")
    )
    zstd = read_dump(write(tmp_path, zstandard.compress(USERS), "users.csv.zst"))
    assert plain.kept == packed.kept == zstd.kept == 20_000
    assert plain.frame.collect().equals(packed.frame.collect())
    assert plain.frame.collect().equals(zstd.frame.collect())
    assert len({plain.digest, packed.digest, zstd.digest}) == 3
    assert len(plain.digest) == 64
