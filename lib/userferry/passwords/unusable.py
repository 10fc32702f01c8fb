r"""Values that say that there is no password, or that it is locked.

`none`, `nil`, `null`, `(null)` and `\N` are what an exporter writes for a value that is not there: no hash is as
short, and who typed such a word has no hash to import either.
"""

from userferry.passwords.format import RESET, Format

_NULL = r"\(null\)|<null>|null|none|nil|\\n"
# Django writes `!` and forty random characters, UNIX `!`, `!!`, `*`, `x`, `NP`, `*LK*`, BSD `*LOCKED*`; a hash
# behind one of these belongs to somebody who was locked out on purpose.
_UNIX = r"!(?:.*\S)?|x|np|\*|\*(?:lk|locked)\*(?:.*\S)?|\*np\*|\{crypt\}(?:[*!](?:.*\S)?|x)?"

FORMATS = (
    Format(
        name="unusable",
        title="unusable or locked",
        pattern=rf"(?i)^(?:|\s+|{_UNIX}|{_NULL})$",
        is_absent=True,
        reason="the value marks an account without a usable password",
        way_out=RESET,
    ),
    Format(
        name="padded",
        title="value with blanks around it",
        pattern=r"(?s)^(?:\s+\S.*|\S(?:.*\S)?\s+)$",
        reason="blanks stand before or after the value",
        way_out="strip the column, then look again",
    ),
)
