"""A dump answers as a legacy web service would, to whoever has the token."""

import polars as pl
import requests

from userferry.scripts import Store, serve_dump

FRAME = pl.DataFrame(
    {
        "__row": [0, 1, 2],
        "id": ["7", "8", "9"],
        "mail": ["Ann@Example.com ", "bo@example.com", None],
        "login": ["ann", "BO", "O'Neil"],
    },
    schema_overrides={"__row": pl.Int64},
)
STORE = Store("webservice", "/users", ("id", "mail", "login"), "id", "mail", ("mail", "login"))


def test_who_is_asked_for_is_given_as_they_are_in_the_dump():
    with serve_dump(FRAME, STORE) as served:

        def ask(token=served.token, **query):
            return requests.get(
                f"{served.url}/users", params=query, headers={"authorization": f"Bearer {token}"}, timeout=5
            )

        assert ask(mail="ann@example.com").json() == [{"id": "7", "mail": "Ann@Example.com ", "login": "ann"}]
        assert ask(login="O'Neil").json() == [{"id": "9", "mail": None, "login": "O'Neil"}]
        assert ask(login="bo").json() == []
        assert ask(mail="' OR 1=1 --").json() == []
        assert served.asked == 4
        assert ask(token="other", mail="ann@example.com").status_code == 401
        assert ask(id="7").status_code == 404
