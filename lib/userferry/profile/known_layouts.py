"""Layouts as their systems document them: columns that tell them, how those columns' values look, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How the values of one column look.

    Args:
        words: For people: "…holds <words>".
        pattern: Holds for any such value.
    """

    words: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Known:
    """One system's layout.

    Args:
        name: The system and the table or export.
        looks: Columns that have to be there, and how their values look.
        others: The layout's other usual columns.
        carries: What comes along.
        lacks: What does not.
        source: Where the layout is described.
    """

    name: str
    looks: Mapping[str, Look]
    others: tuple[str, ...]
    carries: tuple[str, ...]
    lacks: tuple[str, ...]
    source: str


NUMBER = Look("whole numbers", r"^\d+$")
BIT = Look("0 and 1, or true and false", r"(?i)^(?:0|1|t|f|true|false)$")
EMAIL = Look("addresses", r"^\s*[^@\s]+\s?@[^@\s]+\s*$")
UUID = Look("UUIDs", r"(?i)^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
STAMP = Look("moments, the year first", r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
MILLIS = Look("milliseconds since 1970", r"^\d{12,14}$")
BCRYPT = Look("bcrypt hashes", r"^\$2[abxy]\$\d\d\$")
WORD = Look("single words", r"^\S+$")
DN = Look("distinguished names", r"(?i)^(?:uid|cn|sn|ou|mail|employeenumber|o|c|dc)=[^,]+")
JSON = Look("JSON", r"(?s)^\s*[\[{].*[\]}]\s*$")
_DJANGO = Look("hashes as `algorithm$rounds$salt$digest`, or `!`", r"^(?:[a-z0-9_]+\$.+|!.*)$")
_PHPASS = Look("phpass or bcrypt hashes", r"^(?:\$P\$|\$H\$|\$wp\$2y\$|\$2[aby]\$|[0-9a-f]{32}$)")
_DRUPAL = Look("Drupal's or bcrypt hashes", r"^(?:U?\$S\$|\$2[aby]\$|\$argon2|[0-9a-f]{32}$)")
_ASPNET = Look("base64 of ASP.NET Identity's hashes", r"^A[A-Za-z0-9+/]{60,}={0,2}$")
_USERID = Look("identifiers as `connection|id`", r"^[\w-]+\|.+$")
_NO_MFA = "Second factors: users enrol again."
_HASHES = "Password hashes."

LAYOUTS: tuple[Known, ...] = (
    Known("Django auth_user", {"password": _DJANGO, "is_superuser": BIT, "is_staff": BIT, "date_joined": STAMP},
          ("id", "last_login", "username", "last_name", "email", "is_active", "first_name"),
          (_HASHES, "Names, address and whether an account is active."),
          ("Whether an address was verified.", "Groups and permissions: tables of their own.", _NO_MFA),
          "https://docs.djangoproject.com/en/5.2/ref/contrib/auth/"),
    Known("WordPress wp_users",
           {"user_pass": _PHPASS, "user_login": Look("login names", r"^.+$"), "user_registered": STAMP},
          ("ID", "user_nicename", "user_email", "user_url", "user_activation_key", "user_status",
           "display_name"),
          (_HASHES, "Address and display name."),
          ("First and last names and roles: in wp_usermeta.", "Whether an address was verified."),
          "https://codex.wordpress.org/Database_Description"),
    Known("Drupal users_field_data",
           {"pass": _DRUPAL, "uid": NUMBER, "mail": EMAIL,
           "created": Look("seconds since 1970", r"^\d{9,10}$")},
          ("name", "status", "access", "login", "init", "timezone", "langcode"),
          (_HASHES, "Address, name, language and whether an account is active."),
          ("Roles and profile fields: tables of their own.",),
          "https://api.drupal.org/api/drupal/core!modules!user!src!UserStorageSchema.php"),
    Known("Laravel users",
           {"password": BCRYPT, "email_verified_at": STAMP,
           "remember_token": Look("random letters", r"^\w{10,100}$")},
          ("id", "name", "email", "created_at", "updated_at"),
          (_HASHES, "Address, name and since when the address is verified."),
          ("Given and family name apart.", _NO_MFA),
          "https://laravel.com/docs/authentication"),
    # Its other columns belong to modules that a site may leave out: tracking, confirming, locking.
    Known("Devise users",
          {"encrypted_password": BCRYPT, "reset_password_sent_at": STAMP, "remember_created_at": STAMP},
          ("id", "email", "reset_password_token", "created_at", "updated_at"),
          (_HASHES, "Address, and sign-in history where the site tracked it."),
          ("Devise's pepper, which stands in its initializer: hashes with one prove nothing without it.", _NO_MFA),
          "https://github.com/heartcombo/devise"),
    Known("ASP.NET Identity AspNetUsers",
           {"PasswordHash": _ASPNET, "SecurityStamp": WORD,
           "NormalizedUserName": Look("names in capitals", r"^[^a-z]*$")},
          ("Id", "UserName", "Email", "NormalizedEmail", "EmailConfirmed", "ConcurrencyStamp", "PhoneNumber",
           "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnd", "LockoutEnabled", "AccessFailedCount"),
          (_HASHES, "Address, phone and whether each is confirmed."),
          ("Names, roles and claims: tables of their own.", "Authenticator keys: in AspNetUserTokens."),
          "https://learn.microsoft.com/aspnet/core/security/authentication/customize-identity-model"),
    Known("ASP.NET Membership aspnet_Membership",
           {"Password": WORD, "PasswordFormat": Look("0, 1 or 2", r"^[012]$"),
           "PasswordSalt": Look("base64", r"^[A-Za-z0-9+/]+=*$"), "IsLockedOut": BIT},
          ("ApplicationId", "UserId", "Email", "LoweredEmail", "IsApproved", "CreateDate", "LastLoginDate",
           "PasswordQuestion", "PasswordAnswer"),
          ("Password hashes with their salts beside them.", "Address and locked accounts."),
          ("Names: in aspnet_Users and aspnet_Profile.",),
          "https://learn.microsoft.com/previous-versions/aspnet/yh26yfzy(v=vs.100)"),
    Known("Keycloak user_entity",
           {"email_constraint": Look("addresses or UUIDs", r"@|^[0-9a-f-]{36}$"), "realm_id": WORD,
           "created_timestamp": MILLIS},
          ("id", "email", "email_verified", "enabled", "federation_link", "first_name", "last_name", "username",
           "service_account_client_link", "not_before"),
          ("Names, address and whether it is verified.",),
          ("Password hashes: in the table `credential`.", "Attributes, roles and groups: tables of their own."),
          "https://github.com/keycloak/keycloak/tree/main/model/jpa"),
    Known("Keycloak realm export", {"credentials": JSON, "createdTimestamp": MILLIS, "requiredActions": JSON},
          ("id", "username", "enabled", "totp", "emailVerified", "firstName", "lastName", "email", "realmRoles",
           "disableableCredentialTypes", "notBefore", "groups"),
          ("Password hashes inside `credentials`.", "Names, address, roles and groups."),
          ("Sessions and federated users' passwords.",),
          "https://www.keycloak.org/server/importExport"),
    Known("Firebase auth export",
           {"localId": WORD, "email": EMAIL, "passwordHash": Look("base64", r"^[A-Za-z0-9+/_=-]+$"),
           "salt": Look("base64", r"^[A-Za-z0-9+/_=-]+$"), "createdAt": MILLIS},
          ("emailVerified", "displayName", "photoUrl", "lastSignedInAt", "phoneNumber",
           "providerUserInfo"),
          ("scrypt hashes with their salts.", "Address, phone and display name."),
          ("The project's hash key and parameters: in the Firebase console.", "Custom claims in a CSV."),
          "https://firebase.google.com/docs/cli/auth"),
    Known("Cognito user list", {"cognito:username": WORD, "cognito:mfa_enabled": BIT},
          ("name", "given_name", "family_name", "email", "email_verified", "phone_number",
           "phone_number_verified", "updated_at"),
          ("Names, address, phone and whether each is verified.",),
          ("Password hashes: Cognito gives none; users move at their next login or reset.", _NO_MFA),
          "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html"),
    Known("Supabase auth.users",
           {"encrypted_password": BCRYPT, "raw_user_meta_data": JSON, "aud": WORD, "instance_id": UUID},
          ("id", "role", "email", "email_confirmed_at", "last_sign_in_at", "raw_app_meta_data", "created_at",
           "updated_at", "phone", "banned_until", "is_sso_user"),
          (_HASHES, "Address, phone, metadata and since when each is confirmed."),
          ("Linked social accounts: in auth.identities.", "Second factors: in auth.mfa_factors."),
          "https://supabase.com/docs/guides/auth/users"),
    Known("Okta users",
           {"profile.login": Look("logins", r"^\S+$"), "status": Look("Okta's states", r"^[A-Z_]+$"),
           "id": Look("identifiers that begin with 00u", r"^00u\w+$")},
          ("profile.email", "profile.firstName", "profile.lastName", "created", "activated", "lastLogin",
           "passwordChanged"),
          ("Names, address and state.",),
          ("Password hashes: Okta gives none; users move at their next login or reset.", _NO_MFA),
          "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/"),
    Known("Clerk users",
           {"password_digest": Look("hashes", r"^\$|^[A-Za-z0-9+/=$:.]{20,}$"),
           "password_hasher": Look("names of hashers", r"^[a-z0-9_]+$"),
           "id": Look("identifiers that begin with user_", r"^user_\w+$")},
          ("first_name", "last_name", "username", "primary_email_address", "primary_phone_number",
           "verified_email_addresses", "unverified_email_addresses", "totp_secret"),
          (_HASHES, "Names, addresses, phones and authenticator secrets."),
          ("Metadata and organizations: through Clerk's API.",),
          "https://clerk.com/docs/deployments/exporting-users"),
    Known("Better Auth user",
           {"emailVerified": BIT, "createdAt": Look("moments", r"^\d{4}-\d\d-\d\d[ T]|^\d{10,13}$"),
           "id": Look("random letters of one length", r"^[A-Za-z0-9]{32}$")},
          ("name", "email", "image", "updatedAt"),
          ("Name, address and whether it is verified.",),
          ("Password hashes: in the table `account`, column `password`.",),
          "https://www.better-auth.com/docs/concepts/database"),
    Known("Active Directory (ldifde)", {"sAMAccountName": WORD, "userAccountControl": NUMBER, "dn": DN},
          ("objectClass", "cn", "sn", "givenName", "distinguishedName", "displayName", "name", "objectGUID",
           "objectSid", "pwdLastSet",
           "userPrincipalName", "mail", "whenCreated"),
          ("Names, address, login and whether an account is disabled.",),
          ("Password hashes: Active Directory gives none; users move at their next login or reset.",),
          "https://learn.microsoft.com/windows-server/administration/windows-commands/ldifde"),
    Known("OpenLDAP inetOrgPerson",
           {"dn": DN, "objectClass": Look("classes", r"[A-Za-z]+"),
           "userPassword": Look("hashes after a {scheme}", r"^(?:\{[A-Za-z0-9-]+\}|e[A-Za-z0-9+/]+=*$)")},
          ("uid", "cn", "sn", "mail"),
          (_HASHES, "Names, address and login."),
          ("Whether an address was verified.", "Groups: entries of their own."),
          "https://www.rfc-editor.org/rfc/rfc2798"),
    Known("Auth0 hash export", {"passwordHash": BCRYPT, "tenant": WORD, "connection": WORD},
          ("_id", "email", "email_verified", "password_set_date"),
          ("bcrypt hashes and the connection that they belong to.",),
          ("Metadata and names: in the export of users; both are joined by the address or the identifier.",),
          "https://auth0.com/docs/troubleshoot/customer-support/manage-subscriptions/export-data"),
    Known("Auth0 user export",
           {"user_id": _USERID, "email_verified": BIT, "created_at": Look("moments", r"^\d{4}-\d\d-\d\d"),
           "updated_at": Look("moments", r"^\d{4}-\d\d-\d\d")},
          ("email", "name", "nickname", "picture", "identities", "logins_count", "last_login"),
          ("Names, address and whether it is verified.",),
          ("Password hashes: Auth0's support sends them on request, in a file of their own.",),
          "https://auth0.com/docs/manage-users/user-migration/bulk-user-exports"),
)  # fmt: skip
"""Every layout that is known, each with the page that describes it."""
