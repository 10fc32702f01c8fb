"""What the site's pages say of the code: the checks' rules, the tenant's codes, the forms of hashes; nothing twice."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import userferry.tenant
from userferry.afterwards import CAUSES
from userferry.checks import Rule
from userferry.checks.connection import Demands, connection_rules
from userferry.checks.factor_rules import _CODES, factor_notices, factor_rules
from userferry.checks.hash_rules import hash_notices, hash_rules
from userferry.checks.places import KEYS, ROOT
from userferry.checks.profile_rules import profile_notices, profile_rules

CLOSED = {"strategy": "waad", "enabled_clients": [], "options": {"enabledDatabaseCustomization": True}}
"""A connection that breaks every rule on connections."""

_CALLS = {"Refusal": 1, "OAuthRefusal": 2, "SignUpRefusal": 1}
"""What refuses a call in the tenant's code, and which of its arguments is the sentence; a code is the other one."""

_NAMED = {
    "InvalidBody": (400, "invalid_body", "Payload validation error: …"),
    "InvalidQuery": (400, "invalid_query_string", "Query validation error: …"),
    "TooManyRequests": (429, "too_many_requests", ""),
    "Unauthorized": (401, "", ""),
}
_TEST_DOORS = ("snapshots.py",)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a row may break.

    Args:
        name: As findings call it.
        code: The tenant's; empty where the tenant says nothing.
        message: What it says, or a sentence of ours where it says nothing.
        path: The internal path that it names; empty for none.
        severity: `refused`, `changed` or `warned`.
    """

    name: str
    code: str
    message: str
    path: str
    severity: str


def list_findings() -> list[Finding]:
    """List every rule that a finding or a notice may carry, by name."""
    rules: list[Rule] = [
        *connection_rules(CLOSED),
        *profile_rules(Demands(("email", "username", "phone_number"))),
        *profile_rules(Demands((), ("email", "username"))),
        *hash_rules(),
        *factor_rules(),
        *profile_notices(),
        *hash_notices(),
        *factor_notices(are_factors_off=True),
    ]
    found = {
        rule.name: Finding(rule.name, rule.code, rule.message, rule.path or "", rule.severity)
        for rule in rules
    }
    for name, code in _CODES.items():
        rule = f"mfa_factors.factor.{name}"
        found[rule] = Finding(rule, code, "", "mfaFactors[…]", "refused")
    for place in (ROOT, *KEYS):
        rule = f"{place}.unknown_key"
        words = "Additional properties not allowed: …"
        found[rule] = Finding(rule, "OBJECT_ADDITIONAL_PROPERTIES", words, "", "refused")
    found["user.too_large"] = Finding("user.too_large", "413", "", "", "refused")
    return [found[name] for name in sorted(found)]


def list_row_codes() -> list[str]:
    """List every code that a failed row may have, ours included."""
    return sorted(CAUSES)


def tenant_row_codes() -> set[str]:
    """Collect the codes that the embedded tenant's own text gives to rows."""
    return {
        call.args[0].value
        for _, call in _tenant_calls({"Complaint", "complain"})
        if isinstance(call.args[0], ast.Constant)
    }


def list_call_codes() -> dict[str, list[tuple[int, str]]]:
    """List every code of a refused call, with the statuses and the sentences that the embedded tenant has for it.

    A hole in a sentence is `…`; a status without a code stands as `http-404`.
    """
    found: dict[str, set[tuple[int, str]]] = {}
    for constants, call in _tenant_calls({*_CALLS, *_NAMED}):
        for code, status, sentence in _answers(call, constants):
            found.setdefault(code or f"http-{status}", set()).add((status, sentence))
    return {code: sorted(found[code]) for code in sorted(found)}


def phrase_of(status: int) -> str:
    """Give a status's words."""
    return HTTPStatus(status).phrase


def _tenant_calls(names: set[str]) -> Iterator[tuple[dict[str, str], ast.Call]]:
    """Give each call of some names in the tenant's text, with the constants of its file."""
    for path in sorted(Path(userferry.tenant.__file__).parent.glob("*.py")):
        if path.name in _TEST_DOORS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            one.targets[0].id: one.value.value
            for one in tree.body
            if isinstance(one, ast.Assign)
            and isinstance(one.targets[0], ast.Name)
            and isinstance(one.value, ast.Constant)
            and isinstance(one.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield constants, node


def _answers(call: ast.Call, constants: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in _NAMED:
        status, code, sentence = _NAMED[name]
        yield code, status, sentence or (_sentence(call.args[0], constants) if call.args else "")
        return
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return  # a planned fault, which repeats what another place says
    status, says = call.args[0].value, _CALLS[name]
    code_at = 1 if says == 2 else 2  # noqa: PLR2004 OAuth's code stands before its sentence
    code = _sentence(call.args[code_at], constants) if len(call.args) > code_at else ""
    yield code, status, _sentence(call.args[says], constants)


def _sentence(node: ast.expr, constants: dict[str, str]) -> str:
    """Give the text of an argument, `…` for each hole, nothing where it is made elsewhere."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""
