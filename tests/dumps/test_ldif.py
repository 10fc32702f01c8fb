"""LDIF as RFC 2849 has it, and as OpenLDAP's slapcat writes it from a database made here."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.putting import records, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError
from userferry.profile import recognise_layout

write = writer("users.ldif")

SCHEMAS, MODULES = Path("/etc/ldap/schema"), Path("/usr/lib/ldap")
PHOTO = base64.b64encode(b"\xff\xd8\xff\xe0").decode()
SLAP = {
    name: shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin")
    for name in ("slapadd", "slapcat", "slappasswd")
}


def b64(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def test_folds_comments_base64_and_several_values(tmp_path):
    content = f"""version: 1
# a comment
  that goes on

dn: uid=ann,ou=people,
 dc=example,dc=com
objectClass: person
objectclass: inetOrgPerson
uid: ann
cn:: {b64("Zoë ")}
userPassword:: {b64("{SSHA}abc=")}
description: 007\x20
title:
version: 3
seeAlso:< file:///etc/x
jpegPhoto:: {PHOTO}
mobile:: {b64("a")}
mobile:: {PHOTO}
cn;lang-en: Zoe

dn:: {b64("uid=bøb,dc=example")}
UID: b
"""
    dump = read_dump(write(tmp_path, content))
    assert records(dump) == [
        {
            "dn": "uid=ann,ou=people,dc=example,dc=com", "objectClass": '["person","inetOrgPerson"]', "uid": "ann",
            "cn": "Zoë ", "userPassword": "{SSHA}abc=", "description": "007 ", "title": "", "version": "3", "seeAlso": "file:///etc/x",
            "jpegPhoto": PHOTO, "mobile": "a", "mobile;base64": PHOTO, "cn;lang-en": "Zoe",
        },
        {"dn": "uid=bøb,dc=example", "uid": "b"},
    ]  # fmt: skip
    assert dict(dump.evidence)["seeAlso"].startswith("the address")
    assert dict(dump.evidence)["jpegPhoto, mobile;base64"].startswith("base64")


def test_active_directory_is_read_too(tmp_path):
    guid = b64(bytes(range(65, 81)))
    content = (
        f"dn: CN=Ann,DC=corp\r\nchangetype: add\r\nsAMAccountName: ann\r\nuserAccountControl: 512\r\nobjectGUID:: {guid}\r\n"
        "whenCreated: 20200102030405.0Z\r\n\r\n"
    )
    for encoding in ("utf-8", "utf-16"):
        dump = read_dump(write(tmp_path, content.encode(encoding)))
        assert records(dump) == [
            {
                "dn": "CN=Ann,DC=corp", "sAMAccountName": "ann", "userAccountControl": "512", "objectGUID": guid,
                "whenCreated": "20200102030405.0Z",
            }
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            "dn: x=1\nchangetype: modify\nreplace: mail\nmail: a\n-",
            "changes an entry (modify): what it was is not in the file",
        ),
        ("dn: x=1\nchangetype: delete", "changes an entry (delete): what it was is not in the file"),
        ("mail: a", "does not begin with a dn"),
        ("dn: x=1\njunk", "a line of it is no `attribute: value`"),
        ("dn: x=1\ncn:: ***", "the base64 of cn is broken"),
        ("dn: x=1\ncn: a\ndn: x=2", "has two dn: the blank line between two records is missing"),
    ],
)
def test_a_bad_record_is_told_and_disturbs_no_neighbour(tmp_path, record, reason):
    dump = read_dump(write(tmp_path, f"dn: x=0\ncn: before\n\n{record}\n\ndn: x=9\ncn: after\n"))
    assert [row["cn"] for row in records(dump)] == ["before", "after"]
    assert dump.rejected.rows() == [(4, record, reason)]


def test_only_changes_are_no_dump(tmp_path):
    with pytest.raises(DumpError, match="not what it seems"):
        read_dump(write(tmp_path, "dn: x=0\nchangetype: delete\n\n" * 12))


@pytest.mark.skipif(
    None in SLAP.values() or not all(map(Path.is_dir, (SCHEMAS, MODULES))),
    reason=f"OpenLDAP's slapadd, slapcat, slappasswd, {SCHEMAS} or {MODULES} are not here (Debian's package slapd)",
)
def test_what_slapcat_writes_comes_back(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    schemas = "".join(f"include {SCHEMAS}/{name}.schema\n" for name in ("core", "cosine", "inetorgperson"))
    config = write(
        tmp_path,
        f'modulepath {MODULES}\nmoduleload back_mdb\n{schemas}database mdb\nsuffix "dc=example,dc=com"\ndirectory {data}\n',
        "slapd.conf",
    )
    hashed = [
        subprocess.run(
            [SLAP["slappasswd"], "-h", scheme, "-s", "a password"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
        for scheme in ("{SSHA}", "{SHA}", "{SMD5}")
    ]
    people = [
        ("ann", "Ann", hashed[0], ["ann@example.com", "a@example.com"], "x" * 200),
        ("zoe", "Zoë Ünal", hashed[1], ["zoe@example.com"], " leading"),
        ("0042", "0042", hashed[2], ["z@example.com"], "two\nlines"),
    ]
    entries = [
        "dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n"
    ]
    for uid, name, password, mails, note in people:
        mail = "".join(f"mail: {one}\n" for one in mails)
        entries.append(
            f"dn: uid={uid},dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: {uid}\ncn:: {b64(name)}\nsn:: {b64(name)}\n"
            f"{mail}description:: {b64(note)}\njpegPhoto:: {PHOTO}\nuserPassword: {password}\n"
        )
    source = write(tmp_path, "\n".join(entries), "in.ldif")
    subprocess.run([SLAP["slapadd"], "-f", config, "-l", source], check=True, capture_output=True, timeout=60)
    out = tmp_path / "out.ldif"
    subprocess.run([SLAP["slapcat"], "-f", config, "-l", out], check=True, capture_output=True, timeout=60)
    assert b"userPassword:: " in out.read_bytes()
    dump = read_dump(out)
    assert dump.kept == 4
    assert recognise_layout(dump.columns, dump.frame.collect()).name.startswith("OpenLDAP")
    read = records(dump)[1:]
    assert [(row["uid"], row["cn"], row["userPassword"], row["description"]) for row in read] == [
        (uid, name, password, note) for uid, name, password, _, note in people
    ]
    assert [row["mail"] for row in read] == [
        '["ann@example.com","a@example.com"]',
        "zoe@example.com",
        "z@example.com",
    ]
    assert {row["jpegPhoto"] for row in read} == {PHOTO}
    assert all(len(row["entryUUID"]) == 36 for row in read)


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=90), min_size=1, max_size=3
        ),
        min_size=1,
        max_size=4,
    ),
    width=st.integers(8, 76),
)
def test_any_values_come_back_however_they_are_folded(tmp_path_factory, values, width):
    lines = []
    for number, texts in enumerate(values):
        lines.append(f"dn: x={number}")
        for text in texts:
            line = f"cn:: {b64(text)}"
            lines += [line[:width], *(" " + line[at : at + width] for at in range(width, len(line), width))]
        lines.append("")
    dump = read_dump(write(tmp_path_factory.mktemp("any"), "\n".join(lines)))
    expected = [
        texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        for texts in values
    ]
    assert [row["cn"] for row in records(dump)] == expected
