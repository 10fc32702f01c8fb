"""Would the tenant take each user? Named rules, evaluated in one lazy pass → `good, failure`.

A rule says which rows break it, and with which code, message and path the tenant would refuse them
(`behaviour.md` §1.1, §3.3, §3.4). What a value lacks has a rule of its own; every other rule passes a null.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.frames import Frame, numbered
from userferry.schema import FORBIDDEN_APP_METADATA

_PROFILE = "identities[0].profileData"
_LOCAL = r"(?:[\w!#$%&'*+/=?^`{|}~\-\u0080-\U0010ffff]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\u0080-\U0010ffff]+)*|\"[^\"\\]+\")"
_LABEL = r"[0-9A-Za-z\u00a1-\uffff](?:[0-9A-Za-z\u00a1-\uffff\-]{0,61}[0-9A-Za-z\u00a1-\uffff])?"
EMAIL = rf"^{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z\u00a1-\uffff]{{2,63}}$"
"""What the tenant's validator takes for an address, as measured on z-schema 3 (`behaviour.md` §3.4)."""

USERNAME = r"^[a-zA-Z0-9@^$.!`\-#+'~_]+$"
E164 = r"^\+[0-9]{1,15}$"
PASSWORD_HASH = r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$"  # noqa: S105 a pattern, no password


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for which the tenant refuses a user.

    Args:
        name: How findings call it, such as `email.format`.
        needs: The columns it looks at; it is skipped where the frame lacks one, but for `email.missing`.
        code: The tenant's code.
        message: What the tenant says, without the value.
        path: The internal path that the tenant names, None where it names none.
        broken: True for each row that breaks it.
    """

    name: str
    needs: tuple[str, ...]
    code: str
    message: str
    path: str | None
    broken: Callable[[], pl.Expr]


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """The rows that the tenant would refuse.

    Args:
        findings: A row for each broken rule of a row: `__row` Int64, `rule`, `code`, `message`, `path` String.
    """

    findings: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """Count rows by `rule` and `code`, most first."""
        grouped = self.findings.group_by("rule", "code").agg(pl.col("__row").n_unique().alias("rows"))
        return grouped.sort(["rows", "rule"], descending=[True, False])

    def rows(self) -> pl.DataFrame:
        """Give each refused row once, with the first rule it breaks."""
        return self.findings.unique("__row", keep="first", maintain_order=True)

    def __repr__(self) -> str:
        """Say how many rows break how many rules."""
        return f"Failure({self.rows().height:,} rows refused by {self.counts().height} rules)"

    def _repr_html_(self) -> str:
        if self.findings.is_empty():
            return table("", ["No row breaks a rule: the tenant would take every user."], [])
        counted = self.counts().select("rule", "code", "rows").iter_rows()
        return table(headline(self), ["rule", "the tenant's code", "rows"], counted)

    def write(self, folder: Path) -> Path:
        """Write `failure.parquet` into the folder."""
        return write_frame(folder / "failure.parquet", self.findings)

    @classmethod
    def read(cls, folder: Path) -> "Failure":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "failure.parquet"))


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _outside(name: str, shortest: int, longest: int) -> tuple[Callable[[], pl.Expr], Callable[[], pl.Expr]]:
    return (
        lambda: _text(name).str.len_chars() < shortest,
        lambda: _text(name).str.len_chars() > longest,
    )


def _bounds(name: str, shortest: int, longest: int, *, path: str) -> list[Rule]:
    below, above = _outside(name, shortest, longest)
    short = f"Error in {path} property - String is too short, minimum {shortest}"
    long = f"Error in {path} property - String is too long, maximum {longest}"
    return [
        Rule(f"{name}.short", (name,), "MIN_LENGTH", short, path, below),
        Rule(f"{name}.long", (name,), "MAX_LENGTH", long, path, above),
    ]


def _pattern(rule: str, name: str, pattern: str, *, path: str) -> Rule:
    message = f"Error in {path} property - String does not match pattern {pattern}"
    return Rule(rule, (name,), "PATTERN", message, path, lambda: ~_text(name).str.contains(pattern))


def _rules(username_bounds: tuple[int, int]) -> list[Rule]:
    return [
        Rule(
            "email.missing",
            (),
            "OBJECT_REQUIRED",
            f"Error in {_PROFILE} property - Missing required property: email",
            _PROFILE,
            lambda: pl.col("email").is_null(),
        ),
        *_bounds("email", 0, 254, path=f"{_PROFILE}.email"),
        Rule(
            "email.format",
            ("email",),
            "INVALID_FORMAT",
            f"Error in {_PROFILE}.email property - Object didn't pass validation for format email",
            f"{_PROFILE}.email",
            lambda: ~_text("email").str.contains(EMAIL),
        ),
        *_bounds("user_id", 1, 255, path="user_id"),
        _pattern("user_id.space", "user_id", r"^\S*$", path="user_id"),
        *_bounds("username", *username_bounds, path=f"{_PROFILE}.username"),
        _pattern("username.characters", "username", USERNAME, path=f"{_PROFILE}.username"),
        Rule(
            "username.address",
            ("username",),
            "PATTERN",
            f"Error in {_PROFILE}.username property - String does not match pattern {USERNAME}",
            f"{_PROFILE}.username",
            lambda: _text("username").str.contains(EMAIL),
        ),
        *_bounds("given_name", 1, 150, path=f"{_PROFILE}.given_name"),
        *_bounds("family_name", 1, 150, path=f"{_PROFILE}.family_name"),
        *_bounds("name", 1, 300, path=f"{_PROFILE}.name"),
        *_bounds("nickname", 1, 300, path=f"{_PROFILE}.nickname"),
        _pattern("phone_number.format", "phone_number", E164, path=f"{_PROFILE}.phone_number"),
        _pattern("password_hash.format", "password_hash", PASSWORD_HASH, path="passwordHash"),
        Rule(
            "password.twice",
            ("password_hash", "custom_password_hash"),
            "NOT_PASSED",
            "Forbidden attribute in appUser: ",
            None,
            lambda: pl.col("password_hash").is_not_null() & pl.col("custom_password_hash").is_not_null(),
        ),
    ]


def check_users(users: Frame, connection: dict[str, object] | None = None) -> tuple[pl.LazyFrame, Failure]:
    """Tell the users whom the tenant would take from those it would refuse.

    Args:
        users: `__row` Int64 and a column for each attribute, as `apply_mapping` makes them.
        connection: The live connection as the API gives it, for its username rule; None for Auth0's defaults.

    Returns:
        The good users, lazily, and the failure: every broken rule of every other row.
    """
    users = numbered(users)
    present = users.collect_schema()
    if "email" not in present:
        users = users.with_columns(pl.lit(None, pl.String).alias("email"))
    rules = [
        rule for rule in _rules(_username_bounds(connection)) if all(name in present for name in rule.needs)
    ]
    rules += _forbidden_keys(present)
    verdicts = users.with_columns(_verdicts(rules))
    broken = [f"!{rule.name}" for rule in rules]
    good = verdicts.filter(~pl.any_horizontal(broken)).drop(broken)
    refused = verdicts.filter(pl.any_horizontal(broken)).select("__row", *broken).collect(engine="streaming")
    return good, Failure(_findings(refused, rules))


def _verdicts(rules: Sequence[Rule]) -> list[pl.Expr]:
    """Judge by each rule; of the rules on one attribute only the first that is broken counts, as with the tenant."""
    verdicts, earlier = [], dict[str, pl.Expr]()
    for rule in rules:
        broken = rule.broken().fill_null(value=False)
        if len(rule.needs) == 1:
            before = earlier.get(rule.needs[0], pl.lit(value=False))
            broken, earlier[rule.needs[0]] = broken & ~before, broken | before
        verdicts.append(broken.alias(f"!{rule.name}"))
    return verdicts


def _findings(refused: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    known = pl.DataFrame(
        {
            "rule": [rule.name for rule in rules],
            "code": [rule.code for rule in rules],
            "message": [rule.message for rule in rules],
            "path": [rule.path for rule in rules],
            "order": range(len(rules)),
        },
        schema_overrides={"path": pl.String},
    )
    long = refused.unpivot(index="__row", variable_name="rule").filter("value")
    named = long.select(pl.col("__row"), pl.col("rule").str.strip_prefix("!"))
    return named.join(known, on="rule").sort("__row", "order").drop("order")


def _forbidden_keys(present: pl.Schema) -> list[Rule]:
    metadata = present.get("app_metadata")
    keys = [field.name for field in metadata.fields] if isinstance(metadata, pl.Struct) else []
    return [
        Rule(
            f"app_metadata.{key}.forbidden",
            ("app_metadata",),
            "NOT_PASSED",
            "Forbidden attribute in appUser: ",
            None,
            lambda key=key: pl.col("app_metadata").struct.field(key).is_not_null(),  # type: ignore[misc]  # a lambda's default has no type
        )
        for key in keys
        if key in FORBIDDEN_APP_METADATA
    ]


def _username_bounds(connection: dict[str, object] | None) -> tuple[int, int]:
    """Read the connection's own bounds; 1 and 15 where it sets none (`behaviour.md` §1.1)."""
    found: object = connection
    for key in ("options", "validation", "username"):
        found = found.get(key) if isinstance(found, dict) else None
    bounds = found if isinstance(found, dict) else {}
    return bounds.get("min", 1), bounds.get("max", 15)
