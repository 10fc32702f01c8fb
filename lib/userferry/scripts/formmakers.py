"""How a new value of a legacy form is made in JavaScript: a salt of its own, and the cost that its system writes."""

MAKERS: dict[str, str] = {
    **{
        name: f"'{sign}' + (await bcryptHash(Buffer.from(password)))"
        for name, sign in {
            "bcrypt": "",
            "django_bcrypt": "bcrypt$",
            "spring_bcrypt": "{bcrypt}",
            "ldap_bcrypt": "{CRYPT}",
            "dovecot_bcrypt": "{BLF-CRYPT}",
        }.items()
    },
    "django_bcrypt_sha256": (
        "'bcrypt_sha256$' + (await bcryptHash(Buffer.from(digestOf('sha256', password).toString('hex'))))"
    ),
    "wordpress_bcrypt": ("'$wp' + (await bcryptHash(wordpressBytes(password)))"),
    **{
        name: f"'{sign}' + (await argon2Hash(password))"
        for name, sign in {
            "argon2": "",
            "django_argon2": "argon2",
            "spring_argon2": "{argon2@SpringSecurity_v5_8}",
            "ldap_argon2": "{ARGON2}",
        }.items()
    },
    "django_pbkdf2_sha256": "djangoPbkdf2Hash(password, 'sha256', 1000000, 32)",
    "django_pbkdf2_sha1": "djangoPbkdf2Hash(password, 'sha1', 1000000, 20)",
    **{
        f"werkzeug_pbkdf2_{digest}": f"werkzeugPbkdf2Hash(password, '{digest}', 1000000, {size})"
        for digest, size in {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}.items()
    },
    **{
        f"passlib_pbkdf2_{digest}": f"passlibPbkdf2Hash(password, '{digest}', {rounds}, {size}, '{sign}')"
        for digest, rounds, size, sign in (
            ("sha1", 131000, 20, "$pbkdf2$"),
            ("sha256", 29000, 32, "$pbkdf2-sha256$"),
            ("sha512", 25000, 64, "$pbkdf2-sha512$"),
        )
    },
    **{
        f"ldap_pbkdf2_{digest}": f"passlibPbkdf2Hash(password, '{digest}', {rounds}, {size}, '{sign}')"
        for digest, rounds, size, sign in (
            ("sha1", 131000, 20, "{PBKDF2}"),
            ("sha256", 29000, 32, "{PBKDF2-SHA256}"),
            ("sha512", 25000, 64, "{PBKDF2-SHA512}"),
        )
    },
    "atlassian_pbkdf2": "atlassianHash(password)",
    "aspnet_identity_v2": "aspnetHash(password, 2)",
    "aspnet_identity_v3": "aspnetHash(password, 3)",
    "werkzeug_scrypt": "werkzeugScryptHash(password)",
    "django_scrypt": "djangoScryptHash(password)",
    "lucia_scrypt": "'s2:' + (await colonScryptHash(password, 16))",
    "better_auth_scrypt": "colonScryptHash(password, 16)",
    "node_scrypt": "colonScryptHash(password, 8)",
    "phpass": "phpassHash(password)",
    "drupal7": "drupal7Hash(password)",
    "sha256_crypt": "shaCryptHash(password, 'sha256')",
    "sha512_crypt": "shaCryptHash(password, 'sha512')",
    "yescrypt": "yescryptHash(password)",
    "ldap_crypt": "'{CRYPT}' + shaCryptHash(password, 'sha512')",
    "dovecot_crypt": "'{SHA512-CRYPT}' + shaCryptHash(password, 'sha512')",
    **{f"django_{digest}": f"dollarHash(password, '{digest}', saltText(22))" for digest in ("md5", "sha1")},
    **{
        f"dollar_{digest}": f"dollarHash(password, '{digest}', saltText(16))"
        for digest in ("md5", "sha1", "sha256", "sha512")
    },
    **{
        f"{digest}_salt_{position}": f"colonHash(password, '{digest}', '{position}')"
        for digest in ("md5", "sha1", "sha256", "sha512")
        for position in ("prefix", "suffix")
    },
    "magento2_md5": "colonHash(password, 'md5', 'prefix') + ':0'",
    "magento2_sha256": "colonHash(password, 'sha256', 'prefix') + ':1'",
    **{
        f"ldap_s{scheme}": f"ldapHash(password, '{digest}', '{{S{scheme.upper()}}}')"
        for scheme, digest in {
            "md5": "md5",
            "sha": "sha1",
            "sha224": "sha224",
            "sha256": "sha256",
            "sha384": "sha384",
            "sha512": "sha512",
        }.items()
    },
    "mysql41": "'*' + digestOf('sha1', digestOf('sha1', password)).toString('hex').toUpperCase()",
    **{
        digest: f"digestOf('{digest}', password).toString('hex')"
        for digest in ("md5", "sha1", "sha256", "sha384", "sha512")
    },
    **{
        f"{digest}_base64": f"digestOf('{digest}', password).toString('base64')"
        for digest in ("md5", "sha1", "sha256", "sha512")
    },
}
"""Form → the expression that makes it of `password`; it is a text, or promises one."""
