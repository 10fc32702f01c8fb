"""The words that columns are named with, by what they mean; accents are dropped before they are looked up.

Written for this package, not taken from a list. English, German, French, Spanish, Portuguese, Italian, Dutch, the
Scandinavian languages, Finnish, Polish, Czech, Romanian, Hungarian, Turkish, Indonesian; Russian, Japanese, Chinese
and Korean in their own script and as they are spelt in Latin letters.
"""

from userferry.mapping.words import account, contact, keys, lives, people, traces, trade, wishes

SENSES: dict[str, str] = (
    people.SENSES
    | lives.SENSES
    | contact.SENSES
    | wishes.SENSES
    | account.SENSES
    | traces.SENSES
    | keys.SENSES
    | trade.SENSES
)
"""Words by what they mean; a word may mean several things."""

ALONE: dict[str, str] = {
    "city": "by il mjesto ort",
    "gender": "kon jk jkel pol",
    "province": "uf",
    "papers": "rg tc ci nik pan ic ine cf dui",
    "given": "ad ming fn",
    "family": "ln soy sei ap",
    "id": "k",
    "phone": "tf tl dh",
    "zip": "cp kodpos",
    "web": "qq vk fb",
    "username": "user usr member account akun",
    "job": "prof cargo",
    "updated": "maj tms modif",
    "status": "stan",
    "login": "access",
    "deleted": "del isdel",
    "ip": "host",
    "token": "sid",
    "bio": "profile profil",
}
"""Words that mean this where they are the whole name; beside others they are too short to say anything."""

NOISE = frozenset({"person", "flag", "date"})
"""Senses that say whose a value is or that it is one, and nothing of what."""
