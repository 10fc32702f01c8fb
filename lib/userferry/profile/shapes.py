"""What values look like, as patterns: every one holds for the whole of a trimmed value."""

_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:1[89]\d\d|20\d\d|0000)"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )"

DAYS = {
    "yyyy-mm-dd": rf"{YEAR}-(?:0[0-9]|1[0-2])-(?:0[0-9]|[12]\d|3[01])",
    "yyyy/mm/dd": rf"{YEAR}/{_MONTH}/{_DAY}",
    "yyyy.mm.dd": rf"{YEAR}\.{_MONTH}\.{_DAY}\.?",
    "dd.mm.yyyy": rf"{_DAY}\.{_MONTH}\.{YEAR}",
    "dd-mm-yyyy": rf"{_DAY}-(?:{_MONTH}|{_MONTH_NAME})-{YEAR}",
    "dd/mm/yyyy or mm/dd/yyyy": rf"(?:{_DAY}/{_MONTH}|{_MONTH}/{_DAY})/{YEAR}",
    "dd/mm/yy or mm/dd/yy": rf"(?:{_DAY}/{_MONTH}|{_MONTH}/{_DAY})/\d\d",
    "mm-dd-yyyy": rf"{_MONTH}-{_DAY}-{YEAR}",
    "d Month yyyy": rf"{_WEEKDAY}?{_DAY}\.? {_MONTH_NAME},? {YEAR}",
    "Month d, yyyy": rf"{_WEEKDAY}?{_MONTH_NAME} {_DAY}(?:st|nd|rd|th)?,? {YEAR}",
    "yyyymmdd": r"(?:19\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    "yyyy年m月d日": rf"{YEAR}年{_MONTH}月{_DAY}日",
}
"""Ways to write a day, by how people call them; 00 is let through, for 0000-00-00 is a day to some systems."""

_STAMPS = {
    **{day: rf"{pattern}(?:T|,? (?:at )?){_CLOCK}{_ZONE}" for day, pattern in DAYS.items()},
    "unix text": rf"{_WEEKDAY}{_MONTH_NAME} +{_DAY} {_CLOCK}{_ZONE} {YEAR}",
    "yyyymmddhhmmss": r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\.\d+)?Z?",
}
STAMPS = {f"{name} hh:mm:ss" if name in DAYS else name: pattern for name, pattern in _STAMPS.items()}
"""Ways to write a moment."""

EPOCHS = {
    "epoch seconds": r"[1-9]\d{8}|1\d{9}(?:\.\d+)?|2[01]\d{8}",
    "epoch milliseconds": r"[1-9]\d{11}|1\d{12}|2[01]\d{11}",
    "epoch microseconds": r"1\d{15}|2[01]\d{14}",
    "Windows file time": r"1[23]\d{16}",
}
"""Moments as one number, from 1973 on."""

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_EMAIL = r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().\d]{2,}"
_URL = r"(?i:https?|ftp)://[^\s/$.?#][^\s]*"

SHAPES = {
    "email": _EMAIL,
    "uuid": r"\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?",
    "uuid bare": r"[0-9a-fA-F]{12}[1-8][0-9a-fA-F]{3}[89abAB][0-9a-fA-F]{15}",
    "url": _URL,
    "picture": r"(?i:(?:(?:https?:)?//\S*|/[\w./-]+|[\w./-]+)\.(?:jpe?g|png|gif|webp|svg|bmp|avif)(?:\?\S*)?"
    r"|(?:https?:)?//\S*(?:avatar|gravatar|picture|photo|profile_images|/picture|googleusercontent)\S*)",
    "ip": rf"(?:{_OCTET}\.){{3}}{_OCTET}(?::\d+|/\d\d?)?"
    rf"|(?i:(?:[0-9a-f]{{1,4}}:){{7}}[0-9a-f]{{1,4}}"
    rf"|[0-9a-f:]{{0,30}}::[0-9a-f:]{{0,30}}(?:{_OCTET}(?:\.{_OCTET}){{3}})?)",
    "json": r"(?s:\{\s*(?:\".*\}|\})|\[.*\])",
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?\d*[.,]\d+(?:[eE][+-]?\d+)?",
    "hex": r"(?:0[xX])?(?:[0-9a-fA-F]{2}){4,}",
    "base64": r"(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|[A-Za-z0-9_-]{20,}={0,2}",
    "base32": r"(?:[A-Z2-7]{16,128}|[a-z2-7]{16,128}|(?:[A-Z2-7]{4}[ -]){3,}[A-Z2-7]{4})=*",
    "phone": r"(?:(?:tel:|\+|00)? ?)?\(?\+?\d(?:[ .\-/()\u00a0]*\d){5,14}(?: ?(?i:x|ext\.?) ?\d{1,6})?",
    "phone marked": r"(?:tel:)?(?:\+|00|\(\+?)\d.*|\(?0?\d{1,5}\)?(?:[ .\-/()]+\d{1,5}){1,5}(?: ?(?i:x|ext\.?).*)?"
    r"|\d{2,5}[-. ]\d{3,4}[-. ]\d{3,5}",
    "national phone": r"0[1-9]\d{7,10}",
    "north american phone": r"1?[2-9]\d{2}[2-9]\d{6}",
    "locale": r"[a-z]{2,3}(?:[-_][A-Z][a-z]{3})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?(?:\.[A-Za-z0-9-]+)?(?:@\w+)?",
    "locale marked": r"[a-z]{2}[-_](?:[A-Z][a-z]{3}|[A-Za-z]{2}|\d{3})(?:[-_.@].*)?",
    "postal marked": r"\d{5}-\d{4}|(?i:[A-Z]{1,2}\d[A-Z0-9]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d|\d{4} ?[A-Z]{2})"
    r"|\d\d-\d{3}|\d{3} \d\d|\d{3}-\d{4}|\d{5}-\d{3}|\d{4}-\d{3}"
    r"|(?:[A-Z]{1,2}-)\d{4,5}|\d{3} \d{3}|(?i:LV|AD|MD|AZ)-?\d{3,4}",
    "postal digits": r"\d{4,6}",
    "username": r"[\p{L}\p{N}][\p{L}\p{M}\p{N}._\-+@'’]{1,63}",
    "one word": r"[\p{L}\p{M}][\p{L}\p{M}'’ʼ.\-]*",
    "words": r"[\p{L}\p{M}][\p{L}\p{M}'’ʼ.\-]*(?:,? [\p{L}\p{M}(\"][\p{L}\p{M}'’ʼ.,\-)\"]*){1,6}",
    "scripted name": r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]{2,6}"
    r"(?:[ ·・][\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]{1,6})?",
    "spaced": r"(?s:\S+\s+\S.*)",
    "bare": r"[A-Za-z0-9+/=._-]+",
    "id marked": r"S-1-\d+(?:-\d+)+|(?i:(?:cn|uid|ou)=[^,]+(?:,\s*\w+=[^,]+)+)"
    r"|[a-z0-9-]+\|.+|0[0-7][0-9A-HJKMNP-TV-Z]{24}|[0-9a-f]{24}",
    "prefixed id": r"[A-Za-z]{1,8}[-_:#.]?\d{2,}|[A-Za-z]{2,6}[-_][A-Za-z0-9]{6,40}"
    r"|(?:[A-Z]{1,4}-)?\d{2,6}(?:-\d{2,8}){1,3}",
    "otpauth": r"otpauth://\S+",
    "colour": r"#[0-9a-fA-F]{3,8}",
    "capital": r"\p{Lu}.*",
}  # fmt: skip
"""Shapes that one pattern can tell, by name; a value may have several."""


def whole(pattern: str) -> str:
    """Hold a pattern against the whole of a value, white space around it aside."""
    return rf"^\s*(?:{pattern})\s*$"


def any_of(patterns: dict[str, str]) -> str:
    """Join patterns to one that holds where any of them does."""
    return "|".join(f"(?:{pattern})" for pattern in patterns.values())
