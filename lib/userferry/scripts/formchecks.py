"""How each form of hash is verified in JavaScript, over the pieces in `js/hashes/`, and what cannot be.

An expression reads `password`, `hash`, `beside`, which has what stands beside the hash by the names of
`passwords.GIVEN`, and `project`, the hash parameters of a Firebase project; it is true, or promises true, for the
right password.
"""

import re
from pathlib import Path

from userferry.passwords.registry import BY_NAME
from userferry.scripts.written import LeftOut

_PIECES = frozenset(path.stem for path in (Path(__file__).with_name("js") / "hashes").glob("*.js"))
_WRAPPED = "hash.replace(/^(?:argon2|\\{[^}]*\\})(?=\\$)/, '')"
_ARGON2 = ("argon2", "django_argon2", "spring_argon2", "ldap_argon2", "argon2_other")
_DIGESTS = ("md5", "sha1", "sha256", "sha512")


def _bare(digest: str) -> str:
    made = (
        "md4(salted(password, beside))"
        if digest == "md4"
        else f"digestOf('{digest}', salted(password, beside))"
    )
    return f"isWrittenAs({made}, hash)"


CHECKS: dict[str, str] = {
    **{f"django_pbkdf2_{digest}": "isDjangoPbkdf2(password, hash)" for digest in ("sha1", "sha256")},
    **dict.fromkeys(
        ("argon2", "django_argon2", "spring_argon2", "ldap_argon2", "argon2_other"),
        f"isArgon2(password, {_WRAPPED})",
    ),
    "bcrypt": "isBcrypt(password, hash, beside)",
    "django_bcrypt": "isBcrypt(password, textBehind(hash, 'bcrypt$'))",
    "spring_bcrypt": "isBcrypt(password, textBehind(hash, '{bcrypt}'))",
    "ldap_bcrypt": "isBcrypt(password, hash.replace(/^\\{crypt\\}/i, ''))",
    "dovecot_bcrypt": "isBcrypt(password, hash.replace(/^\\{blf-crypt\\}/i, ''))",
    "bcrypt_2x": "isOldBcrypt(password, hash)",
    "bcrypt_stray_bits": "isStrayBcrypt(password, hash)",
    "django_bcrypt_sha256": "isDjangoBcryptSha256(password, hash)",
    "passlib_bcrypt_sha256": "isPasslibBcryptSha256(password, hash)",
    "wordpress_bcrypt": "isWordpressBcrypt(password, hash)",
    "auth0_export": "isAuth0Export(password, hash)",
    "auth0_pbkdf2": "isAuth0Pbkdf2(password, hash)",
    **{
        f"{who}_pbkdf2_{digest}": "isPasslibPbkdf2(password, hash)"
        for who in ("passlib", "ldap")
        for digest in ("sha1", "sha256", "sha512")
    },
    "grub_pbkdf2_sha512": "isGrubPbkdf2(password, hash)",
    "atlassian_pbkdf2": "isAtlassianPbkdf2(password, hash)",
    "cta_pbkdf2_sha1": "isCtaPbkdf2(password, hash)",
    "dlitz_pbkdf2_sha1": "isDlitzPbkdf2(password, hash)",
    "passlib_scram": "isPasslibScram(password, hash)",
    "postgres_scram": "isPostgresScram(password, hash)",
    "dovecot_scram": "isDovecotScram(password, hash)",
    "aspnet_identity_v2": "isAspnetIdentity(password, hash)",
    "aspnet_identity_v3": "isAspnetIdentity(password, hash)",
    "aspnet_membership_sha1": "isMembership(password, hash, 'sha1', beside)",
    "aspnet_membership_sha256": "isMembership(password, hash, 'sha256', beside)",
    "spring_pbkdf2": "isSpringPbkdf2(password, hash, beside)",
    "spring_standard": "isSpringStandard(password, hash, beside)",
    **{f"spring_{digest}": "isSpringDigest(password, hash)" for digest in ("md5", "sha1", "sha256")},
    "spring_noop": "isSameText(password, textBehind(hash, '{noop}'))",
    **{f"werkzeug_pbkdf2_{digest}": "isWerkzeugPbkdf2(password, hash)" for digest in _DIGESTS},
    "werkzeug_pbkdf2_without_rounds": "isWerkzeugPbkdf2(password, hash)",
    "werkzeug_scrypt": "isWerkzeugScrypt(password, hash)",
    "werkzeug_plain": "isSameText(password, textBehind(hash, 'plain$$'))",
    **{f"werkzeug_{digest}": "isDollarHmac(password, hash)" for digest in _DIGESTS},
    **{f"dollar_{digest}": "isDollarDigest(password, hash)" for digest in _DIGESTS},
    **{f"django_{digest}": "isDollarDigest(password, hash)" for digest in ("md5", "sha1")},
    **{f"django_unsalted_{digest}": "isDollarDigest(password, hash)" for digest in ("md5", "sha1")},
    "django_scrypt": "isDjangoScrypt(password, hash)",
    "django_crypt": "isUnixCrypt(password, hash.replace(/^crypt\\$[^$]*\\$/, ''))",
    **{f"magento2_{digest}": "isMagentoDigest(password, hash)" for digest in ("md5", "sha256")},
    **{f"magento2_{how}": "isMagentoChain(password, hash)" for how in ("argon2", "argon2_costs", "chained")},
    **{
        f"keycloak_{how}": "isKeycloak(password, hash)"
        for how in ("pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha512", "argon2", "argon2_other")
    },
    **{
        f"keycloak_secret_{digest}": f"isKeycloakSecret(password, hash, '{digest}', Number(beside.rounds))"
        for digest in ("sha1", "sha256", "sha512")
    },
    "firebase_line": "isFirebaseLine(password, hash, project)",
    "firebase_scrypt": "isFirebaseScrypt(password, hash, beside.salt, project)",
    "firebase_with_key": "isFirebaseWithKey(password, hash)",
    "passlib_scrypt": "isPasslibScrypt(password, hash)",
    "scrypt_crypt": "isCryptScrypt(password, hash)",
    "lucia_scrypt": "isColonScrypt(password, textBehind(hash, 's2:'), 16)",
    "better_auth_scrypt": "isColonScrypt(password, hash, 16)",
    "node_scrypt": "isColonScrypt(password, hash, 8)",
    "node_pbkdf2_sha512": "isColonPbkdf2(password, hash, Number(beside.rounds || 1000))",
    **{
        f"ldap_{salted}{digest}": "isLdapDigest(password, hash)"
        for salted in ("", "s")
        for digest in ("md5", "sha", "sha224", "sha256", "sha384", "sha512")
    },
    **{f"ldap_hex_{digest}": "isLdapDigest(password, hash)" for digest in ("md5", "sha1")},
    "dovecot_md5": "isLdapDigest(password, hash)",
    "ldap_crypt": "isUnixCrypt(password, hash.replace(/^\\{crypt\\}/i, ''))",
    "dovecot_crypt": "isUnixCrypt(password, hash.replace(/^\\{[a-z0-9]+-crypt\\}/i, ''))",
    "marked_plaintext": "isMarkedPlaintext(password, hash)",
    "plaintext": "isPlaintext(password, hash)",
    **{f"mssql_{year}": "isSqlServer(password, hash)" for year in (2000, 2005, 2012)},
    "oracle11": "isOracle11(password, hash)",
    "oracle10": "isOracle10(password, hash, beside.salt)",
    "des_crypt": "isDesCrypt(password, hash)",
    "bsdi_crypt": "isBsdiCrypt(password, hash)",
    "md5_crypt": "isMd5Crypt(password, hash)",
    "apr1_crypt": "isMd5Crypt(password, hash)",
    "sha256_crypt": "isShaCrypt(password, hash)",
    "sha512_crypt": "isShaCrypt(password, hash)",
    "sha1_crypt": "isSha1Crypt(password, hash)",
    "sun_md5_crypt": "isSunMd5Crypt(password, hash)",
    "yescrypt": "isYescrypt(password, hash)",
    "fshp": "isFshp(password, hash)",
    "phpass": "isPhpass(password, hash)",
    "drupal7": "isDrupal7(password, hash)",
    "mysql41": "isMysql41(password, hash)",
    "mysql323": "isMysql323(password, hash)",
    "sha224": "isWrittenAs(digestOf('sha224', password), hash)",
    "sha384": "isWrittenAs(digestOf('sha384', password), hash)",
    **{digest: _bare(digest) for digest in ("md4", *_DIGESTS)},
    **{f"{digest}_base64": _bare(digest) for digest in ("md4", *_DIGESTS)},
    **{
        f"{digest}_salt_{position}": (
            f"isColonDigest(password, hash, '{digest}', '{position}', beside.password_encoding)"
        )
        for digest in _DIGESTS
        for position in ("prefix", "suffix")
    },
    **{
        f"hmac_{digest}{how}": f"isKeyed(password, hash, '{digest}', beside)"
        for digest in _DIGESTS
        for how in ("", "_base64")
    },
    "nt_hash": "isWrittenAs(md4(Buffer.from(password, 'utf16le')), hash)",
    "bsd_nthash": "isWrittenAs(md4(Buffer.from(password, 'utf16le')), textBehind(hash, '$3$$'))",
    "lm_hash": "isLmHash(password, hash)",
    "nested_digest": "isNestedDigest(password, hash, beside.salt)",
    "postgres_md5": "isWrittenAs(digestOf('md5', password, beside.salt || ''), textBehind(hash, 'md5'))",
    "gigya_pbkdf2_sha512": (
        "isPbkdf2Beside(password, hash, 20, bytesOf(beside.salt, 'base64'), beside.rounds || 10000)"
    ),
    "symfony_pbkdf2": "isPbkdf2Beside(password, hash, 40, beside.salt || '', beside.rounds || 1000)",
    "symfony_message_digest": "isMessageDigest(password, hash, beside.salt, beside.rounds || 5000)",
    "symfony_message_digest_1": "isMessageDigest(password, hash, beside.salt, 1)",
}
"""Form → the expression that verifies it."""

NEEDS: dict[str, tuple[str, ...]] = {name: known.needs for name, known in BY_NAME.items() if known.needs} | {
    "firebase_scrypt": ("salt",),
    "oracle10": ("salt",),
}
"""Form → what has to stand beside its values; Oracle's user name is taken as `salt`."""

PROJECT = (
    "// The hash parameters of the Firebase project.",
    "const project = {",
    "  key: beside.key || configuration.FIREBASE_SIGNER_KEY,",
    "  separator: configuration.FIREBASE_SALT_SEPARATOR,",
    "  rounds: Number(beside.rounds || configuration.FIREBASE_ROUNDS),",
    "  memoryCost: Number(configuration.FIREBASE_MEM_COST),",
    "};",
)
"""`project`, for the expressions that read it."""

SETTINGS: dict[str, str] = {
    "FIREBASE_SIGNER_KEY": "base64_signer_key of the Firebase project's hash parameters: a secret",
    "FIREBASE_SALT_SEPARATOR": "base64_salt_separator of the Firebase project's hash parameters",
    "FIREBASE_ROUNDS": "rounds of the Firebase project's hash parameters",
    "FIREBASE_MEM_COST": "mem_cost of the Firebase project's hash parameters",
}
"""What `project` reads as `configuration` → what that is."""

_RESET = "let these users set a new password"

IMPOSSIBLE: dict[str, LeftOut] = {
    each.what: each
    for each in (
        LeftOut(
            "ldap_sasl", "another server was asked for the password, so there is no hash", "ask that one"
        ),
        LeftOut(
            "keycloak_other",
            "a provider of its own made it, and what that computes is not written in the credential",
            _RESET,
        ),
        LeftOut("firebase_parameters", "it is no user's password", "give it as the FIREBASE_… settings"),
        LeftOut("padded", "blanks stand before or after the value", "strip the column in the mapping"),
    )
}
"""Form → why no script verifies it."""

PARTLY: dict[str, LeftOut] = {
    "dovecot_scram": LeftOut(
        "dovecot_scram",
        "CRAM-MD5, HMAC-MD5 and DIGEST-MD5 keep the inside of a digest, and only SCRAM is verified",
        _RESET,
    ),
    "auth0_pbkdf2": LeftOut(
        "auth0_pbkdf2", "Node has neither MDC2 nor Whirlpool; every other digest is verified", _RESET
    ),
}
"""Form → which of its values no script verifies."""


def pieces_in(code: str) -> list[str]:
    """Name the pieces that code calls, in their order."""
    called = dict.fromkeys(re.findall(r"(?<![.\w'])([a-z]\w*)\(", code))
    return [name for name in called if name in _PIECES]
