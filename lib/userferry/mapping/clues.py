"""What speaks for each attribute: senses its name has to have, kinds its values may have, how strong that is."""

from dataclasses import dataclass

TEXTS = "text name given_name family_name username status"
MOMENTS = "datetime date"
ANY = f"{TEXTS} {MOMENTS} boolean number id url locale country postal_code phone json ip email"


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
    """

    target: str
    needs: frozenset[str]
    kinds: tuple[str, ...]
    weight: float
    transforms: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_metadata(self) -> bool:
        """Whether it is a place in the metadata, which never clashes with another."""
        return "." in self.target


def _clue(target: str, needs: str, kinds: str, weight: float = 1.0, *transforms: str, note: str = "") -> Clue:
    return Clue(target, frozenset(needs.split()), tuple(kinds.split()), weight, transforms, note)


_HISTORY = "Auth0 cannot import it, so it is kept here"
_SINCE = "it is filled where the address was verified"

ATTRIBUTE_CLUES = (
    _clue("email", "email", "email", 1.0, "trim"),
    _clue("email", "email address", "email", 1.0, "trim"),
    _clue("email", "", "email", 0.6, "trim"),
    _clue("user_id", "id", "id number text token username email", 1.0),
    _clue("username", "username", f"username id number {TEXTS}", 1.0),
    _clue("username", "login", "username", 0.92),
    _clue("username", "login name", "username", 1.0),
    _clue("username", "name", "username", 0.85),
    _clue("username", "id", "username", 0.8),
    _clue("username", "person", "username", 0.8),
    _clue("username", "nick", "username", 0.6),
    _clue("given_name", "given", f"given_name {TEXTS}", 1.0, "trim"),
    _clue("given_name", "given name", f"given_name {TEXTS}", 1.0, "trim"),
    _clue("given_name", "first name", f"given_name {TEXTS}", 1.0, "trim"),
    _clue("given_name", "first", "given_name", 0.95, "trim"),
    _clue("given_name", "name", "given_name", 0.8, "trim"),
    _clue("family_name", "family", f"family_name {TEXTS}", 1.0, "trim"),
    _clue("family_name", "family name", f"family_name {TEXTS}", 1.0, "trim"),
    _clue("family_name", "last name", f"family_name {TEXTS}", 1.0, "trim"),
    _clue("family_name", "last", "family_name", 0.95, "trim"),
    _clue("family_name", "name", "family_name", 0.8, "trim"),
    _clue("name", "full", "name text status", 0.97, "trim"),
    _clue("name", "full name", "name text status", 1.0, "trim"),
    _clue("name", "name", "name text", 0.95, "trim"),
    _clue("name", "name", "status given_name family_name", 0.7, "trim"),
    _clue("nickname", "nick", f"username {TEXTS}", 0.97, "trim"),
    _clue("picture", "picture", "picture url", 1.0),
    _clue("picture", "picture web", "picture url", 1.0),
    _clue("phone_number", "mobile", "phone", 1.0),
    _clue("phone_number", "mobile phone", "phone", 1.0),
    _clue("phone_number", "mobile id", "phone", 1.0),
    _clue("phone_number", "phone", "phone", 0.98),
    _clue("phone_number", "phone id", "phone", 0.98),
    _clue("email_verified", "email verified", "boolean", 1.0, "boolean"),
    _clue("email_verified", "verified", "boolean", 0.93, "boolean"),
    _clue("email_verified", "email verified", MOMENTS, 1.0, "is_set", note=_SINCE),
    _clue("email_verified", "verified", MOMENTS, 0.93, "is_set", note=_SINCE),
    _clue("phone_verified", "phone verified", "boolean", 1.0, "boolean"),
    _clue("phone_verified", "phone id verified", "boolean", 1.0, "boolean"),
    _clue("phone_verified", "mobile verified", "boolean", 1.0, "boolean"),
    _clue("phone_verified", "phone verified", MOMENTS, 1.0, "is_set", note="it is filled where it was verified"),
    _clue("blocked", "blocked", "boolean", 1.0, "boolean"),
    _clue("blocked", "active", "boolean", 0.97, "boolean", "invert", note="true says that the account works"),
    _clue("blocked", "status", "boolean", 0.8, "boolean", "invert", note="most are true, so true says it works"),
    _clue("custom_password_hash", "password", "hash", 1.0),
    _clue("mfa_factors", "totp", "totp_secret", 1.0),
)  # fmt: skip
"""Clues for attributes; each attribute is given to one column only."""


def _kept(key: str, needs: str, kinds: str = ANY, weight: float = 0.9, root: str = "user_metadata") -> Clue:
    moment = ("utc_datetime",) if kinds.startswith("datetime") else ()
    note = _HISTORY if moment and root == "app_metadata" else ""
    return _clue(f"{root}.{key}", needs, kinds, weight, *moment, note=note)


def _app(key: str, needs: str, kinds: str = ANY, weight: float = 0.9) -> Clue:
    return _kept(key, needs, kinds, weight, "app_metadata")


_NUMBERS = "number status boolean id text"
METADATA_CLUES = (
    _app("created", "created", "datetime date"),
    _app("updated", "updated", "datetime date"),
    _app("updated", "last updated", "datetime date"),
    _app("last_login", "login", "datetime date", 0.88),
    _app("last_login", "last login", "datetime date", 0.92),
    _app("first_login", "first login", "datetime date", 0.92),
    _app("last_logout", "logout", "datetime date"),
    _app("password_changed", "password", "datetime date"),
    _app("password_changed", "password updated", "datetime date"),
    _app("", "", "datetime date", 0.6),
    _app("last_ip", "ip", "ip"),
    _app("last_ip", "", "ip", 0.6),
    _app("", "count", _NUMBERS),
    _app("", "login count", _NUMBERS),
    _app("", "external"), _app("", "external id"),
    _app("", "note"), _app("plan", "plan"), _app("plan", "plan type"), _app("", "type"),
    _app("status", "status", "status text"),
    _app("status", "active status", "status text"), _app("approved", "approved"), _app("", "rank"),
    _app("roles", "role"), _app("groups", "group"), _app("", "group id"), _app("", "role id"),
    _app("", "store"), _app("", "store id"), _app("", "web id", "id number status boolean"),
    _app("organization", "org"), _app("", "org id"), _app("", "company id", "id number status boolean"),
    _app("", "store group"), _app("", "auth"), _app("", "blocked", "status text"),
    _app("", "email verified", MOMENTS, 0.7), _app("", "verified", MOMENTS, 0.65),
    _app("", "app metadata", "json", 1.0), _kept("", "metadata", "json", 0.9),
    _kept("", "email second", "email"),
    _kept("language", "language", "locale status text"), _kept("time_zone", "timezone", "status text number"),
    _app("status", "status id", "status number id"), _app("", "external type"), _app("", "", "number status", 0.56),
    _kept("", "papers"), _kept("", "papers id"), _kept("", "papers type"),
    _kept("", "", "locale", 0.6), _kept("", "", "country", 0.6),
    _kept("birthdate", "birth", "date datetime text status username id number phone"),
    _kept("gender", "gender", "status text boolean"), _kept("salutation", "title", "status text name"),
    _kept("middle_name", "middle"), _kept("middle_name", "middle name"),
    _kept("address", "address", f"text status {TEXTS}"), _kept("", "address second", f"text status {TEXTS}"),
    _kept("street", "street"), _kept("street", "street address"), _kept("city", "city"), _kept("", "city address"),
    _kept("zip", "zip"), _kept("", "zip address"), _kept("country", "country"), _kept("", "province"),
    _kept("company", "company"), _kept("company", "company name"), _kept("job", "job"), _kept("job", "job title"),
    _kept("", "web"), _kept("", "bio"), _kept("", "newsletter"), _kept("", "newsletter email"),
    _kept("", "phone", "phone", 0.6), _kept("", "mobile", "phone", 0.6), _kept("", "phone work", "phone", 0.99),
    _kept("", "phone second", "phone", 0.99), _kept("", "fax", "phone text number"),
)  # fmt: skip
"""Clues for places in the metadata; a key left out is the column's own name."""

LEFT_BEHIND = {
    "token": "a token, which is of no use elsewhere",
    "salt": "what stands beside a hash; it belongs in the password column's `hash`",
    "reset": "about attempts, resets or expiry, which end with the old system",
    "admin": "it says who administers the old system, which nobody should inherit unseen",
    "copy": "a copy that the old system made for itself",
    "technical": "about the old system itself",
    "actor": "it says which member of the staff wrote the row",
    "deleted": "a mark of deletion decides over rows, not over an attribute",
    "twofactor": "it says that there was a second factor, not which",
}
"""Senses whose columns are left open, and why."""
