"""Write the JavaScript that verifies a password against the legacy store's hash, or makes a new hash of its form."""

import json
import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass

import polars as pl

from userferry.frames import Frame
from userferry.mapping import Beside, ColumnRule, HashRule, Mapping, Step
from userferry.mapping.hashing import SECRET
from userferry.passwords.registry import BY_NAME, SHARED_SHAPES, named
from userferry.scripts.formchecks import CHECKS, IMPOSSIBLE, NEEDS, PARTLY, PROJECT, SETTINGS, pieces_in
from userferry.scripts.formmakers import MAKERS
from userferry.scripts.laying import comment
from userferry.scripts.pieces import gather_pieces, packages_of
from userferry.scripts.written import LeftOut


@dataclass(frozen=True, slots=True)
class Verifier:
    """JavaScript that verifies passwords.

    Args:
        code: Pieces, and last `async function isPassword(password, row)`.
        packages: npm packages that it requires → version.
        settings: What it reads as `configuration` → what that is, in words; never a value.
        left_out: Forms, or what else of the hashes, that it does not verify.
    """

    code: str
    packages: Table[str, str]
    settings: Table[str, str]
    left_out: tuple[LeftOut, ...]


def list_forms(hashes: Frame) -> list[str]:
    """List the forms of hash that a dump has, the commonest first; a shape that several forms share by its own name.

    Args:
        hashes: `finding` `HASH_FINDING`, as `mapping.legacy_hashes` gives them.
    """
    finding = pl.col("finding").struct
    found = hashes.lazy().select(form=finding.field("format"), candidates=finding.field("candidates"))
    counted = found.group_by("form", "candidates").len().collect(engine="streaming")
    rows = counted.sort("len", "form", descending=[True, False]).select("form", "candidates").iter_rows()
    shapes = {tuple(candidates): shape for shape, candidates in SHARED_SHAPES.items()}
    named_by = (form or shapes.get(tuple(candidates or ())) for form, candidates in rows)
    return list(dict.fromkeys(form for form in named_by if form))


def write_verifier(mapping: Mapping, forms: Iterable[str]) -> Verifier:
    """Write `isPassword(password, row)` for the forms of hash that a dump has.

    A value of another form, of none or of one that says that there is no password is false, and so are an empty
    password and one that no legacy system could have taken (a NUL, half a character).

    Args:
        mapping: Names the column of hashes, and by its `HashRule` what stands beside it and what was decided.
        forms: Names of `passwords.registry.FORMATS` found in the dump: forms, and shapes that several forms share. Of a
            shape that nobody decided, whichever form verifies is right.

    Raises:
        HashError: A name is no form's.
    """
    rules = {rule.target: rule for rule in mapping.rules}
    rule = rules.get("custom_password_hash") or rules.get("password_hash")
    if rule is None:
        reason = "the mapping takes no column of password hashes along"
        code = "async function isPassword() {\n  return false;\n}"
        return Verifier(
            code, {}, {}, (LeftOut("password", reason, "map one, or let these users set a new one"),)
        )
    groups, left_out = _chosen(rule.hash, forms)
    lines = _checks(rule.hash, groups)
    text = "\n".join(lines)
    settings = {one.env: _meant(name) for name, one in rule.hash.beside.items() if one.env}
    project = PROJECT if re.search(r"\bproject\b", text) else ()
    settings |= SETTINGS if project else {}
    hash_, amiss = _prepared(rule)
    opening = [
        f"const hash = {hash_};",
        "// No hash, no password; and no system has stored a password with a zero byte or half a character in it.",
        "if (!hash || !password || /[\\0\\p{Cs}]/u.test(password)) return false;",
    ]
    if project or re.search(r"\bbeside\b", text):
        opening += _beside(rule.hash)
    opening += project
    pieces = list(dict.fromkeys(pieces_in(text)))
    body = _function([*opening, *lines, "return false;"])
    code = "\n\n".join(part for part in (gather_pieces(pieces), body) if part)
    return Verifier(code, packages_of(pieces), settings, (*left_out, *amiss))


def _chosen(rule: HashRule, forms: Iterable[str]) -> tuple[list[tuple[str, list[str]]], list[LeftOut]]:
    """Give each form and shape with the forms to try, and what cannot be verified."""
    groups: list[tuple[str, list[str]]] = []
    left_out: list[LeftOut] = []
    for name in dict.fromkeys(forms):
        known = named(name)
        if known.is_absent:
            continue
        wanted = [rule.forms[name]] if name in rule.forms else list(known.candidates or (name,))
        able = [form for form in wanted if form in CHECKS and not _lacking(form, rule)]
        if able:
            groups.append((name, able))
            left_out += [PARTLY[form] for form in able if form in PARTLY]
        else:
            left_out.append(_refused(name, wanted, rule))
    return groups, left_out


def _lacking(form: str, rule: HashRule) -> list[str]:
    return [need for need in NEEDS.get(form, ()) if need not in rule.beside]


def _refused(name: str, wanted: list[str], rule: HashRule) -> LeftOut:
    if name in IMPOSSIBLE:
        return IMPOSSIBLE[name]
    lacking = sorted({need for form in wanted for need in _lacking(form, rule)})
    reason = f"nothing says the {' and the '.join(lacking)} that it was made with"
    return LeftOut(name, reason, f"name {' and '.join(lacking)} under `hash` of the column in the mapping")


def _checks(rule: HashRule, groups: list[tuple[str, list[str]]]) -> list[str]:
    """Write the checks; one that several forms share stands once, lest a wrong password cost it for each of them."""
    alone: dict[str, list[str]] = {}
    for shape, names in groups:
        if len(names) == 1:
            title, form = BY_NAME[shape].title, BY_NAME[names[0]].title
            alone.setdefault(CHECKS[names[0]], []).append(title if title == form else f"{title}: {form}")
    lines = []
    for check, titles in alone.items():
        lines += [*comment("; ".join(dict.fromkeys(titles))).splitlines(), f"if (await {check}) return true;"]
    for shape, names in groups:
        if len(names) > 1:
            lines += _tried(rule, shape, names)
    return lines


def _tried(rule: HashRule, shape: str, names: list[str]) -> list[str]:
    title = BY_NAME[shape].title
    if "form" in rule.beside:
        checks = [f"  {name}: () => {CHECKS[name]}," for name in names]
        return [
            f"// {title}: the row names the form; else whichever verifies is right.",
            f"const {shape} = {{",
            *checks,
            "};",
            f"for (const form of formsToTry({shape}, beside.form)) {{",
            f"  if (await {shape}[form]()) return true;",
            "}",
        ]
    tried = [f"if (await {CHECKS[name]}) return true;" for name in names]
    return [f"// {title}: nothing tells which form, so whichever verifies is right.", *tried]


def _beside(rule: HashRule) -> list[str]:
    """Write `beside`; an empty text there is nothing known, as null is."""
    entries = [f"  {name}: {_told(one)}," for name, one in rule.beside.items()]
    return (
        ["// What stands beside the hash.", "const beside = {", *entries, "};"]
        if entries
        else ["const beside = {};"]
    )


def _told(one: Beside) -> str:
    if one.env is not None:
        return f"configuration.{one.env}"
    if one.column is None:
        return literal(one.text)
    column = f"row[{literal(one.column)}]"
    if not one.values:
        return column
    table = ", ".join(f"[{literal(value)}, {literal(meant)}]" for value, meant in one.values.items())
    return f"new Map([{table}]).get({column})"


def _meant(name: str) -> str:
    secret = ": a secret" if name in SECRET else ""
    return f"the `{name}` that the password hashes were made with{secret}"


def _prepared(rule: ColumnRule) -> tuple[str, list[LeftOut]]:
    """Write the hash as the mapping's transforms leave it, and say which of them are not followed."""
    written, amiss = f"row[{literal(rule.column)}] || ''", []
    for step in rule.transforms:
        text = (
            step.arguments.get("text", "")
            if isinstance(step, Step) and isinstance(step.arguments, dict)
            else ""
        )
        text = step.arguments if isinstance(step, Step) and isinstance(step.arguments, str) else text
        if str(step) == "trim":
            written = f"({written}).trim()"
        elif str(step) == "strip_prefix":
            written = f"({written}).replace(/^{re.escape(text)}/, '')" if text else written
        elif str(step) == "prefix":
            written = f"{literal(text)} + ({written})"
        else:
            reason = f"the transform `{step}` of the column of hashes is not followed in the scripts"
            amiss.append(
                LeftOut(rule.column, reason, "let the query or the service give the value as it is meant")
            )
    return written, amiss


def literal(text: str | None) -> str:
    """Write a text as JavaScript does, in single quotes."""
    inner = json.dumps(text or "", ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return "'" + inner.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "'"


def _function(lines: Iterable[str]) -> str:
    body = "".join(f"  {line}\n" for line in lines)
    return (
        "// Whether this is the password of a row, by the hash that the legacy store keeps of it.\n"
        f"async function isPassword(password, row) {{\n{body}}}"
    )


@dataclass(frozen=True, slots=True)
class Maker:
    """JavaScript that makes a new hash.

    Args:
        code: Pieces, and last `async function makeHash(password)`.
        packages: npm packages that it requires → version.
    """

    code: str
    packages: Table[str, str]


def write_maker(form: str) -> Maker | None:
    """Write `makeHash(password)`, which makes a new value of a form with a salt of its own, for legacy mode.

    Args:
        form: A name of `passwords.registry.FORMATS`.

    Returns:
        None where no new value of that form is made: it needs more than its own column, or nobody should make another.
    """
    if form not in MAKERS:
        return None
    expression = MAKERS[form]
    pieces = pieces_in(expression)
    body = (
        f"// A new hash of the legacy store's form, {BY_NAME[form].title}.\n"
        f"async function makeHash(password) {{\n  return {expression};\n}}"
    )
    return Maker("\n\n".join(part for part in (gather_pieces(pieces), body) if part), packages_of(pieces))
