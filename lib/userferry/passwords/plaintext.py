"""Values that look as if somebody typed them: passwords that nobody hashed.

No shape proves it of one value, so it is a suspicion, and only where no hash, digest, key or identifier is
written so. A word needs a letter that hexadecimal lacks and fewer characters than any hash; a longer value
needs a blank or a sign that no encoding of bytes uses, or short words with hyphens between them. What opens or
separates the parts of a hash (`$ { } : |`) is never in it.
"""

import polars as pl

from userferry.passwords.format import Format

HASH_FIRST = "hash them with bcrypt before they travel any further"

_CHARACTERS = (4, 40)
_SIGNS = "!@#%&?,;()^~'\"<>"
_LETTER = "À-ɏͰ-ӿ"
_INSIDE = rf"[A-Za-z0-9{_LETTER}{_SIGNS}+=/._ -]"
_END = rf"[A-Za-z0-9{_LETTER}{_SIGNS}+=/._-]"
# `!` opens a locked account, `*` MySQL's hash, `_` BSDi's, `(` and `<` an exporter's null.
_FIRST_SIGNS = "@#%&?,;)^~'\">"
_START = rf"[A-Za-z0-9{_LETTER}{_FIRST_SIGNS}+=/.-]"
_TELLING = rf"[{_SIGNS}{_LETTER}]"
_SIGNED = (
    rf"[{_FIRST_SIGNS}{_LETTER}](?:{_INSIDE}*{_END})?|"
    rf"{_START}{_INSIDE}*(?:{_TELLING}|[{_SIGNS}{_LETTER} ]{_INSIDE}*{_END})"
)
# The letter is the first that hexadecimal lacks, so that the length is bounded by the pattern itself.
_WORD = "|".join(f"[A-Fa-f0-9]{{{at}}}[g-zG-Z][A-Za-z0-9]{{{max(0, 4 - at)},{11 - at}}}" for at in range(12))
_SHORT_WORDS = "[A-Za-z]{2,10}(?:[-_][A-Za-z0-9]{1,9}){1,3}"
_LENGTH = pl.col("value").str.len_chars()

FORMATS = (
    Format(
        name="plaintext",
        title="what looks like plain text",
        pattern=f"^(?:{_WORD}|{_SHORT_WORDS}|{_SIGNED})$",
        reason="these look like readable passwords (of one value alone that is a suspicion), and no hash",
        way_out=HASH_FIRST,
        holds=_LENGTH.is_between(*_CHARACTERS) & pl.col("value").str.contains(f"[A-Za-z0-9{_LETTER}]"),
    ),
)
