"""What may repair a row that breaks a rule: for each rule the changes of a mapping to try, safest first, or why none.

A fix makes up nobody's address or login name, leaves each password what it was, and says what it loses. Whether it
repairs a row is not promised here: it is tried on the rows (`userferry.fixing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from userferry.forms import SPACE
from userferry.mapping import Step
from userferry.mapping.steps import Word

Asks = Literal["", "country", "login", "bounds", "factors", "plain", "converted", "key", "nowhere", "states"]


@dataclass(frozen=True, slots=True)
class Fix:
    """One change of the rule of one column.

    Args:
        words: What it does.
        steps: Transforms that the column is given besides.
        loses: What is lost by it, in words; empty where nothing is.
        asks: What else it needs. `country`: the country whose numbers the column holds, for `country_code`. `login`:
            the column that becomes the username, for `coalesce`. `bounds`: the connection's bounds of a username, for
            `only_valid`. `factors`: the step that is there already, to say more to it. `plain`: the steps that make
            no text, to take them away. `converted`, `key`, `nowhere`: another target, which is `custom_password_hash`,
            a legal metadata key, or none. `states`: what the column's words say, for `values`.
    """

    words: str
    steps: tuple[Word, ...] = ()
    loses: str = ""
    asks: Asks = ""


@dataclass(frozen=True, slots=True)
class Fixable:
    """What can be done about a rule.

    Args:
        attribute: Whose column is changed; empty where it is the one that the rule is about.
        fixes: What to try, safest first.
        otherwise: What to do about the rows that stay broken, and why nothing here does it.
    """

    fixes: tuple[Fix, ...]
    otherwise: str
    attribute: str = ""


INVISIBLE = Fix("takes out control characters and signs that nobody sees", ("strip_invisible",))
TRIM = Fix("takes white space off both ends", ("trim",))
CLEAN = Fix("takes out both those signs and white space at the ends", ("strip_invisible", "trim"))
LOWER = Fix("writes it in lower case, as the tenant does", ("lower",))
_MAILTO = Step("replace", {"find": r"(?i)^\s*mailto:\s*", "with": "", "regex": True})
_NAMED = Step("replace", {"find": r"^[^<>]*<\s*([^<>\s]+)\s*>\s*$", "with": "$1", "regex": True})
_AT = Step("replace", {"find": r"\s*@\s*", "with": "@", "regex": True})
_SPACES = Step("replace", {"find": SPACE, "with": "", "regex": True})
_NO_NAME = "the name: the user logs in with the address"
ADDRESSES = (
    INVISIBLE,
    TRIM,
    CLEAN,
    Fix("takes the word mailto: off the address", (_MAILTO,)),
    Fix("takes the address out of `Name <address>`", (_NAMED,), "the name beside the address"),
    Fix("takes white space before and after the @ away", (_AT,)),
    Fix("leaves the address out", (Step("only_valid", "email"),), "the address; the user has none"),
)
LOGIN = Fix("takes the login name for the address where there is none", asks="login")
NAMES = (
    INVISIBLE,
    TRIM,
    CLEAN,
    Fix("leaves the username out", loses=_NO_NAME, asks="bounds"),
)
NUMBERS = (
    INVISIBLE,
    Fix("writes numbers that begin with + or 00 as E.164", ("international",)),
    Fix("writes numbers without a country's code as those of {country}", asks="country"),
    Fix(
        "leaves the number out",
        (Step("only_valid", "e164"),),
        "the number; the user has none",
    ),
)
IDS = (
    INVISIBLE,
    TRIM,
    CLEAN,
    Fix("takes the spaces out of the id", (_SPACES,), "what refers to the id with its spaces finds nobody"),
    Fix(
        "leaves the id out",
        (Step("only_valid", "user_id"),),
        "the id: Auth0 makes a new one, and what refers to the old one finds nobody",
    ),
)
FACTORS = (
    Fix("writes secrets in capitals without blanks, and numbers as E.164", asks="factors", steps=("tidy",)),
    Fix(
        "leaves out what is no second factor",
        ("only_valid",),
        "the factor: the user has to enrol a new one",
        asks="factors",
    ),
)
MOVE = Fix("keeps the value under a key that Auth0 allows", asks="key")
LEAVE = Fix("leaves the column behind", loses="the column: no user has it", asks="nowhere")
READ = Fix("reads the words for true and false", ("boolean",))
STATES = Fix("reads what words such as active, disabled or verified say", asks="states")
PLAIN = Fix("takes away the transforms that make no text of it", asks="plain")
CONVERT = Fix(
    "gives each hash as custom_password_hash, which takes more forms",
    loses="hashes that cannot be converted: those users have to reset, and no later import can give one",
    asks="converted",
)


def _shorten(most: int) -> tuple[Fix, ...]:
    lost = f"what stands after {most} characters"
    return INVISIBLE, TRIM, CLEAN, Fix(f"shortens it to {most} characters", (Step("shorten", most),), lost)


_NAMES = ("given_name", "family_name", "name", "nickname")
_TEXTS = ("email", "username", "phone_number", "user_id", *_NAMES, "picture")
_NOT_EMPTY = "a mapping leaves an empty text out, so no mapped user breaks it"
_KNOW = "correct them in the dump: nothing here can know"

FIXES: Mapping[str, Fixable] = {
    "user": Fixable((), "a mapping writes every row as an object of JSON, so no mapped user breaks it"),
    "user.unknown_key": Fixable((MOVE, LEAVE), "say what the column becomes: a credential is moved by nobody but you"),
    "user.large": Fixable((), "leave metadata behind: which of it nobody needs is for you to say"),
    "user.too_large": Fixable((), "leave metadata behind: no import file can hold so much of one user"),
    "connection": Fixable((), "it is a setting of the connection: change it there"),
    "email.missing": Fixable((LOGIN,), "find the addresses elsewhere: none is made up here", "email"),
    "identifier.missing": Fixable((LOGIN,), "find an identifier elsewhere: none is made up here", "email"),
    "username.missing": Fixable((), "find the names elsewhere: none is made up here"),
    "phone_number.missing": Fixable((), "find the numbers elsewhere: none is made up here"),
    "email.long": Fixable(ADDRESSES, "correct them in the dump: an address that is cut is another's"),
    "email.format": Fixable(ADDRESSES, _KNOW + " the right address"),
    "username.short": Fixable(NAMES, "let the connection take shorter names, or correct them in the dump"),
    "username.long": Fixable(
        NAMES, "let the connection take longer names (at most 128): one that is cut is a name that nobody was told"
    ),
    "username.characters": Fixable(NAMES, "give these users other names, and tell them: none is made up here"),
    "username.address": Fixable(NAMES, "give these users other names, and tell them: none is made up here"),
    "phone_number.format": Fixable(NUMBERS, "say by `country_code` of which country they are, or leave them out"),
    "user_id.long": Fixable(IDS, "an id that is cut is another's: give these users other ids in the dump"),
    "user_id.space": Fixable(IDS, "give these users other ids in the dump"),
    "given_name.long": Fixable(_shorten(150), "shorten the names in the dump"),
    "family_name.long": Fixable(_shorten(150), "shorten the names in the dump"),
    "name.long": Fixable(_shorten(300), "shorten the names in the dump"),
    "nickname.long": Fixable(_shorten(300), "shorten the names in the dump"),
    **{f"{name}.short": Fixable((), _NOT_EMPTY) for name in ("email", "user_id", *_NAMES)},
    **{f"{name}.type": Fixable((PLAIN,), "take away what makes no text of it") for name in (*_TEXTS, "password_hash")},
    **{
        f"{name}.type": Fixable((READ, STATES), "say by `values` which words are true and which false")
        for name in ("email_verified", "phone_verified", "blocked")
    },
    **{
        f"{name}.type": Fixable((MOVE, LEAVE), "give it a path below: a mapping fills metadata key by key")
        for name in ("user_metadata", "app_metadata")
    },
    **{
        f"{name}.odd_key": Fixable((MOVE, LEAVE), "rename the key: Auth0 allows neither dots nor dollars in it")
        for name in ("user_metadata", "app_metadata")
    },
    "app_metadata.forbidden_key": Fixable((MOVE, LEAVE), "rename the key: Auth0 keeps that name for itself"),
    "password.twice": Fixable((), "leave one of the columns behind: 04-check proves which hash verifies"),
    "password.absent": Fixable((), "bring the hash along: no later import can give one, and none is made up here"),
    "password_hash.format": Fixable((CONVERT,), "let the user reset it: another text would be another password's"),
    "password_hash.cost": Fixable((), "let the user reset it: at another cost no password would verify"),
    "custom_password_hash": Fixable(
        (), "prove the form in 04-check: a hash, salt or number that is changed here would verify no password"
    ),
    "mfa_factors.type": Fixable((), "say by `factors` which second factor the column holds"),
    "mfa_factors.few": Fixable((), _NOT_EMPTY),
    "mfa_factors.many": Fixable((), "leave factors out of `factors`: which one the user has is for you to say"),
    "mfa_factors.factor": Fixable(FACTORS, "correct them in the dump, or leave the factor out"),
    "mfa_factors.off": Fixable((), "switch the connection's MFA on"),
    "email.case": Fixable((LOWER,), "nothing has to be done: the tenant writes it so"),
    "username.case": Fixable((LOWER,), "nothing has to be done: the tenant writes it so"),
    "user_id.prefix": Fixable(
        (Fix("takes auth0| off, which the tenant puts there", (Step("strip_prefix", "auth0|"),)),),
        "take auth0| off in the dump",
    ),
}  # fmt: skip
"""By the rule's name, or by the beginning that a family of rules shares."""


def fixes_of(rule: str) -> Fixable:
    """Give what can be done about a rule: its own entry, or that of the nearest beginning of its name.

    Args:
        rule: As findings call it, such as `email.format`.

    Raises:
        KeyError: No entry covers it.
    """
    name = rule
    while name not in FIXES and "." in name:
        name = name.rpartition(".")[0]
    return FIXES[name]
