"""Roles and organizations: what a mapping file says of them, and what each user is to have by it."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.errors import DecisionError, DumpError
from userferry.mapping import (
    TRANSFORMS,
    ColumnRule,
    Mapping,
    Memberships,
    Placed,
    Step,
    apply_mapping,
    count_attributes,
    read_assignments,
    require_fit,
)

USERS = pl.LazyFrame(
    {
        "id": ["1", "2", "3"],
        "mail": ["a@example.com", "b@example.com", "c@example.com"],
        "groups": ["adm; editor;adm", "", "guest"],
    }
)
NAMES = Step("names", {"adm": "Admin", "guest": None})
RULES = (
    ColumnRule("id", "user_id"),
    ColumnRule("mail", "email"),
    ColumnRule("groups", "roles", (Step("parts", ";"), NAMES)),
)
MEMBERS = "who,org,as\n1,acme,adm\n1,acme,editor\n2,acme,\n2,,editor\n9,acme,adm\n9,acme,adm\n,globex,\n"


def members(folder, text=MEMBERS, **said):
    (folder / "members.csv").write_text(text)
    usual = {"user": "who", "matches": "id", "organization": Placed("org"), "roles": Placed("as")}
    return Memberships("members.csv", **usual | said)


def listed(frame):
    return sorted(frame.collect().iter_rows(), key=str)


def test_a_column_of_names_is_a_role_for_each_name():
    assert listed(read_assignments(USERS, Mapping(RULES))) == [(0, None, "Admin"), (0, None, "editor")]


def test_a_column_may_hold_one_name_and_become_organizations():
    mapping = Mapping((*RULES[:2], ColumnRule("groups", "organizations", ("lower",))))
    assert listed(read_assignments(USERS, mapping)) == [(0, "adm; editor;adm", None), (2, "guest", None)]


def test_assigned_things_never_enter_the_import():
    assert apply_mapping(USERS, Mapping(RULES)).collect_schema().names() == ["__row", "email", "user_id"]


def test_memberships_are_joined_by_their_key_and_nobody_is_lost(tmp_path):
    mapping = Mapping((*RULES[:2], ColumnRule("groups")), memberships=members(tmp_path))
    assert listed(read_assignments(USERS, mapping, root=tmp_path)) == [
        (0, "acme", "adm"),
        (0, "acme", "editor"),
        (0, "acme", None),
        (1, "", "editor"),
        (1, "acme", None),
        (None, "acme", "adm"),
        (None, "acme", "adm"),
        (None, "acme", None),
        (None, "acme", None),
        (None, "globex", None),
    ]


def test_a_table_without_organizations_names_roles_of_the_tenant(tmp_path):
    said = members(tmp_path, organization=None)
    mapping = Mapping((*RULES[:2], ColumnRule("groups")), memberships=said)
    assert listed(read_assignments(USERS, mapping, root=tmp_path))[:2] == [
        (0, None, "adm"),
        (0, None, "editor"),
    ]


def test_one_column_may_say_organization_and_role(tmp_path):
    both = {
        "organization": Placed("is", (Step("split", {"by": ":", "part": 1}),)),
        "roles": Placed("is", (Step("split", {"by": ":", "part": 2}), Step("parts", "+"), NAMES)),
    }
    said = members(tmp_path, "who,is\n3,acme:adm+editor\n", **both)
    mapping = Mapping((*RULES[:2], ColumnRule("groups")), memberships=said)
    assert listed(read_assignments(USERS, mapping, root=tmp_path)) == [
        (2, "acme", "Admin"),
        (2, "acme", "editor"),
        (2, "acme", None),
    ]


def test_the_file_says_it_all_and_comes_back_the_same(tmp_path):
    said = members(
        tmp_path,
        reading={"delimiter": ","},
        roles=Placed("as", (Step("parts", "+"), Step("names", {"a": "b"}))),
    )
    mapping, path = Mapping(RULES, memberships=said), tmp_path / "m.yml"
    mapping.write(path)
    assert Mapping.read(path) == mapping
    assert "organization: org\n" in path.read_text()


WRONG = [
    ("{user: who, matches: id, organization: org}", "must say its `dump`"),
    ("{dump: x, user: who, matches: idd, organization: org}", "did you mean `id`?"),
    ("{dump: x, user: who, matches: id}", "neither an `organization` nor `roles`"),
    ("{dump: x, user: who, matches: id, organisation: org}", "did you mean `organization`?"),
    (
        "{dump: x, user: who, matches: id, roles: {column: as, transforms: [boolean]}}",
        "a name or a list of them",
    ),
    (
        "{dump: x, user: who, matches: id, organization: {column: as, transforms: [json_list]}}",
        "which is one name, a text",
    ),
    ("{dump: x, user: who, matches: id, roles: {column: as, transforms: [upperr]}}", "did you mean `upper`?"),
    ("[x]", "`memberships` must say its `dump`, `user`, `matches`"),
]


@pytest.mark.parametrize(("written", "complaint"), WRONG, ids=[complaint for _, complaint in WRONG])
def test_what_cannot_be_followed_in_memberships_is_named(tmp_path, written, complaint):
    Mapping(RULES).write(path := tmp_path / "m.yml")
    path.write_text(f"{path.read_text()}memberships: {written}\n")
    with pytest.raises(DecisionError) as refused:
        Mapping.read(path)
    assert any(complaint in sentence for sentence in refused.value.complaints), refused.value


def test_a_column_that_the_memberships_lack_is_named(tmp_path):
    mapping = Mapping(RULES, memberships=members(tmp_path, roles=Placed("ass")))
    with pytest.raises(DecisionError, match=r"`ass` is no column of the memberships .* did you mean `as`"):
        read_assignments(USERS, mapping, root=tmp_path)


def test_lines_of_the_memberships_that_do_not_parse_stop_the_work(tmp_path):
    mapping = Mapping(RULES, memberships=members(tmp_path, MEMBERS + "1,2,3,4,5,6\n"))
    with pytest.raises(DumpError, match="1 lines of the memberships"):
        read_assignments(USERS, mapping, root=tmp_path)


def test_a_value_of_the_memberships_that_cannot_be_read_stops_the_work(tmp_path):
    roles = Placed("as", (Step("values", {"adm": "Admin"}),))
    mapping = Mapping(RULES, memberships=members(tmp_path, roles=roles))
    with pytest.raises(
        DecisionError, match="2 filled values of `as` in the memberships come out empty from values"
    ):
        read_assignments(USERS, mapping, root=tmp_path)


def test_a_target_that_wants_names_takes_no_number_and_an_attribute_takes_no_list():
    rules = (*RULES[:2], ColumnRule("groups", "roles", ("integer",)))
    assert "take away the transform `integer`" in Mapping(rules).complaints()[0]
    for target in ("nickname", "user_metadata.tags", "mfa_factors", "blocked"):
        assert Mapping((*RULES[:2], ColumnRule("groups", target, (Step("parts", ";"),)))).complaints(), target
    assert "did you mean `roles`" in Mapping((*RULES[:2], ColumnRule("groups", "role"))).complaints()[0]


def test_coverage_counts_who_is_to_have_a_role(tmp_path):
    mapping = Mapping(RULES, memberships=members(tmp_path))
    wanted = read_assignments(USERS, mapping, root=tmp_path)
    found = count_attributes(apply_mapping(USERS, mapping), wanted)
    assert found.attributes == {"email": 3, "user_id": 3, "roles": 2, "organizations": 2}


def test_a_list_that_cannot_be_read_is_counted_and_an_empty_one_is_not():
    rules = (*RULES[:2], ColumnRule("groups", "roles", ("json_list",)))
    dump = USERS.with_columns(groups=pl.Series(['["a"]', "[ ]", "a;b"]))
    with pytest.raises(DecisionError, match="1 filled values of `groups` come out empty from json_list"):
        require_fit(dump, Mapping(rules))


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=6)


@given(TEXTS, st.sampled_from([";", ",", "|", "::"]))
def test_parts_are_the_tidied_parts(texts, by):
    texts = [text for text in texts if by[0] not in text]
    made = apply("parts", by.join(texts), by)
    assert made == tidied(texts)


@given(TEXTS)
def test_a_json_list_of_texts_is_read_as_it_is(texts):
    for escaped in (True, False):
        assert apply("json_list", json.dumps(texts, ensure_ascii=escaped), None) == tidied(texts)


@given(TEXTS, st.dictionaries(st.text(max_size=3), st.none() | st.text(min_size=1, max_size=3), min_size=1))
def test_names_renames_what_it_names_and_nothing_else(texts, table):
    frame = pl.DataFrame({"value": [texts]}, schema={"value": pl.List(pl.String)})
    made = frame.select(TRANSFORMS["names"].apply(pl.col("value"), table)).to_series()[0]
    assert (made.to_list() if made is not None else None) == tidied([table.get(text, text) for text in texts])


def apply(name, text, arguments):
    made = (
        pl.DataFrame({"value": [text]})
        .select(TRANSFORMS[name].apply(pl.col("value"), arguments))
        .to_series()[0]
    )
    return made.to_list() if made is not None else None


def tidied(texts):
    kept = [text.strip(WHITE) for text in texts if text is not None]
    return list(dict.fromkeys(text for text in kept if text)) or None


WHITE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and not 0x1C <= ord(sign) <= 0x1F)
"""White space as Unicode has it; Python counts four separators more."""
