"""A clean run of a rich dump shows no difference; each of more than fifty planted ones is found, and nothing else."""

from collections.abc import Callable
from typing import Any

import orjson
import polars as pl
import pytest
from tests.reconcile.planting import BY_NAME, BY_NUMBER, KNOWN, MET, NAMELESS, PLAIN, Scene, make_user, served

from userferry.api import delete_user

Plant = Callable[[Scene, int], Any]
MISSING, NOT_MEANT, DIFFERS = "value missing", "value not meant", "value differs"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with served(tmp_path_factory.mktemp("planted")) as ready:
        yield ready


def patch(**changes: Any) -> Plant:
    return lambda scene, row: scene.patch(row, **changes)


def app(**changes: Any) -> Plant:
    return patch(app_metadata=changes)


def own(**changes: Any) -> Plant:
    return patch(user_metadata=changes)


def rewrite(change: Callable[[dict[str, Any]], Any]) -> Plant:
    return lambda scene, row: scene.rewrite(row, change)


def recreate(scene: Scene, row: int) -> None:
    """Somebody deletes the user and makes another with the same address."""
    profile = scene.session.request("GET", f"/api/v2/users/{scene.id_of(row)}").json()
    delete_user(scene.session, profile["user_id"])
    kept = {name: profile[name] for name in ("email", "email_verified")}
    scene.create(connection="people", user_id="another", password="long-Enough-1", **kept)


def move(scene: Scene, row: int) -> None:
    """The user is deleted here and made anew in another connection, under the same id."""
    delete_user(scene.session, scene.id_of(row))
    scene.create(
        connection="elsewhere", user_id=f"ID-{row}", email=f"user{row}@example.com", password="long-Enough-1"
    )


def link(profile: dict[str, Any]) -> None:
    other = {"provider": "google-oauth2", "connection": "google", "isSocial": True, "user_id": "7"}
    profile["identities"].append(other)


PLANTS: list[tuple[int, Plant, list[tuple[str, str]]]] = [
    (0, lambda scene, row: delete_user(scene.session, scene.id_of(row)), [("the user", "user missing")]),
    (1, move, [("the user", "user missing")]),
    (PLAIN, recreate, [("user_id", DIFFERS)]),
    (2, rewrite(lambda it: it.update(user_id="auth0|renamed")), [("user_id", DIFFERS)]),
    (3, patch(email="other@example.com", email_verified=False), [("email", DIFFERS)]),
    (4, rewrite(lambda it: it.update(email="User4@example.com")), [("email", DIFFERS)]),
    (5, rewrite(lambda it: it.pop("email")), [("email", MISSING)]),
    (6, patch(email_verified=False), [("email_verified", DIFFERS)]),
    (7, patch(email_verified=True), [("email_verified", DIFFERS)]),
    (PLAIN + 1, patch(email_verified=True), [("email_verified", NOT_MEANT)]),
    (8, patch(given_name="Zoe"), [("given_name", DIFFERS)]),
    (9, patch(given_name=None), [("given_name", MISSING)]),
    (PLAIN + 2, patch(given_name="Zoë"), [("given_name", NOT_MEANT)]),
    (10, patch(given_name="Zoe\u0308  "), [("given_name", DIFFERS)]),
    (11, patch(given_name="Zoë"), [("given_name", DIFFERS)]),
    (12, patch(family_name="O'Brien-李"), [("family_name", DIFFERS)]),
    (13, patch(family_name=None), [("family_name", MISSING)]),
    (14, patch(name="zoë o’brien 14"), [("name", DIFFERS)]),
    (15, patch(name=None), [("name", MISSING)]),
    (PLAIN + 3, patch(name="Somebody"), [("name", NOT_MEANT)]),
    (16, patch(nickname="fox"), [("nickname", DIFFERS)]),
    (17, patch(nickname=None), [("nickname", MISSING)]),
    (PLAIN + 4, patch(nickname="fox"), [("nickname", NOT_MEANT)]),
    (18, patch(picture="https://example.com/18.png?a=1&amp;b=2"), [("picture", DIFFERS)]),
    (19, patch(picture=None), [("picture", MISSING)]),
    (PLAIN + 5, patch(picture="https://example.com/x.png"), [("picture", NOT_MEANT)]),
    (20, patch(blocked=False), [("blocked", DIFFERS)]),
    (21, patch(blocked=True), [("blocked", DIFFERS)]),
    (25, rewrite(lambda it: it.pop("blocked")), [("blocked", MISSING)]),
    (PLAIN + 6, patch(blocked=True), [("blocked", NOT_MEANT)]),
    (22, patch(phone_number="+15550000000"), [("phone_number", DIFFERS)]),
    (23, patch(phone_number=None), [("phone_number", MISSING)]),
    (PLAIN + 7, patch(phone_number="+15551111111"), [("phone_number", NOT_MEANT)]),
    (24, patch(phone_verified=False), [("phone_verified", DIFFERS)]),
    (26, patch(username="another26"), [("username", DIFFERS)]),
    (27, patch(username=None), [("username", MISSING)]),
    (PLAIN + 8, patch(username="somebody"), [("username", NOT_MEANT)]),
    (28, app(code="2"), [("app_metadata.code", DIFFERS)]),
    (29, app(code=None), [("app_metadata.code", MISSING)]),
    (30, app(code=1), [("app_metadata.code", "type differs")]),
    (31, app(plan="x"), [("app_metadata.plan", NOT_MEANT)]),
    (PLAIN + 9, app(plan={"x": [1]}), [("app_metadata.plan", NOT_MEANT)]),
    (32, app(tags=["a", "b", "c"]), [("app_metadata.tags", "order differs")]),
    (33, app(tags=["b", "a", "d"]), [("app_metadata.tags", DIFFERS)]),
    (34, app(tags=["b", "a", "c", "d"]), [("app_metadata.tags", DIFFERS)]),
    (35, app(tags=[]), [("app_metadata.tags", DIFFERS)]),
    (36, app(tags="b,a,c"), [("app_metadata.tags", "type differs")]),
    (37, app(big=9_007_199_254_740_992), [("app_metadata.big", DIFFERS)]),
    (38, app(whole=3.5), [("app_metadata.whole", DIFFERS)]),
    (39, app(empty=None), [("app_metadata.empty", MISSING)]),
    (40, app(roles=[{"name": "dev", "level": 1}, {"name": "admin", "level": 3}]), [("app_metadata.roles", "order differs")]),
    (41, app(roles=[{"name": "admin", "level": 3}, {"name": "dev", "level": 2}]), [("app_metadata.roles[1].level", DIFFERS)]),
    (42, app(roles=[{"name": "admin", "level": 3}, {"name": "dev"}]), [("app_metadata.roles[1].level", MISSING)]),
    (43, app(deep={"a": {"b": {"c": "y"}}}), [("app_metadata.deep.a.b.c", DIFFERS)]),
    (44, app(deep={"a": {"b": {"c": "x", "d": 0}}}), [("app_metadata.deep.a.b.d", NOT_MEANT)]),
    (45, app(deep={"a": {"b": {"c": None}}}), [("app_metadata.deep.a.b.c", "type differs")]),
    (46, app(deep={"a": {"b": {}}}), [("app_metadata.deep.a.b.c", MISSING)]),
    (47, app(deep={"a": {"b": {"c": "x"}}, "none": None}), [("app_metadata.deep.none", NOT_MEANT)]),
    (48, own(news="true"), [("user_metadata.news", "type differs")]),
    (49, own(news=1), [("user_metadata.news", "type differs")]),
    (50, own(news=False), [("user_metadata.news", DIFFERS)]),
    (51, own(visits="1"), [("user_metadata.visits", "type differs")]),
    (52, own(visits=True), [("user_metadata.visits", "type differs")]),
    (53, own(birth="1980-02-29T00:00:00Z"), [("user_metadata.birth", DIFFERS)]),
    (54, own(plan='pro\t"é" '), [("user_metadata.plan", DIFFERS)]),
    (55, own(plan=None, Plan='pro\t"é"'), [("user_metadata.plan", MISSING), ("user_metadata.Plan", NOT_MEANT)]),
    (56, own(rate=2.4999999999999996), [("user_metadata.rate", DIFFERS)]),
    (57, rewrite(lambda it: it.pop("user_metadata")),
     [(f"user_metadata.{key}", MISSING) for key in ("plan", "birth", "news", "visits", "rate")]),
    (58, rewrite(link), [("identities", NOT_MEANT)]),
    (NAMELESS[0], app(code="2"), [("app_metadata.code", DIFFERS)]),
    (NAMELESS[1], lambda scene, row: delete_user(scene.session, scene.id_of(row)), [("the user", "user missing")]),
    (MET[0], app(gone="with the upsert"), [("app_metadata.gone", NOT_MEANT)]),
    (MET[1], patch(family_name="Old"), [("family_name", DIFFERS)]),
    (MET[2], own(plan="old"), [("user_metadata.plan", DIFFERS)]),
    (BY_NAME, patch(name="By another"), [("name", DIFFERS)]),
    (BY_NUMBER, own(plan=7), [("user_metadata.plan", "type differs")]),
]  # fmt: skip
"""Row, what is done to its user, and the differences as field and kind."""


def test_a_clean_run_shows_no_difference(scene):
    found = scene.reconcile()
    assert found.differences.rows() == []
    assert (found.users, found.others) == (scene.users.height, 0)
    assert "no difference" in repr(found)
    assert "as meant" in found._repr_html_()
    found.require_clean()


def test_metadata_given_as_json_texts_is_the_same(scene):
    texts = {"__row": [], "user_metadata": [], "app_metadata": []}
    for row in scene.users["__row"]:
        texts["__row"].append(row)
        for name in ("user_metadata", "app_metadata"):
            held = make_user(row).get(name)
            if held and "deep" in held:
                del held["deep"]["none"]
            texts[name].append(orjson.dumps(dict(reversed(held.items()))).decode() if held else None)
    given = scene.users.drop("user_metadata", "app_metadata").join(pl.DataFrame(texts), on="__row")
    assert scene.reconcile(given).differences.rows() == []


def test_each_planted_difference_is_found_and_nothing_else(scene, tmp_path):
    rows = [row for row, _, _ in PLANTS]
    assert len(rows) == len(set(rows)) >= 50
    assert set(rows) < {*KNOWN, *NAMELESS, *MET, BY_NAME, BY_NUMBER}
    before = tmp_path / "before"
    scene.tenant.snapshot(before)
    for row, plant, _ in PLANTS:
        plant(scene, row)
    stranger = scene.create(connection="people", email="nobody@example.com", password="long-Enough-1")
    found = scene.reconcile()
    planted = {(row, *difference) for row, _, differences in PLANTS for difference in differences}
    listed = set(found.differences.select("__row", "field", "kind").iter_rows())
    assert listed - planted == {(None, "the user", "user not meant")}
    assert planted - listed == set()
    assert len(listed) == found.differences.height
    assert found.differences.filter(pl.col("__row").is_null())["found"].to_list() == [stranger]
    scene.tenant.restore(before)
    assert scene.reconcile().is_clean
