"""One user: may they be changed, by which one call, and what is sent."""

from typing import Any

import pytest

from userferry.updates.weighing import AS_IT_IS, ENDPOINT, GONE, SINCE, Edit, is_as_wanted, weigh

NOW: dict[str, Any] = {
    "user_id": "auth0|1",
    "email": "a@example.com",
    "username": "ann",
    "email_verified": True,
    "given_name": "Ann",
    "user_metadata": {"plan": "pro", "since": 2020, "deep": {"x": 1, "y": 2}, "a.b": 1},
    "app_metadata": {"code": "7"},
    "updated_at": "2027",
}


def edit(
    field: str, was: Any, value: Any, way: str = "upsert", cell: str | None = None, why: str = ""
) -> Edit:
    return Edit(tuple(field.split(".")), was, value, cell, way, why)


def weighed(*edits: Edit, now=NOW, updated_at="2027", patch=False, **more):
    return weigh(edits, now, updated_at=updated_at, patch=patch, **more)


def test_metadata_is_sent_with_all_that_the_tenant_holds():
    found = weighed(edit("user_metadata.plan", "pro", "free"), edit("user_metadata.deep.x", 1, 3))
    whole = {"plan": "free", "since": 2020, "deep": {"x": 3, "y": 2}, "a.b": 1}
    assert found.place == "import"
    assert found.wanted == {"user_metadata": whole}
    assert found.sent == {
        "email": "a@example.com",
        "username": "ann",
        "email_verified": True,
        "user_metadata": whole,
    }
    assert NOW["user_metadata"]["plan"] == "pro"


def test_a_key_is_cleared_and_all_of_a_metadata():
    found = weighed(edit("user_metadata.deep.x", 1, None), edit("app_metadata.code", "7", None))
    assert found.wanted == {
        "user_metadata": NOW["user_metadata"] | {"deep": {"y": 2}},
        "app_metadata": {},
    }


def test_a_replacement_is_all_that_is_left():
    assert weighed(edit("user_metadata", {}, {"only": 1})).wanted == {"user_metadata": {"only": 1}}
    assert weighed(edit("user_metadata", {}, None)).wanted == {"user_metadata": {}}


def test_a_patch_sends_the_keys_that_change_and_everything_in_one():
    edits = (
        edit("blocked", None, True, "PATCH"),
        edit("user_metadata.deep.x", 1, 3),
        edit("given_name", "Ann", "Bo"),
    )
    found = weighed(*edits, edit("user_metadata.since", 2020, None), patch=True)
    assert found.place == "PATCH"
    assert found.sent == {
        "blocked": True,
        "given_name": "Bo",
        "user_metadata": {"deep": {"x": 3, "y": 2}, "since": None},
    }
    refused = weighed(*edits)
    assert (refused.place, refused.reason) == ("import", "but not blocked")
    assert refused.refused == (("blocked", ENDPOINT),)
    only = weighed(edits[0])
    assert (only.place, only.reason) == ("refused", f"blocked: {ENDPOINT}")


def test_a_new_address_is_unproven_unless_the_copy_says_so_and_no_mail_is_sent():
    found = weighed(edit("email", "a@example.com", "B@example.com", "PATCH"), patch=True)
    assert found.sent == {"email": "b@example.com", "email_verified": False, "verify_email": False}
    assert "verify_email" not in found.wanted
    proven = weighed(
        edit("email", "a@example.com", "b@example.com", "PATCH"), edit("email_verified", False, True),
        now=NOW | {"email_verified": False}, patch=True,
    )  # fmt: skip
    assert proven.sent["email_verified"] is True


def test_who_has_no_address_is_found_by_no_upsert():
    nobody = {name: value for name, value in NOW.items() if name != "email"}
    assert weighed(edit("given_name", "Ann", "Bo"), now=nobody).reason == f"given_name: {ENDPOINT}"
    assert weighed(edit("given_name", "Ann", "Bo"), now=nobody, patch=True).sent == {"given_name": "Bo"}


def test_whom_somebody_changed_since_is_held_unless_asked_for():
    change = edit("given_name", "Ann", "Bo")
    later = NOW | {"updated_at": "2028"}
    assert (weighed(change, now=later).place, weighed(change, now=later).reason) == ("held", SINCE)
    assert weighed(change, now=later, hold_changed=False).place == "import"
    assert weighed(change, now=later, updated_at=None).place == "import"
    other = later | {"given_name": "Cy"}
    assert weighed(change, now=other, updated_at=None).reason == SINCE
    assert weighed(change, now=None).reason == GONE


def test_what_is_so_already_is_not_sent():
    assert weighed(edit("given_name", "Al", "Ann"), updated_at="2026").reason == AS_IT_IS
    assert weighed(edit("user_metadata.gone", 1, None)).place == "unchanged"
    assert weighed(edit("username", "x", "ANN", "PATCH"), patch=True).place == "unchanged"


@pytest.mark.parametrize(
    ("parts", "cell", "there"),
    [("user_metadata.since", "2021", 2021), ("app_metadata.code", "08", "08"), ("user_metadata.a.b", "2", 2)],
)
def test_a_tables_text_is_read_by_what_the_tenant_holds(parts, cell, there):
    found = weighed(edit(parts, None, cell, cell=cell), updated_at="2027")
    root, _, key = parts.partition(".")
    assert found.wanted[root][key] == there


def test_a_text_of_the_wrong_type_and_a_forbidden_key_are_refused():
    found = weighed(
        edit("user_metadata.since", None, "soon", cell="soon"), edit("app_metadata.blocked", None, True),
        edit("app_metadata", None, {"email": "x"}), edit("user_id", "a", "b", "refused", why="never"),
    )  # fmt: skip
    assert dict(found.refused) == {
        "user_metadata.since": "it was a number",
        "app_metadata.blocked": "app_metadata may not hold `blocked`",
        "app_metadata": "app_metadata may not hold `email`",
        "user_id": "never",
    }
    assert found.place == "refused"


def test_a_user_is_as_wanted_where_empty_metadata_is_gone():
    assert is_as_wanted({"email": "A@example.com"}, {"email": "a@example.com", "user_metadata": {}})
    assert not is_as_wanted({"user_metadata": {"n": 1}}, {"user_metadata": {"n": True}})
