"""What speaks for a place in the metadata, which any number of columns may have."""

from dataclasses import replace

from userferry.mapping.clues import MOMENTS, TEXTS, Clue, clue

ANY = f"{TEXTS} {MOMENTS} boolean number id url locale country postal_code phone json ip email"
_HISTORY = "Auth0 cannot import it, so it is kept here"


SAID = " ".join(kind for kind in ANY.split() if kind not in MOMENTS.split())
"""What people say of themselves is no moment, but for their birth; moments are what a system writes down."""


def _kept(key: str, needs: str, kinds: str = SAID, weight: float = 0.9, root: str = "user_metadata") -> Clue:
    moment = ("utc_datetime",) if kinds.startswith("datetime") else ()
    note = _HISTORY if moment and root == "app_metadata" else ""
    return clue(f"{root}.{key}", needs, kinds, weight, *moment, note=note)


def _app(key: str, needs: str, kinds: str = ANY, weight: float = 0.9) -> Clue:
    return _kept(key, needs, kinds, weight, "app_metadata")


def _wish(needs: str, kinds: str = "boolean status", weight: float = 0.8) -> Clue:
    return replace(_kept("", needs, kinds, weight), outright=True)


_ASSIGNED = "to assign roles of the tenant, choose `roles`"
_CODES = f"{ANY} token salt hash"
_NUMBERS = "number status boolean id text"
_WORDS = f"boolean number {TEXTS} json"
METADATA_CLUES = (
    _app("created", "created", "datetime date"), _app("", "created", "status text", 0.6),
    _app("updated", "updated", "datetime date"), _app("updated", "last updated", "datetime date"),
    _app("last_login", "login", "datetime date", 0.88),
    _app("last_login", "last login", "datetime date", 0.92),
    _app("first_login", "first login", "datetime date", 0.92), _app("last_logout", "logout", "datetime date"),
    _app("password_changed", "password", "datetime date"),
    _app("password_changed", "password updated", "datetime date"), _app("", "", "datetime date", 0.6),
    _app("last_ip", "ip", "ip"), _app("last_ip", "", "ip", 0.6), _app("", "count", "number status boolean id"),
    _app("", "count number", _NUMBERS), _app("", "currency"), _app("", "can", "boolean status"),
    _app("", "login count", _NUMBERS), _app("", "external", _CODES), _app("", "external id", _CODES),
    _app("", "external number"), _app("", "number", "id number text status", 0.7), _app("", "note"),
    _app("plan", "plan"), _app("plan", "plan type"), _app("", "type"),
    _app("status", "status", "status text number id"), _app("status", "status", "boolean", 0.65),
    _app("status", "active status", "status text"), _app("approved", "approved"), _app("", "rank"),
    replace(_app("roles", "role"), note=_ASSIGNED),
    _app("groups", "group"), _app("", "group id"), _app("", "group number"),
    _app("", "role id"), _app("", "type id"), _app("", "store"), _app("", "store id"),
    _app("", "store number"), _app("", "job id", "id number status boolean", 0.95),
    _app("", "web id", "id number status boolean"), _app("organization", "org"), _app("", "org id"),
    _app("", "org number"), _app("", "company id", "id number status boolean"), _app("", "store group"),
    _app("", "auth", f"{ANY} salt"), _app("", "blocked", "status text"), _app("", "email verified", MOMENTS, 0.7),
    _app("", "verified", MOMENTS, 0.65), _app("", "app metadata", "json", 1.0),
    _kept("", "metadata", "json", 0.9), _kept("", "email second", "email"),
    _kept("language", "language", "locale status text"),
    _kept("time_zone", "timezone", "status text number json"),
    _app("", "trade", weight=0.85), _app("", "trade type"), _app("", "trade count"), _app("", "trade id"),
    _app("", "kind"), _app("", "email verified work", "boolean"), _app("", "email verified second", "boolean"),
    _app("", "email verified reset", "boolean"), _app("", "verified", "boolean", 0.6),
    _app("", "family second"), _app("", "given second"), _app("", "family middle"), _app("", "admin metadata", "json"),
    _app("", "can metadata", "json", 1.0), _kept("street_number", "number", "number status text id", 0.75),
    _app("", "login type", "status text"), replace(_app("", "limit", weight=0.9), outright=True),
    _kept("", "feast", f"date datetime {TEXTS}"), _app("", "note admin", weight=0.95), _app("", "login city"),
    _app("", "currency default", weight=0.95), _kept("", "language type", "locale status", 0.95),
    _app("", "newsletter verified", MOMENTS), _app("", "newsletter", MOMENTS),
    _app("", "trade newsletter", weight=0.95),
    _app("", "external status", "status text", 0.95), _kept("", "email trade", "email", 0.95),
    _kept("", "phone", "number id text", 0.6),
    _app("", "kind type"), _app("", "kind id"),
    _app("status", "status id", "status number id"), _app("", "external type"), _app("", "", "number", 0.6),
    _app("", "count newsletter", "status number", 0.95), _app("", "birth verified", MOMENTS, 1.0),
    _app("", "created", "boolean", 0.65), _app("", "updated", "boolean", 0.65),
    _app("", "blocked", "boolean", 0.7), _app("", "active", "boolean", 0.7), _app("", "allow", "boolean status", 0.8),
    _app("", "geo"), _app("", "reading"), _app("", "reading second"), _app("", "reading name", weight=0.96),
    _app("", "extra"), _app("", "", "json", 0.55),
    _app("", "provider", "id hash salt token", 0.95), _app("", "provider id", f"{ANY} hash salt token", 0.95),
    _app("", "web", "hash salt token"), _app("middle_name", "middle"), _app("middle_name", "middle name"),
    _wish("newsletter"), _wish("wish"), _wish("email allow"), _wish("newsletter allow"), _wish("phone allow"),
    _wish("approved email"),
    _wish("setting", "boolean status json"), _kept("", "setting", weight=0.95), _wish("wish note", "text"),
    _wish("default", f"{TEXTS} boolean"), _kept("", "wish", "picture url"), _kept("", "wish web", "picture url"),
    _kept("", "pgp", f"{TEXTS} hash salt token id"), _kept("", "", "phone", 0.55), _kept("", "timezone", "boolean"),
    _kept("", "number newsletter", "phone"), _app("status", "active", "status number"), _app("", "ip", TEXTS, 0.7),
    _kept("", "email", "email", 0.66), _kept("", "phone second", "status number id", 0.8),
    _kept("", "mobile second", "status number id", 0.8), _kept("", "fax second", "status number id", 0.8),
    _kept("", "work", TEXTS, 0.8), _kept("job", "external title", weight=0.95),
    _app("", "flag", "boolean", 0.8), _kept("", "papers", _CODES), _kept("", "papers id", _CODES),
    _kept("", "papers number", _CODES),
    _kept("", "personal", weight=0.92), _kept("", "personal type"), _kept("", "wish", f"boolean {TEXTS}"),
    _kept("", "wish email", "boolean status"),
    _kept("", "papers type"), _kept("", "", "locale", 0.6), _kept("", "", "country", 0.6),
    _kept("birthdate", "birth", "date datetime text status username id number phone"),
    _kept("gender", "gender", "status text boolean"), _kept("salutation", "title", "status text name"),
    _kept("address", "address", f"text status json {TEXTS}"), _kept("", "address second", f"text status {TEXTS}"),
    _kept("street", "street"), _kept("street", "street address"), _kept("", "street number"),
    _kept("city", "city"), _kept("", "city address"), _kept("zip", "zip"), _kept("", "zip address"),
    _kept("country", "country"), _kept("", "province", weight=0.93),
    _kept("", "province address", weight=0.93), _kept("", "province number"),
    _kept("company", "company", f"{TEXTS} id number"), _app("", "company", "boolean", 0.8),
    _kept("company", "company name"), _kept("company", "org name", weight=0.95), _kept("job", "job"),
    _kept("job", "job title"), _kept("", "web"), _kept("", "web id", "username"), _kept("", "bio"),
    _kept("", "newsletter", _WORDS), _kept("", "newsletter email", _WORDS), _kept("", "phone", "phone", 0.6),
    _kept("", "mobile", "phone", 0.6), _kept("", "phone work", "phone id number", 0.99),
    _kept("", "phone number", "phone", 0.6),
    _kept("", "mobile number", "phone", 0.6),
    _kept("", "mobile work", "phone", 0.65), _kept("", "mobile phone", "phone", 0.6),
    _kept("", "email work", "email"), _kept("", "phone second", "phone", 0.99),
    _kept("", "fax", "phone text number"),
)  # fmt: skip
"""In the order that ties are decided in; a key left out is the column's own name."""
