"""Dovecot's `{SCHEME}value` where it is not LDAP's, as mail servers keep it."""

import polars as pl

from userferry.passwords.argon2 import ARGON2, ARGON2_CAVEAT, ARGON2_HOLDS, ARGON2_PARAMETERS
from userferry.passwords.bcrypt import BCRYPT, BCRYPT_PARAMETERS
from userferry.passwords.format import LAZY, Format
from userferry.passwords.plaintext import HASH_FIRST
from userferry.passwords.shapes import any_case, hex_digest

_BARE = {"hash.value": pl.col("value").str.replace(r"^\{[^}]*\}", ""), "hash.encoding": pl.lit("utf8")}

FORMATS = (
    Format(
        name="dovecot_bcrypt",
        title="Dovecot {BLF-CRYPT}",
        pattern=rf"^\{{{any_case('BLF-CRYPT')}\}}{BCRYPT}$",
        algorithm="bcrypt",
        convert=_BARE,
        parameters=BCRYPT_PARAMETERS,
    ),
    Format(
        name="ldap_argon2",
        title="{ARGON2} of OpenLDAP and Dovecot",
        pattern=rf"^\{{ARGON2(?:ID?)?\}}{ARGON2}$",
        algorithm="argon2",
        convert=_BARE,
        parameters=ARGON2_PARAMETERS,
        holds=ARGON2_HOLDS,
        caveat=ARGON2_CAVEAT,
    ),
    Format(
        name="dovecot_md5",
        title="Dovecot {PLAIN-MD5}",
        pattern=rf"^\{{{any_case('PLAIN-MD5')}\}}(?P<digest>[0-9a-f]{{32}})$",
        algorithm="md5",
        convert=hex_digest(),
    ),
    Format(
        name="dovecot_crypt",
        title="Dovecot {…-CRYPT}",
        pattern=r"^\{(?i:(?:md5|des|sha256|sha512)-crypt)\}\S+$",
        reason="Auth0 does not compute UNIX crypt",
        way_out=LAZY,
    ),
    Format(
        name="dovecot_scram",
        title="Dovecot SCRAM or CRAM",
        pattern=r"^\{(?i:cram-md5|hmac-md5|scram-sha-1|scram-sha-256|digest-md5)\}\S+$",
        reason="it holds keys of a protocol that Auth0 does not speak",
        way_out=LAZY,
    ),
    Format(
        name="marked_plaintext",
        title="plain text that says so",
        pattern=r"^\{(?i:plain|plaintext|cleartext|clear)\}(?s:.*)\S$",
        reason="it is the password itself, which has to be hashed before it can be sent",
        way_out=HASH_FIRST,
    ),
)
