"""Mail domains that are mistyped or thrown away."""

import re
from itertools import pairwise

PROVIDERS = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "aol.com", "live.com", "msn.com",
    "googlemail.com",
    "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "orange.fr", "wanadoo.fr",
    "free.fr",
    "laposte.net", "yahoo.fr", "hotmail.fr", "yahoo.co.uk", "hotmail.co.uk", "btinternet.com", "libero.it",
    "virgilio.it",
    "mail.ru", "yandex.ru", "qq.com", "163.com", "naver.com", "comcast.net", "verizon.net",
)  # fmt: skip
"""Large providers of mailboxes."""

_NEIGHBOURS = frozenset(
    {
        *PROVIDERS, "mail.com", "ymail.com", "email.com", "gmx.at", "gmx.ch", "web.com", "me.com", "free.com",
        "live.de", "live.fr", "live.nl", "live.it",
        "live.se", "live.dk", "live.no", "live.ca", "live.be", "gmx.com", "126.com",
        "yahoo.co", "outlook.co", "mail.de", "mail.bg", "mail.ee", "oultook.co", "alive.com", "olive.com",
    }
)  # fmt: skip
"""Domains that are one sign away from a provider and are real."""

DISPOSABLE = (
    "mailinator.com", "guerrillamail.com", "guerrillamail.net", "guerrillamail.org", "sharklasers.com",
    "10minutemail.com",
    "10minutemail.net", "temp-mail.org", "tempmail.com", "tempmail.net", "tempmailo.com", "yopmail.com",
    "yopmail.fr",
    "yopmail.net", "trashmail.com", "trashmail.de", "trashmail.net", "getnada.com", "nada.email",
    "maildrop.cc", "dispostable.com",
    "fakeinbox.com", "mailnesia.com", "mintemail.com", "mohmal.com", "moakt.com", "mytemp.email",
    "spamgourmet.com", "spam4.me",
    "throwawaymail.com", "throwam.com", "discard.email", "discardmail.com", "emailondeck.com", "burnermail.io",
    "grr.la",
    "mailcatch.com", "mailexpire.com", "mailnull.com", "jetable.org", "wegwerfmail.de", "einrot.com",
    "byom.de", "33mail.com",
    "inboxkitten.com", "mailsac.com", "tempinbox.com", "tempr.email", "temp-mail.io", "minuteinbox.com",
    "1secmail.com",
    "1secmail.org", "1secmail.net", "incognitomail.com", "anonaddy.me", "mailforspam.com", "emailfake.com",
    "fakemail.net",
)  # fmt: skip
"""Mailboxes that are made to be thrown away: services known by name, a few of the thousands that there are."""


_SHORT = len("gmx")


def mistyped_domains() -> frozenset[str]:
    """Give every domain that is one slip away from a large provider's (`gmial.com`) and no real one's."""
    slips = {slip for domain in PROVIDERS for slip in _slips(domain)}
    return frozenset(slips - _NEIGHBOURS)


def _slips(domain: str) -> set[str]:
    """Leave out, double or swap a letter, or hit the wrong one of a common ending."""
    name, _, ending = domain.partition(".")
    left_out = {name[:at] + name[at + 1 :] for at in range(1, len(name))}
    doubled = {name[:at] + name[at] + name[at:] for at in range(len(name))}
    swapped = {
        name[:at] + second + first + name[at + 2 :] for at, (first, second) in enumerate(pairwise(name))
    }
    # Short names have real neighbours on every side.
    slips = left_out | doubled | swapped if len(name) > _SHORT else set()
    changed = {f"{slip}.{ending}" for slip in slips if len(slip) > _SHORT}
    endings = {
        "com": ("con", "cmo", "comm", "ocm", "cim", "vom"),
        "de": ("dee",),
        "fr": ("frr",),
        "net": ("nett", "ent"),
    }
    return (changed | {f"{name}.{wrong}" for wrong in endings.get(ending, ())}) - {domain}


def at_any_of(domains: frozenset[str] | tuple[str, ...]) -> str:
    """Write the pattern of an address at one of these domains."""
    return rf"(?i)@(?:{'|'.join(re.escape(domain) for domain in sorted(domains))})\s*$"
