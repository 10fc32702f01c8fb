"""What Auth0 accepts: the attributes of an imported user, their bounds, and the limits of a job.

Facts are from `behaviour.md` §1.1 and §2.3; the bulk import schema is published at
https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples.
"""

from dataclasses import dataclass
from typing import Literal

MAX_PAYLOAD_BYTES = 512_000
"""Bytes of a whole import request, multipart framing included; one more is answered with 413 (§2.3)."""

MAX_ACTIVE_IMPORTS = 2
"""Import jobs that may be pending in a tenant; the next one is answered with 429 (§2.3)."""

JOB_RETENTION_SECONDS = 24 * 3600
"""How long a job, its errors and its export file can be asked for (§2.3, §4)."""

Kind = Literal["string", "boolean", "object", "array"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an imported user.

    Args:
        name: As the import file spells it.
        kind: Its JSON type.
        upsertable: Whether an upsert changes it on a user who exists already.
        meaning: One sentence for the analyst who maps a column to it.
        is_credential: Whether its value must never be shown.
    """

    name: str
    kind: Kind
    upsertable: bool
    meaning: str
    is_credential: bool = False


ASSIGNED = {
    "roles": "Roles of the tenant, by name; assigned after the import.",
    "organizations": "Organizations that the user becomes a member of, by name; after the import.",
}
"""What an import file has no place for, and a mapping may name all the same, with its meaning."""

ATTRIBUTES: dict[str, Attribute] = {
    attribute.name: attribute
    for attribute in (
        Attribute("email", "string", False, "The address; required, stored in lower case."),
        Attribute("email_verified", "boolean", True, "Whether the address was proven; false when left out."),
        Attribute("user_id", "string", False, "The id; Auth0 puts `auth0|` before it."),
        Attribute(
            "username",
            "string",
            False,
            "The login name, 1 to 15 characters unless the connection says otherwise.",
        ),
        Attribute("given_name", "string", True, "First name, 1 to 150 characters."),
        Attribute("family_name", "string", True, "Last name, 1 to 150 characters."),
        Attribute("name", "string", True, "Full name, 1 to 300 characters; the address when left out."),
        Attribute(
            "nickname",
            "string",
            True,
            "Short name, 1 to 300 characters; the address's local part when left out.",
        ),
        Attribute("picture", "string", True, "The URL of a picture; a Gravatar when left out."),
        Attribute("phone_number", "string", False, "E.164, such as +15551234567."),
        Attribute("phone_verified", "boolean", False, "Whether the number was proven."),
        Attribute(
            "blocked",
            "boolean",
            False,
            "True keeps the user from logging in; only a first import can set it.",
        ),
        Attribute("user_metadata", "object", True, "What the user may change; an upsert replaces it whole."),
        Attribute(
            "app_metadata", "object", True, "What the user may not change; an upsert replaces it whole."
        ),
        Attribute(
            "password_hash", "string", False, "A bcrypt hash of cost 10; once, at the first import.", True
        ),
        Attribute(
            "custom_password_hash", "object", False, "Any other hash that Auth0 can compute; once.", True
        ),
        Attribute("mfa_factors", "array", True, "Second factors: TOTP secrets, phones, addresses.", True),
    )
}
"""Every attribute of the published import schema, in the order in which a user is written."""

FORBIDDEN_APP_METADATA = frozenset(
    {
        *(
            "__tenant",
            "_id",
            "blocked",
            "clientID",
            "created_at",
            "email",
            "email_verified",
            "globalClientID",
        ),
        *("global_client_id", "identities", "lastIP", "lastLogin", "loginsCount", "metadata", "multifactor"),
        *("multifactor_last_modified", "updated_at", "user_id"),
    }
)
"""Keys that app_metadata may not hold at its first level (§1.1)."""

ID_PREFIX = "auth0|"
"""What a database connection puts before every imported user_id (§2.4)."""
