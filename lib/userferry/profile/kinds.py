"""What a column means: one kind, how sure that is, and why in words; values decide, names tip the scales."""

import re
from collections.abc import Callable

from userferry.profile.evidence import Evidence
from userferry.profile.moments import moment
from userferry.profile.people import person
from userferry.profile.shapes import SHAPES
from userferry.profile.verdict import MOST, NEARLY_ALL, Verdict, sure
from userferry.profile.words import FALSE, TRUE

_CLOSED = 20
"""Different values that a closed set has at most."""


def decide(found: Evidence) -> Verdict:
    """Say what a column's values mean.

    Args:
        found: What its values show.
    """
    if not found.filled:
        return Verdict("empty", 1.0, "no value is filled in")
    for rule in _RULES:
        if verdict := rule(found):
            return verdict
    return Verdict("text", 0.6, "its values share no form")


def _marked_hash(found: Evidence) -> Verdict | None:
    share = found.share("hash")
    return sure("hash", share, "the mark of a form of password hash", found.forms) if share >= MOST else None


def _readable(found: Evidence) -> Verdict | None:
    """Passwords that nobody hashed: the name says so, and most values look typed and are of many kinds."""
    many = found.distinct >= 0.2 * found.filled  # fewer are words of a list, such as names of algorithms
    is_named = "hash" in found.hints and not found.hints & {"salt", "token", "moment"}
    if not is_named or found.share("typed") < 0.5 or not many:  # noqa: PLR2004 digits alone are no sign
        return None
    return Verdict("password", 0.8, "named a password, and most values look as if somebody typed them")


def _addressed(found: Evidence) -> Verdict | None:
    for kind, shape, share, words in (
        ("totp_secret", "otpauth", MOST, "the form of an otpauth link"),
        ("json", "json", NEARLY_ALL, "braces or brackets around them"),
        ("ip", "ip", MOST, "the form of an IP address"),
    ):
        if found.share(shape) >= share:
            return sure(kind, found.share(shape), words, SHAPES[shape])
    bound = 0.5 if "email" in found.hints else MOST
    if found.share("email") >= bound:
        return sure("email", found.share("email"), "the form of an address", SHAPES["email"])
    both = f"{SHAPES['url']}|{SHAPES['picture']}"
    if found.share("picture") >= MOST or (found.share("url") >= MOST and "picture" in found.hints):
        return sure("picture", found.share("picture", "url"), "the address of a picture", both)
    if found.share("url") >= MOST:
        return sure("url", found.share("url"), "the form of a web address", SHAPES["url"])
    return None


def _identified(found: Evidence) -> Verdict | None:
    if found.share("colour") >= NEARLY_ALL:
        return Verdict("text", 0.8, "its values are colour codes", SHAPES["colour"])
    for shape, words in (
        ("uuid", "the form of a UUID"),
        ("uuid bare", "a UUID's version and variant, without dashes"),
    ):
        if found.share(shape) >= NEARLY_ALL:
            return sure("id", found.share(shape), words, SHAPES[shape])
    if found.share("id marked") >= NEARLY_ALL and "salt" not in found.hints:
        return sure("id", found.share("id marked"), "the form of a system's identifier", SHAPES["id marked"])
    return None


def _truth(found: Evidence) -> Verdict | None:
    words = sorted(set(found.values["value"].str.strip_chars().str.to_lowercase()))
    if found.share("boolean") < NEARLY_ALL or len(words) > 4 or ("number" in found.hints and len(words) == 1):  # noqa: PLR2004 two words in two ways
        return None
    known = [word for word in words if word in TRUE | FALSE]
    yes, no = [word for word in known if word in TRUE], [word for word in known if word in FALSE]
    sides = f"{'/'.join(yes) or 'nothing'} says true, {'/'.join(no) or 'nothing'} says false"
    confidence = 0.97 if yes and no else 0.8 if "boolean" in found.hints else 0.6
    return Verdict("boolean", confidence, sides, _words([*yes, *no]))


def _secret(found: Evidence) -> Verdict | None:
    hints = found.hints
    is_bare = found.share("bare") >= NEARLY_ALL and found.shortest >= 4  # noqa: PLR2004 no salt is shorter
    if "salt" in hints and found.mean >= 4 and found.share("spaced") < 0.1:  # noqa: PLR2004 no salt is shorter
        return Verdict("salt", 0.85, "short, of many kinds of sign, and named a salt")
    is_mixed = found.share("has digits") >= 0.3 and found.share("has letters") == 1.0  # noqa: PLR2004 six digits of 32 signs
    is_upper = found.share("upper") >= NEARLY_ALL
    # ASP.NET Identity's security stamps are base32 too, and many other tokens.
    is_told = "totp_secret" in hints or (is_upper and not hints & {"token", "id"})
    if found.share("base32") >= NEARLY_ALL and is_mixed and is_told:
        return Verdict(
            "totp_secret",
            0.97 if "totp_secret" in hints else 0.85,
            "base32 of a secret's length",
            SHAPES["base32"],
        )
    if found.share("hash by its look", "hash") >= NEARLY_ALL and found.share("integer") < NEARLY_ALL:
        if "hash" in hints:
            return Verdict("hash", 0.9, "a digest's length, and named a password", found.forms)
        if hints & {"token", "id", "username", "given_name", "family_name", "name"} or found.longest in (
            13,
            16,
        ):
            return _opaque(found)
        return Verdict("hash", 0.6, "a digest's length and nothing else; it may be a token", found.forms)
    return _opaque(found) if is_bare and "username" not in hints else None


def _opaque(found: Evidence) -> Verdict | None:
    is_coded = found.share("hex", "base64") >= NEARLY_ALL and found.share("integer") < NEARLY_ALL
    is_long = found.shortest >= 16 and found.share("has digits") >= MOST  # noqa: PLR2004 64 bits in hex
    if not (is_coded and is_long and found.is_unique) or found.share("prefix") >= NEARLY_ALL:
        return None
    if "id" in found.hints and "salt" not in found.hints:
        return Verdict("id", 0.7, "a value of its own in each row, and named an identifier")
    return Verdict("token", 0.7, "long, random and different in each row")


def _placed(found: Evidence) -> Verdict | None:
    hints = found.hints
    if found.share("locale") >= NEARLY_ALL and found.share("language") >= NEARLY_ALL and found.longest > 1:
        is_country = "country" in hints or (found.share("upper") >= MOST and "locale" not in hints)
        if found.share("locale marked") >= 0.3 or not is_country:  # noqa: PLR2004 en beside en-GB
            return Verdict(
                "locale",
                0.95 if "locale" in hints else 0.8,
                "a language's code, some with a region",
                SHAPES["locale"],
            )
    is_code = found.share("country code") >= NEARLY_ALL and found.longest <= 3  # noqa: PLR2004 alpha-3
    if is_code and ("country" in hints or (found.distinct > 3 and found.share("upper") >= MOST)):  # noqa: PLR2004 a few letters may be states
        return Verdict("country", 0.95 if "country" in hints else 0.8, "ISO 3166 codes", "(?i:[A-Z]{2,3})")
    if found.share("country") >= MOST:
        return sure("country", found.share("country"), "a country's name")
    return _posted(found)


def _posted(found: Evidence) -> Verdict | None:
    hints = found.hints
    marked, digits = found.share("postal marked"), found.share("postal digits")
    shape = f"{SHAPES['postal marked']}|{SHAPES['postal digits']}"
    is_other = bool(hints & {"phone", "id", "number"}) and "postal_code" not in hints
    if "postal_code" in hints and marked + digits >= MOST:
        return Verdict("postal_code", 0.95, "a postal code's form, and named one", shape)
    if marked >= MOST or (marked >= 0.1 and marked + digits >= NEARLY_ALL):  # noqa: PLR2004 ZIP+4 beside ZIP
        return (
            None
            if is_other or found.share("prefix") >= NEARLY_ALL
            else Verdict("postal_code", 0.8, "a postal code's form", shape)
        )
    is_even = found.shortest == found.longest == 5 and digits >= NEARLY_ALL  # noqa: PLR2004 digits of most countries
    if (
        is_even
        and not is_other
        and not found.is_unique
        and found.share("leading nought")
        and found.rising < MOST
    ):
        return Verdict("postal_code", 0.6, "five digits, some with a nought in front, and they repeat", shape)
    return None


def _dialled(found: Evidence) -> Verdict | None:
    share, hints = found.share("phone"), found.hints
    if share < (0.6 if "phone" in hints else MOST):
        return None
    if "phone" in hints:
        return sure("phone", share, "digits and separators, and named a phone", SHAPES["phone"])
    if hints & {"id", "number"} or (found.share("decimal") >= MOST):
        return None
    if found.share("phone marked") >= 0.5:  # noqa: PLR2004 some write the plus, some do not
        return Verdict("phone", 0.85, "digits with a plus, brackets or separators", SHAPES["phone"])
    if found.share("national phone", "north american phone") >= NEARLY_ALL and found.rising < 0.1:  # noqa: PLR2004 ids count up
        return Verdict("phone", 0.65, "digits in a phone's order, not counting up", SHAPES["phone"])
    return None


def _counted(found: Evidence) -> Verdict | None:
    hints = found.hints
    if found.share("integer") + found.share("decimal") < 0.95:  # noqa: PLR2004 one dirty value in twenty
        return None
    number = f"{SHAPES['integer']}|{SHAPES['decimal']}"
    if found.share("integer") < 0.95:  # noqa: PLR2004 the same
        return Verdict("number", 0.9, "numbers with a fraction", number)
    if "number" not in hints and found.is_unique and (found.rising >= 0.5 or "id" in hints):  # noqa: PLR2004 with gaps
        return Verdict(
            "id", 0.95 if "id" in hints else 0.85, "whole numbers, one for each row", SHAPES["integer"]
        )
    if is_closed(found) and not hints & {"number", "id"}:
        return Verdict(
            "status",
            0.75,
            f"{found.distinct} different whole numbers",
            _words(found.values["value"].to_list()),
        )
    is_long = found.is_unique and found.filled >= 20 and found.shortest >= 6  # noqa: PLR2004 by no chance a count
    if ("id" in hints or is_long) and "number" not in hints:
        words = "whole numbers, long or named an identifier"
        return Verdict("id", 0.7 if "id" in hints else 0.6, words, SHAPES["integer"])
    return Verdict("number", 0.85, "whole numbers that repeat", number)


def is_closed(found: Evidence) -> bool:
    """Say whether the values are a few that come again and again."""
    bound = 50 if "status" in found.hints else _CLOSED
    few = found.distinct <= bound and found.longest <= 40  # noqa: PLR2004 a code or a word or two
    return few and (
        found.filled >= 4 * found.distinct or ("status" in found.hints and found.filled > found.distinct)
    )


def _named(found: Evidence) -> Verdict | None:
    hints = found.hints
    is_prefixed = found.share("prefixed id") >= NEARLY_ALL and found.share("prefix") >= NEARLY_ALL
    is_dashed = found.share("prefixed id") >= NEARLY_ALL and not found.share("has letters")
    if "username" not in hints and found.is_unique and (is_prefixed or is_dashed):
        return Verdict(
            "id", 0.85, "one prefix or pattern, and a number or code of its own", SHAPES["prefixed id"]
        )
    if "token" in hints and is_prefixed:
        return Verdict("id", 0.6, "one prefix, and a number or code", SHAPES["prefixed id"])
    is_handle = found.share("username") >= MOST and found.share("has letters") >= 0.5  # noqa: PLR2004 some are numbers
    if "username" in hints and is_handle and found.distinct > 1:
        return sure(
            "username", found.share("username"), "letters, digits and dots without spaces", SHAPES["username"]
        )
    return None


def _handle(found: Evidence) -> Verdict | None:
    is_handle = found.share("username") >= MOST and found.share("has letters") >= 0.8  # noqa: PLR2004 some are numbers
    is_free = found.distinct >= 0.8 * found.filled and not found.hints & {"id", "place", "token"}
    if is_handle and is_free and found.filled >= 5:  # noqa: PLR2004 fewer show nothing
        return Verdict("username", 0.6, "one word without spaces, nearly all different", SHAPES["username"])
    if "id" in found.hints and found.is_unique and found.share("spaced") < 0.1:  # noqa: PLR2004 some dirt
        return Verdict("id", 0.6, "a value of its own in each row, and named an identifier")
    return None


def _closed(found: Evidence) -> Verdict | None:
    if not is_closed(found):
        return None
    return Verdict(
        "status", 0.8, f"{found.distinct} different values", _words(found.values["value"].to_list())
    )


def _words(values: list[str]) -> str:
    return "(?i:" + "|".join(re.escape(value.strip()) for value in values) + ")"


_RULES: tuple[Callable[[Evidence], Verdict | None], ...] = (
    _marked_hash, _readable, _addressed, _identified, _truth, moment, _placed, _secret, _dialled, _counted, _named,
    person, _closed, _handle,
)  # fmt: skip
"""Asked in this order; the first that is convinced decides."""
