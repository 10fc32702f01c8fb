"""Values that say that there is no password, or that it is locked."""

from userferry.passwords.format import RESET, Format

FORMATS = (
    Format(
        name="unusable",
        title="unusable or locked",
        # Django writes `!` and forty random characters, UNIX `!`, `!!`, `*`, `x`, `NP`, `*LK*`; a hash
        # behind a `!` belongs to somebody who was locked out on purpose.
        pattern=r"(?i)^(?:|\s+|!(?:.*\S)?|x|np|\*|\*lk\*(?:.*\S)?|\*np\*|\{crypt\}(?:[*!](?:.*\S)?|x)?)$",
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
