"""What speaks for each attribute: senses its name has to have, kinds its values may have, how strong that is."""

from dataclasses import dataclass

TEXTS = "text name given_name family_name username status"
MOMENTS = "datetime date"


@dataclass(frozen=True, slots=True)
class Clue:
    """One way in which a column speaks for an attribute.

    Args:
        target: The attribute, or the path in the metadata.
        needs: Senses of `words.SENSES` that its name has to have, each in a word.
        kinds: Kinds of `Profile.columns` that its values may have; the first fits best.
        weight: 0 to 1; how much it says when all of it holds.
        transforms: What the column needs to become it.
        note: What the analyst should know of it.
        outright: Whether it says as much in a name that says more besides.
    """

    target: str
    needs: frozenset[str]
    kinds: tuple[str, ...]
    weight: float
    transforms: tuple[str, ...] = ()
    note: str = ""
    outright: bool = False

    @property
    def is_metadata(self) -> bool:
        """Whether it is a place in the metadata, which never clashes with another."""
        return "." in self.target


def clue(target: str, needs: str, kinds: str, weight: float = 1.0, *transforms: str, note: str = "") -> Clue:
    """Write a clue, its senses and kinds as words."""
    return Clue(target, frozenset(needs.split()), tuple(kinds.split()), weight, transforms, note)


_PROVEN = "it is filled where the number was verified"
_SINCE = "it is filled where the address was verified"

ATTRIBUTE_CLUES = (
    clue("email", "email", "email", 1.0, "trim"),
    clue("email", "email address", "email", 1.0, "trim"),
    clue("email", "email work", "email", 0.94, "trim"),
    clue("email", "", "email", 0.6, "trim"),
    clue("user_id", "id", "id number text token username email hash", 1.0),
    clue("user_id", "number", "id number text username", 0.95),
    clue("user_id", "person", "id", 0.75), clue("user_id", "external", "id", 0.95),
    clue("user_id", "", "id", 0.6),
    clue("username", "username", f"username id number {TEXTS}", 1.0), clue("username", "username", "email", 0.9),
    clue("username", "login", "username", 0.92),
    clue("username", "login name", "username", 1.0),
    clue("username", "name", "username", 0.9),
    clue("username", "id", "username id", 0.8),
    clue("username", "person", "username", 0.8),
    clue("username", "nick", "username", 0.6),
    clue("given_name", "given", f"given_name {TEXTS}", 1.0, "trim"),
    clue("given_name", "given name", f"given_name {TEXTS}", 1.0, "trim"),
    clue("name", "given", "name", 0.95, "trim"), clue("name", "given name", "name", 0.95, "trim"),
    clue("given_name", "first name", f"given_name {TEXTS}", 1.0, "trim"),
    clue("given_name", "first", "given_name", 0.95, "trim"),
    clue("given_name", "name", "given_name", 0.8, "trim"),
    clue("family_name", "family", f"family_name {TEXTS}", 1.0, "trim"),
    clue("family_name", "family name", f"family_name {TEXTS}", 1.0, "trim"),
    clue("family_name", "last name", f"family_name {TEXTS}", 1.0, "trim"),
    clue("family_name", "last", "family_name", 0.95, "trim"),
    clue("family_name", "name", "family_name", 0.8, "trim"),
    clue("family_name", "full", "family_name", 0.98, "trim"),
    clue("name", "full", "name text status", 0.97, "trim"),
    clue("name", "full name", "name text status", 1.0, "trim"),
    clue("name", "name", "name text", 0.95, "trim"),
    clue("name", "name", "status given_name family_name", 0.7, "trim"),
    clue("name", "username", "name", 0.8, "trim"),
    clue("nickname", "short name", f"given_name {TEXTS}", 0.97, "trim"),
    clue("nickname", "full", "given_name", 0.9, "trim"),
    clue("nickname", "nick", f"username {TEXTS}", 0.97, "trim"),
    clue("picture", "picture", "picture url", 1.0),
    clue("picture", "picture web", "picture url", 1.0),
    clue("phone_number", "mobile", "phone id number", 1.0),
    clue("phone_number", "mobile phone", "phone id number", 1.0),
    clue("phone_number", "mobile number", "phone id", 1.0),
    clue("phone_number", "phone", "phone id number", 0.98),
    clue("phone_number", "phone number", "phone id number", 0.98),
    clue("email_verified", "email verified", "boolean", 1.0, "boolean"),
    clue("email_verified", "verified", "boolean", 0.93, "boolean"),
    clue("email_verified", "active", "boolean", 1.0, "boolean", note="it is set by following a mailed link"),
    clue("email_verified", "email verified", MOMENTS, 1.0, "is_set", note=_SINCE),
    clue("email_verified", "verified", MOMENTS, 0.93, "is_set", note=_SINCE),
    clue("phone_verified", "phone verified", "boolean", 1.0, "boolean"),
    clue("phone_verified", "phone number verified", "boolean", 1.0, "boolean"),
    clue("phone_verified", "mobile verified", "boolean", 1.0, "boolean"),
    clue("phone_verified", "phone verified", MOMENTS, 1.0, "is_set", note=_PROVEN),
    clue("phone_verified", "phone number verified", MOMENTS, 1.0, "is_set", note=_PROVEN),
    clue("phone_verified", "mobile verified", MOMENTS, 1.0, "is_set", note=_PROVEN),
    clue("phone_verified", "mobile number verified", MOMENTS, 1.0, "is_set", note=_PROVEN),
    clue("phone_verified", "mobile number verified", "boolean", 1.0, "boolean"),
    clue("blocked", "blocked", "boolean", 1.0, "boolean"),
    clue("blocked", "blocked login", "boolean", 1.0, "boolean"),
    clue("blocked", "blocked", MOMENTS, 0.9, "is_set", note="it is filled where somebody is blocked"),
    clue("blocked", "active", "boolean", 0.97, "boolean", "invert", note="true says that the account works"),
    clue("blocked", "status", "boolean", 0.8, "boolean", "invert", note="most are true, so true says it works"),
    clue("custom_password_hash", "password", "hash", 1.0), clue("custom_password_hash", "digest", "hash", 0.8),
    clue("custom_password_hash", "password digest", "hash", 1.0),
    clue("custom_password_hash", "", "hash", 0.8, note="no other column holds hashes that carry a form's mark"),
    clue("custom_password_hash", "password", "token text", 0.9),
    clue("mfa_factors", "totp", "totp_secret", 1.0),
)  # fmt: skip
"""Clues for attributes; each attribute is given to one column only."""
