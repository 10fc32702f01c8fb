"""Spring Security's `{id}value`, beside {bcrypt} and {argon2} (`behaviour.md` §1.5)."""

from userferry.passwords.format import LAZY, RESET, Format
from userferry.passwords.shapes import salt_bytes, salted_digest

_IDS = {"MD5": ("md5", 32), "SHA-1": ("sha1", 40), "SHA-256": ("sha256", 64)}


def _digest(name: str) -> Format:
    digest, digits = _IDS[name]
    return Format(
        name=f"spring_{digest}",
        title=f"Spring {{{name}}}",
        # Spring hashes the password and then the salt with its braces.
        pattern=rf"^\{{{name}\}}(?P<salt>\{{[^{{}}\r\n]+\}})(?P<digest>[0-9a-f]{{{digits}}})$",
        algorithm=digest,
        convert=salted_digest("suffix"),
        parameters=salt_bytes(),
    )


FORMATS = (
    *(_digest(name) for name in _IDS),
    Format(
        name="spring_pbkdf2",
        title="Spring {pbkdf2}",
        pattern=r"^\{pbkdf2(?:@SpringSecurity_v5_[58])?\}(?:[0-9a-f]+|[A-Za-z0-9+/]+={0,2})$",
        reason="the server may have added a secret to the salt, and the value does not say so",
        way_out=LAZY,
    ),
    Format(
        name="spring_standard",
        title="Spring StandardPasswordEncoder",
        pattern=r"^\{sha256\}[0-9a-f]{80}$",
        reason="the digest was repeated 1024 times, and Auth0 computes a single round",
        way_out=LAZY,
    ),
    Format(
        name="spring_noop",
        title="Spring {noop}",
        pattern=r"^\{noop\}(?s:.*)\S$",
        reason="it is the password itself, which has to be hashed before it can be sent",
        way_out=RESET,
    ),
)
