"""Write the scripts of a custom database: the mapping, the hashes and the store, as one function each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import wrap

import polars as pl

from userferry.errors import DecisionError
from userferry.mapping import ColumnRule, apply_mapping
from userferry.mapping import Mapping as Decided
from userferry.mapping.steps import Step
from userferry.scripts.adapters import (
    adapter_functions,
    advice,
    constants,
    named_in,
    settings_of,
    store_pieces,
)
from userferry.scripts.laying import WIDTH, Code, Group, lay, literal
from userferry.scripts.naming import namespaced
from userferry.scripts.profile import write_profile
from userferry.scripts.store import Store
from userferry.scripts.verifier import write_maker, write_verifier
from userferry.scripts.written import MAX_BYTES, NAMES, LeftOut, Scripts

_RUNS = Path(__file__).with_name("js") / "stores" / "runs"
_OPERATIONS = ("findRows", "findById", "insertRow", "updateRow", "deleteRow")
_HEADS = {
    "login": ("login(userNameOrEmail, password, callback)", "lets a user of the legacy store log in"),
    "get_user": ("getByEmail(email, callback)", "says whether the legacy store has a user"),
    "create": ("create(user, callback)", "adds a user to the legacy store"),
    "verify": ("verify(email, callback)", "marks an address of the legacy store as verified"),
    "change_password": ("changePassword(email, newPassword, callback)", "replaces a password in the legacy store"),
    "delete": ("remove(id, callback)", "deletes a user from the legacy store"),
    "change_email": (
        "changeEmail(email, newEmail, verified, callback)", "replaces an address in the legacy store"
    ),
}  # fmt: skip
_NOW = "new Date().toISOString().slice(0, 19).replace('T', ' ')"
_TRUE = ("true", "1", "t", "yes", "y", "Y", "2026-01-01 00:00:00")
_FALSE = ("false", "0", "f", "no", "n", "N", None)
_BULK = "import users in bulk, or switch Import Users to Auth0 on before anybody does this"


@dataclass(frozen=True, slots=True)
class _Body:
    """What a script does: the names of pieces of `runs`, and code that others wrote."""

    run: str
    codes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def write_scripts(mapping: Decided, store: Store, *, connection: str, forms: Iterable[str]) -> Scripts:
    """Write all seven scripts of `NAMES`.

    Args:
        mapping: Which column becomes which attribute; its user_id gets the connection's name before it
            (`naming.namespaced`).
        store: Where the users are.
        connection: The custom database's name.
        forms: The forms of hashes that the dump has (`passwords`), the commonest first: new passwords are written in
            the first of them that can be made.

    Raises:
        DecisionError: No column becomes user_id or a password hash, the store lacks a column of the mapping, or a
            script would pass 100 KB.
    """
    mapping, wanted = namespaced(mapping, connection), list(forms)
    hashes = _rule(mapping, "custom_password_hash") or _rule(mapping, "password_hash")
    complaints = [
        f"the store has no column `{rule.column}`, which becomes `{rule.target}`; it has {', '.join(store.columns)}"
        for rule in mapping.rules
        if rule.target and rule.column not in store.columns
    ]
    if hashes is None:
        complaints.append("no column becomes `custom_password_hash`, so nobody's password could be checked")
    if complaints or hashes is None:
        raise DecisionError("The scripts", complaints)
    verifier, profile = write_verifier(mapping, wanted), write_profile(mapping)
    made = next((maker for form in wanted if (maker := write_maker(form)) is not None), None)
    told, bodies = _planned(mapping, verifier.code, profile.code, made.code if made else None)
    packages = dict(verifier.packages) | (dict(made.packages) if made else {})
    known = _known(mapping, store, hashes.column)
    settings = settings_of(store) | dict(verifier.settings) | dict(profile.settings)
    sources = {}
    for name in NAMES:
        sources[name], required = _assembled(name, bodies[name], store, known, settings)
        packages |= required
    if large := [name for name, source in sources.items() if len(source.encode()) > MAX_BYTES]:
        sizes = ", ".join(f"{name} {len(sources[name].encode()):,}" for name in large)
        raise DecisionError(
            "The scripts",
            [f"Auth0 takes {MAX_BYTES:,} bytes, and there are more in {sizes}; name fewer forms of hashes"],
        )
    left_out = (*verifier.left_out, *profile.left_out, *told)
    return Scripts(store, connection, sources, settings, packages, left_out)


def _planned(
    mapping: Decided, verifies: str, shows: str, makes: str | None
) -> tuple[list[LeftOut], dict[str, _Body]]:
    """Decide what each script does, and what cannot be done."""
    bodies = {"login": _Body("login", (verifies, shows)), "get_user": _Body("get_user", (shows,))}
    told = []
    if makes is None:
        told.append(
            LeftOut("create, change_password", "no form of hash of this dump can be made anew", _BULK)
        )
    bodies["create"] = (
        _Body("create", (makes,)) if makes else _refusing("the form of its passwords cannot be made")
    )
    bodies["change_password"] = _Body("change_password", (makes,)) if makes else bodies["create"]
    if _rule(mapping, "email_verified") is None:
        told.append(
            LeftOut("verify", "no column becomes `email_verified`", "nothing where Auth0 keeps the users")
        )
        bodies["verify"] = _refusing("it has no column for whether an address is verified")
        bodies["change_email"] = _Body("change_email", (), ("changeAddress",))
    else:
        bodies["verify"] = _Body("verify", (shows,), ("markVerified",))
        bodies["change_email"] = _Body("change_email_and_mark", (shows,), ("changeAddress", "markVerified"))
    identity = _rule(mapping, "user_id")
    changes = [str(step) for step in identity.transforms if str(step) != "prefix"] if identity else []
    if changes:
        said = f"`user_id` is made by {', '.join(changes)}, which cannot be turned round: it is looked for as it stands"
        told.append(LeftOut("delete", said, "delete the others in the legacy store itself"))
    bodies["delete"] = _Body("delete", (shows,))
    return told, bodies


def _refusing(reason: str) -> _Body:
    lines = [
        "// The legacy store cannot do this; an Error says so, and nothing is changed.",
        "async function run() {",
        f"  throw new Error({literal('The legacy store cannot do this: ' + reason + '.')});",
        "}",
    ]
    return _Body("", ("\n".join(lines),))


def _known(mapping: Decided, store: Store, hash_column: str) -> dict[str, Code]:
    """Give every constant that a script may need, in JavaScript."""
    identity = _rule(mapping, "user_id")
    steps = identity.transforms if identity else ()
    prefixes = [_argument(step) for step in steps if isinstance(step, Step) and step.name == "prefix"]
    written = [
        [rule.column, str(rule.target).split(".")]
        for rule in mapping.rules
        if not rule.transforms
        and rule.target
        and (rule.target in ("email", "username") or rule.target.startswith("user_metadata."))
    ]
    if store.email not in [column for column, _ in written]:
        written.insert(0, [store.email, ["email"]])
    more: dict[str, object] = {"HASH": hash_column, "PREFIX": "".join(prefixes), "WRITTEN": written}
    verified = _rule(mapping, "email_verified")
    if verified is not None:
        more["VERIFIED"] = verified.column
    mails = _rule(mapping, "email")
    is_trimmed = mails is not None and "trim" in map(str, mails.transforms)
    known = constants(
        store, more=more, id_column=identity.column if identity else None, is_trimmed=is_trimmed
    )
    if verified is not None:
        for name, candidates, meant in (("VERIFIED_FORMS", _TRUE, True), ("UNVERIFIED_FORMS", _FALSE, False)):
            known[name] = _forms(mapping, store, verified, candidates, meant=meant)
    return known


def _forms(
    mapping: Decided, store: Store, rule: ColumnRule, candidates: Iterable[str | None], *, meant: bool
) -> Code:
    """Give the values, as JavaScript, that the mapping reads as verified or as not."""
    own = [str(key) for step in rule.transforms for key in _table(step)]
    tried = list(dict.fromkeys([*own, *candidates]))
    frame = pl.DataFrame(
        {each.column: tried if each.column == rule.column else [None] * len(tried) for each in mapping.rules},
        schema={each.column: pl.String for each in mapping.rules},
    )
    read = (
        apply_mapping(frame.lazy(), mapping)
        .select("email_verified")
        .collect()
        .to_series()
        .fill_null(value=False)
    )
    found = [value for value, is_verified in zip(tried, read, strict=True) if is_verified is meant]
    typed = (
        [str(meant).lower()]
        if store.kind in ("mongodb", "webservice") and str(meant).lower() in found
        else []
    )
    dated = [_NOW if value == _TRUE[-1] else literal(value) for value in found]
    return Group("[", (*typed, *dated), "]")


def _table(step: str | Step) -> list[str]:
    arguments = step.arguments if isinstance(step, Step) and step.name == "values" else {}
    inner = arguments.get("table", arguments) if isinstance(arguments, dict) else {}
    return list(inner) if isinstance(inner, dict) else []


def _argument(step: Step) -> str:
    return str(step.arguments["text"] if isinstance(step.arguments, dict) else step.arguments)


def _rule(mapping: Decided, target: str) -> ColumnRule | None:
    return next((rule for rule in mapping.rules if rule.target == target), None)


def _assembled(
    name: str, body: _Body, store: Store, known: Mapping[str, Code], settings: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Put a script together from its body and all that it uses; give the packages of its adapter too."""
    ours = [_run(piece) for piece in (*body.needs, body.run) if piece]
    functions = adapter_functions(store, named_in("\n".join(ours), _OPERATIONS))
    called = "\n\n".join([functions, *ours])
    serving = "inTime(run())"
    pieces, packages = store_pieces(f"{called}\n{serving}")
    heads = _constants_used(known, f"{called}")
    parts = [heads, pieces, functions, *(code.strip() for code in body.codes), *ours]
    ending = f"{serving}.then((result) => callback(null, result), (error) => callback(error));"
    inside = "\n\n".join(part for part in (*parts, ending) if part)
    signature, meaning = _HEADS[name]
    text = "\n".join(f"  {line}" if line else "" for line in inside.splitlines())
    comment = _comment(meaning, store, [*settings], inside)
    return _narrowed(f"{comment}\nfunction {signature} {{\n{text}\n}}\n"), packages


def _narrowed(text: str) -> str:
    """Fill comments anew where a line of theirs became too long by standing deeper."""
    lines: list[str] = []
    for is_comment, block in groupby(text.splitlines(), key=lambda line: line.lstrip().startswith("// ")):
        found = list(block)
        if is_comment and max(map(len, found)) > WIDTH:
            start = found[0][: found[0].index("//") + 3]
            words = " ".join(line.strip()[3:] for line in found)
            found = wrap(words, WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)
        lines += found
    return "\n".join(lines) + "\n"


def _run(name: str) -> str:
    return (_RUNS / f"{name}.js").read_text(encoding="utf-8").strip()


def _constants_used(known: Mapping[str, Code], code: str) -> str:
    """Declare the constants that code names, and those that these name."""
    used = set(named_in(code, known))
    return "\n".join(
        f"const {name} = {lay(value, indent=0, taken=len(f'const {name} = '))};"
        for name, value in known.items()
        if name in used
    )


def _comment(meaning: str, store: Store, settings: Iterable[str], code: str) -> str:
    read = [name for name in settings if f"configuration.{name}" in code]
    lines = [
        f"Custom database script: {meaning} ({store.kind}, {store.table}).",
        "Written by Userferry from the mapping. Auth0 calls the function; it calls back exactly once.",
    ]
    if read:
        lines.append(
            f"It reads {', '.join(f'configuration.{name}' for name in read)}; set them in the connection."
        )
    if "FIND" in code or "readRows" in code:
        lines.append(advice(store, is_trimmed="LOWER(TRIM(" in code))
    return "\n".join(f"// {line}" for line in lines)
