"""Every form that is known, in one list; a new family adds a file and a line here."""

from userferry.errors import HashError
from userferry.passwords import (
    argon2,
    aspnet,
    bcrypt,
    crypt,
    databases,
    digests,
    django,
    dovecot,
    exports,
    keycloak,
    ldap,
    magento,
    node,
    pbkdf2,
    plaintext,
    scrypt,
    spring,
    symfony,
    unusable,
    werkzeug,
)
from userferry.passwords.format import LAZY, Format

FORMATS: tuple[Format, ...] = (
    *django.FORMATS,
    *bcrypt.FORMATS,
    *argon2.FORMATS,
    *pbkdf2.FORMATS,
    *ldap.FORMATS,
    *aspnet.FORMATS,
    *symfony.FORMATS,
    *spring.FORMATS,
    *werkzeug.FORMATS,
    *magento.FORMATS,
    *keycloak.FORMATS,
    *exports.FORMATS,
    *scrypt.FORMATS,
    *node.FORMATS,
    *databases.FORMATS,
    *dovecot.FORMATS,
    *crypt.FORMATS,
    *digests.FORMATS,
    *plaintext.FORMATS,
    *unusable.FORMATS,
)

SHAPES: tuple[Format, ...] = tuple(known for known in FORMATS if known.is_told_by_shape)
"""The forms that a value tells of itself; no value has the shape of two."""

BY_NAME: dict[str, Format] = {known.name: known for known in FORMATS}

SHARED_SHAPES: dict[str, tuple[str, ...]] = {
    known.name: known.candidates for known in SHAPES if known.candidates
}
"""Shapes that more than one form has, and those forms: a proof or a person tells which."""

SHAPE_OF = {candidates: shape for shape, candidates in SHARED_SHAPES.items()}
"""The shape that just these forms share."""

UNKNOWN = Format(
    name="",
    title="no known form",
    pattern="",
    reason="its shape is none that is known here",
    way_out=LAZY,
)

MISSING = Format(name="", title="no value", pattern="", is_absent=True, reason="there is no value")


def named(name: str) -> Format:
    """The form of that name.

    Raises:
        HashError: If there is none, with the names that exist.
    """
    if name not in BY_NAME:
        known = ", ".join(sorted(BY_NAME))
        raise HashError(f"No password format is called {name!r}. Nothing was converted. Known are: {known}.")
    return BY_NAME[name]
