"""Firebase exports in the form its command line tool documents; the service itself is not here."""

import json

from userferry.dumps import read_dump

HASH = "BbpkdmRqVvWKpxJZ2lKLyQ=="
ANN = {
    "localId": "a1", "email": "ann@example.com", "emailVerified": True, "passwordHash": HASH, "salt": "c2FsdA==",
    "displayName": "Ann, A", "lastSignedInAt": "1626000000001", "createdAt": "1626000000000", "disabled": False,
    "providerUserInfo": [{"providerId": "google.com", "rawId": "007", "email": "ann@example.com"}],
}  # fmt: skip
BOB = {"localId": "b2", "emailVerified": False, "phoneNumber": "+15550100", "createdAt": "1626000000002"}


def csv_line(*fields):
    return ",".join(map(str, fields)) + ","


def test_the_json_is_known_by_its_users(tmp_path):
    path = tmp_path / "users.json"
    path.write_text(json.dumps({"users": [ANN, BOB]}, indent=2))
    dump = read_dump(path)
    assert dump.layout == "Firebase auth:export"
    ann, bob = dump.frame.collect().rows(named=True)
    assert (ann["localId"], ann["passwordHash"], ann["salt"]) == ("a1", HASH, "c2FsdA==")
    assert (ann["emailVerified"], ann["createdAt"]) == ("true", "1626000000000")
    assert json.loads(ann["providerUserInfo"]) == ANN["providerUserInfo"]
    assert (bob["email"], bob["phoneNumber"]) == (None, "+15550100")


def test_the_csv_gets_the_names_of_the_json(tmp_path):
    claims = '"{""admin"":true}"'
    google = ("007", "ann@gmail.example", "", "")
    new = ("a1", "ann@example.com", "true", HASH, "c2FsdA==", '"Ann, A"', "", *google, *[""] * 12)
    lines = [
        csv_line(*new, "1626000000000", "1626000000001", "", "false", claims),
        csv_line(
            "b2", "", "false", "", "", 'Bob "B"', "", *[""] * 16, "1626000000002", "", "+15550100", "", ""
        ),
        csv_line("c3", "", "false", "", "", '"Cy "C", x"', "", *[""] * 16, "1626000000002", "", "", "", ""),
        "half a line",
    ]
    path = tmp_path / "users.csv"
    path.write_text("\n".join(lines) + "\n")
    dump = read_dump(path)
    assert dump.layout == "Firebase auth:export"
    assert len(dump.columns) == 28
    ann, bob = dump.frame.collect().rows(named=True)
    assert (ann["localId"], ann["passwordHash"], ann["displayName"]) == ("a1", HASH, "Ann, A")
    assert (ann["google.rawId"], ann["lastSignedInAt"], ann["disabled"]) == ("007", "1626000000001", "false")
    assert json.loads(ann["customAttributes"]) == {"admin": True}
    assert (bob["email"], bob["displayName"], bob["phoneNumber"]) == ("", 'Bob "B"', "+15550100")
    assert dump.rejected["line"].to_list() == [3, 4]


def test_the_older_csv_has_two_fields_less(tmp_path):
    line = csv_line("a1", "", "true", HASH, "", "", "", *[""] * 16, "1626000000000", "1626000000001", "")
    path = tmp_path / "users.csv"
    path.write_text(line + "\n")
    dump = read_dump(path)
    assert dump.columns[-1] == "phoneNumber"
    assert dump.frame.collect()["lastSignedInAt"].to_list() == ["1626000000001"]
