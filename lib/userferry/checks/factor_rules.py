"""Rules on `mfa_factors`: one to ten, each of exactly one kind (`behaviour.md` §1.1)."""

from collections.abc import Callable, Iterator

import polars as pl

from userferry import forms
from userferry.checks.places import FACTOR_KEYS
from userferry.checks.rule import Rule, kind, said, typed

_PATH, _LIST, _COUNT = "mfaFactors", "f:mfa_factors", "l:mfa_factors"
MAX_FACTORS = 10
Field = Callable[[str], pl.Expr]


def factor_rules() -> Iterator[Rule]:
    """Give the rules on the array; `is_broken` and `factor_findings` look into it."""
    yield typed("mfa_factors", "array")
    for name, code, words, broken in (
        ("few", "ARRAY_LENGTH_SHORT", "Array is too short (0), minimum 1", pl.col(_COUNT) == 0),
        (
            "many",
            "ARRAY_LENGTH_LONG",
            f"Array is too long, maximum {MAX_FACTORS}",
            pl.col(_COUNT) > MAX_FACTORS,
        ),
    ):
        message, fix = said(_PATH, words), f"give 1 to {MAX_FACTORS} factors, or leave the attribute out"
        yield Rule(f"mfa_factors.{name}", (_COUNT,), code, message, _PATH, broken, "mfa_factors", fix=fix)


def factor_notices(*, are_factors_off: bool) -> Iterator[Rule]:
    """Give what becomes of factors where the connection's own MFA is off."""
    if are_factors_off:
        yield Rule(
            "mfa_factors.off", ("k:mfa_factors",), "MFA_FACTORS_FAILED", "Unable to import factors", None,
            kind("mfa_factors").is_not_null(), severity="warned", fix="switch the connection's MFA on",
        )  # fmt: skip


def is_any_broken() -> pl.Expr:
    """Say of each row whether one of its factors breaks a rule; those of an array too long are not looked at."""
    codes = pl.col(_LIST).list.eval(_first(pl.element().struct.field).is_not_null())
    return (codes.list.any() & (pl.col(_COUNT) <= MAX_FACTORS)).fill_null(value=False)


def factor_findings(refused: pl.DataFrame) -> pl.DataFrame:
    """List what is wrong with each factor: `__row`, `rule`, `code`, `message`, `path`, `fix`."""
    factors = (
        refused.filter(pl.col(_COUNT) <= MAX_FACTORS)
        .select("__row", pl.col(_LIST).alias("factor"))
        .explode("factor")
        .filter(pl.col("factor").is_not_null())
        .unnest("factor")
        .with_columns(_first(pl.col).alias("rule"))
        .filter(pl.col("rule").is_not_null())
    )
    which = pl.col("which")
    outer = pl.format(f"{_PATH}[{{}}]", "index")
    inner = pl.concat_str(outer, pl.lit("."), which)
    leaf = pl.concat_str(inner, pl.lit("."), which.replace_strict(FACTOR_KEYS, default=None))
    unknown = (
        pl.when(pl.col("rule") == "extra")
        .then("extra")
        .when(pl.col("rule") == "body_extra")
        .then("body_extra")
    )
    told = factors.with_columns(unknown.alias("key")).explode("key")
    path = (
        pl.when(pl.col("rule").is_in(("type", "extra", "none", "several")))
        .then(outer)
        .when(pl.col("rule").is_in(("body", "body_extra", "missing")))
        .then(inner)
        .otherwise(leaf)
    )
    pattern = which.replace_strict({"totp": forms.TOTP_SECRET, "phone": forms.E164}, default=None)
    words = pl.coalesce(
        _when("type", pl.format("Expected type object but found type {}", "kind")),
        _when("body", pl.format("Expected type object but found type {}", "body")),
        _when("value", pl.format("Expected type string but found type {}", "value")),
        pl.format("Additional properties not allowed: {}", "key"),
        _when("none", pl.lit("Too few properties defined (0), minimum 1")),
        _when("several", pl.lit("Too many properties defined, maximum 1")),
        _when(
            "missing",
            pl.format("Missing required property: {}", which.replace_strict(FACTOR_KEYS, default=None)),
        ),
        _when("pattern", pl.format("String does not match pattern {}", pattern)),
        _when("format", pl.lit("Object didn't pass validation for format email")),
    )
    return told.with_columns(path=path).select(
        "__row",
        pl.format("mfa_factors.factor.{}", "rule").alias("rule"),
        pl.col("rule").replace_strict(_CODES).alias("code"),
        pl.format("Error in {} property - {}", "path", words).alias("message"),
        "path",
        pl.lit("give one of totp, phone or email, each with its secret or value").alias("fix"),
    )


_CODES = {
    "type": "INVALID_TYPE",
    "extra": "OBJECT_ADDITIONAL_PROPERTIES",
    "none": "OBJECT_PROPERTIES_MINIMUM",
    "several": "OBJECT_PROPERTIES_MAXIMUM",
    "body": "INVALID_TYPE",
    "body_extra": "OBJECT_ADDITIONAL_PROPERTIES",
    "missing": "OBJECT_REQUIRED",
    "value": "INVALID_TYPE",
    "pattern": "PATTERN",
    "format": "INVALID_FORMAT",
}


def _when(rule: str, words: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("rule") == rule).then(words)


def _first(field: Field) -> pl.Expr:
    """Name the first rule that a factor breaks, null where there is none."""
    which, found = field("which"), field("text")
    pattern = ((which == "totp") & ~found.str.contains(forms.TOTP_SECRET)) | (
        (which == "phone") & ~found.str.contains(forms.E164)
    )
    checks = {
        "type": field("kind") != "object",
        "extra": field("extra").list.len() > 0,
        "none": field("kinds") == 0,
        "several": field("kinds") > 1,
        "body": field("body") != "object",
        "body_extra": field("body_extra").list.len() > 0,
        "missing": field("value").is_null(),
        "value": field("value") != "string",
        "pattern": pattern,
        "format": (which == "email") & ~forms.is_email(found),
    }
    return pl.coalesce(pl.when(broken).then(pl.lit(name)) for name, broken in checks.items())
