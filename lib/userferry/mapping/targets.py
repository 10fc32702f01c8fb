"""May a column become what its rule says? A target that Auth0 forbids, does not have, or that wants another type."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from userferry.decisions import unknown_name
from userferry.mapping.following import gives, ordered
from userferry.mapping.names import path_of
from userferry.mapping.steps import Word
from userferry.schema import ASSIGNED, ATTRIBUTES, FORBIDDEN_APP_METADATA

METADATA = ("app_metadata", "user_metadata")
_PATH = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*$")


@dataclass(frozen=True, slots=True)
class WrongTarget:
    """A target that cannot be followed.

    Args:
        breaks: The rule of the checks that a user who had the value would break.
        sentence: Why, for a person.
    """

    breaks: str
    sentence: str


def wrong_targets(column: str, target: str, steps: Sequence[Word]) -> list[WrongTarget]:
    """List why a column cannot become its target; empty when it can.

    Args:
        column: Its name in the dump.
        target: An attribute, a metadata path, or what is assigned after the import.
        steps: Its transforms, free of complaints.
    """
    root, _, inner = target.partition(".")
    becomes = f"`{column}` becomes `{target}`"
    if target in ASSIGNED:
        is_named = gives(steps, column) in {"string", "texts"}
        why = f", which are names; take away the transform `{_last(steps, column)}`"
        return [] if is_named else [WrongTarget("user.unknown_key", becomes + why)]
    if root not in ATTRIBUTES:
        what = f"attribute that Auth0 imports (column `{column}`)"
        known = [*ATTRIBUTES, *ASSIGNED]
        return [WrongTarget("user.unknown_key", unknown_name(root, known, what=what))]
    return [WrongTarget(breaks, becomes + why) for breaks, why in _wrong(root, inner, target, steps, column)]


def _wrong(
    root: str, inner: str, target: str, steps: Sequence[Word], column: str
) -> Iterator[tuple[str, str]]:
    kind, given = ATTRIBUTES[root].kind, gives(steps, column)
    if (root in METADATA) != bool(inner) or not _PATH.match(target):
        breaks = "user.unknown_key" if root not in METADATA else f"{root}.{'odd_key' if inner else 'type'}"
        yield (
            breaks,
            "; metadata wants a path such as `app_metadata.plan`, and only metadata has one",
        )
    if root == "app_metadata" and inner.split(".", maxsplit=1)[0] in FORBIDDEN_APP_METADATA:
        yield "app_metadata.forbidden_key", "; Auth0 forbids that key in app_metadata"
    if kind == "boolean" != given:
        yield f"{root}.type", ", which is true or false; give it the transform `boolean`"
    if kind == "string" != given:
        yield f"{root}.type", f", which is a text; take away the transform `{_last(steps, column)}`"
    if given == "texts" and kind not in {"string", "boolean"}:
        yield f"{root}.type", "; a list of texts can become `roles` or `organizations` only"
    if kind == "array" != given:
        yield f"{root}.type", ", which is a list; give it the transform `factors`"


def legal_path(target: str, column: str, taken: Sequence[str]) -> str:
    """Give the metadata path, of letters that Auth0 allows, under which a value can be kept that its target can't be.

    Args:
        target: What it became: an attribute that there is not, or a metadata path that is not allowed.
        column: Its name in the dump.
        taken: The other targets.
    """
    root, _, inner = target.partition(".")
    holder, wanted = (root, inner) if root in METADATA else ("app_metadata", target)
    keys = [re.sub(r"[^A-Za-z0-9_-]+", "_", key).strip("_") for key in wanted.split(".")]
    keys = [key for key in keys if key] or [path_of(column) or "value"]
    if keys[0] in FORBIDDEN_APP_METADATA or f"_{keys[0]}" in FORBIDDEN_APP_METADATA:
        keys[0] = f"legacy_{keys[0]}"
    path = f"{holder}.{'.'.join(keys)}"
    return next(one for one in (path, *(f"{path}_{n}" for n in range(2, 1_000))) if _is_free(one, taken))


def _is_free(path: str, taken: Sequence[str]) -> bool:
    return not any(f"{one}.".startswith(f"{path}.") or f"{path}.".startswith(f"{one}.") for one in taken)


def _last(steps: Sequence[Word], column: str) -> str:
    """Name the last step that changes the type."""
    return next((str(word) for word in reversed(ordered(steps)) if gives([word], column) != "string"), "")
