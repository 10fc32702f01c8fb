"""Find out a dialect by trying: the one in which the most lines are records of one width, and the widest, is taken."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from userferry.dumps.dialect import COMMON, DELIMITERS, Dialect
from userferry.dumps.source import Options
from userferry.dumps.tolerant import Grammar, Record
from userferry.errors import DumpError

SAMPLE_LINES = 200
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A dialect and why it is thought to be that.

    Args:
        dialect: How the text is written.
        records: The first records, the header among them.
        width: The number of fields that most of them have.
        share: How much of the lines tried are in records of that width.
        strays: How many of them are not.
        skip: How many physical lines stand before the first record: blank ones, and `sep=` as Excel writes it.
        blanks: The numbers of the blank ones; 1 is the first line.
        broken: Why the first line after those is no record; empty where it is.
        evidence: What was found, and by what sign.
    """

    dialect: Dialect
    records: list[Record]
    width: int
    share: float
    strays: int
    skip: int
    blanks: tuple[int, ...]
    broken: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Trial:
    dialect: Dialect
    records: list[Record]
    width: int
    share: float
    strays: int
    broken: str

    @property
    def score(self) -> float:
        sure = self.dialect.delimiter in COMMON
        if self.width < 2 or len(self.records[0].fields) < 2 or self.share < 0.5:  # noqa: PLR2004 one column is what remains where no trial convinces
            return 0.0
        if not sure and (self.share < 0.9 or len(self.records[0].fields) != self.width):  # noqa: PLR2004 as above
            return 0.0
        return round(self.share, 2) ** 2 * math.log2(self.width) * (1 if sure else 0.5)


def sniff(head: str, whole: bool, asked: Options) -> Sniffed:
    """Find the dialect of a text.

    Args:
        head: The start of the text.
        whole: Whether that is all of it.
        asked: What a person said, which is not tried but taken.

    Raises:
        DumpError: A delimiter, quote or escape of more than one character was asked.
    """
    for name, value in (("delimiter", asked.delimiter), ("quote", asked.quote), ("escape", asked.escape)):
        if value is not None and (len(value) > 1 or (name == "delimiter" and value in ("", "\n", "\r"))):
            raise DumpError(
                f"{name}={value!r} is not one character. Nothing was written. Give one, such as ',' or '\"'."
            )
    lone = "\r" in head.replace("\r\n", "")
    tried = [
        _sniff(head, whole, asked, cr=cr)
        for cr in ((False,) if not lone else (True,) if "\n" not in head else (False, True))
    ]
    # A stray carriage return leaves no fewer strays when it cuts its line in two: it is an end only where all gain.
    return min(tried, key=lambda one: (one.strays, one.dialect.cr))


def _sniff(head: str, whole: bool, asked: Options, *, cr: bool) -> Sniffed:
    pieces = re.split("(\r\n|\n|\r)" if cr else "(\r?\n)", head)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    if (not whole and len(lines) > 1) or not lines[-1]:
        lines, ends = lines[:-1], ends[:-1]
    skip = _blank_lines(lines)
    blanks = list(range(1, skip + 1))
    said = _SEPARATOR_LINE.fullmatch(lines[skip]) if skip + 1 < len(lines) else None
    if said:
        more = _blank_lines(lines[skip + 1 :])
        blanks += range(skip + 2, skip + 2 + more)
        skip += 1 + more
    lines, ends = lines[skip : skip + SAMPLE_LINES], ends[skip : skip + SAMPLE_LINES]
    only = asked.delimiter or (said.group(1) if said else None)
    best = _best(lines, ends, asked, only, cr=cr)
    dialect = replace(best.dialect, all_quoted=_all_quoted(best.records))
    if asked.delimiter is not None:
        why = "as was asked"
    elif said:
        why = f"the line `sep={said.group(1)}` before the header"
    elif best.width == 1:
        why = "no character divides the lines alike: one column"
    else:
        why = f"{best.width:,} fields in {best.share:.0%} of the first {len(lines):,} lines"
    evidence = (
        ("delimiter", f"{dialect.word}: {why}"),
        ("quote", _quote_words(dialect, asked)),
        ("line ends", ", ".join(sorted({_END_WORDS[end] for end in ends if end})) or "none"),
    )
    return Sniffed(
        dialect, best.records, best.width, best.share, best.strays, skip, tuple(blanks), best.broken, evidence
    )


def _blank_lines(lines: Sequence[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.strip(" ")), len(lines))


_END_WORDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


def _quote_words(dialect: Dialect, asked: Options) -> str:
    if not dialect.quote:
        return "none: " + (
            "as was asked" if asked.quote is not None else "no field stands in quotes, yet quotes occur"
        )
    inside = f"{dialect.escape} before it inside a field" if dialect.escape else "doubled inside a field"
    return f"{dialect.quote} {inside}" + (", around each field" if dialect.all_quoted else "")


def _best(lines: Sequence[str], ends: Sequence[str], asked: Options, only: str | None, *, cr: bool) -> _Trial:
    text = "\n".join(lines)
    trials = [
        _try(lines, ends, Dialect(delimiter=delimiter, quote=quote, escape=escape, cr=cr))
        for delimiter in ([only] if only else [one for one in DELIMITERS if one in text])
        for quote in _quotes(text, delimiter, asked)
        for escape in _escapes(text, quote, asked)
    ]
    best = max(trials, key=lambda trial: trial.score, default=None)
    if best is not None and (best.score > 0 or only):
        return best
    # One column: a character that its values do not hold leaves them whole.
    delimiter = only or next((one for one in DELIMITERS if one not in text), ",")
    quote = _quotes(text, delimiter, asked)[0]
    return _try(lines, ends, Dialect(delimiter=delimiter, quote=quote, escape=asked.escape or "", cr=cr))


def _quotes(text: str, delimiter: str, asked: Options) -> list[str]:
    if asked.quote is not None:
        return [asked.quote]
    cut = re.escape(delimiter)
    field = "(?:^|{cut}){quote}(?:[^{quote}\n]|{quote}{quote})*{quote}(?={cut}|$)"
    around = {
        quote: len(re.findall(field.format(cut=cut, quote=quote), text, re.MULTILINE)) for quote in "\"'"
    }
    if around['"']:
        return ['"']
    doubled = re.search(f"(?:^|{cut})'[^'\n]*''[^'\n]*'(?={cut}|$)", text, re.MULTILINE)
    if around["'"] and (doubled or around["'"] * 2 > text.count("\n") + 1):
        return ["'"]
    return ['"', *(["'"] if "'" in text else []), *([""] if '"' in text else [])]


def _escapes(text: str, quote: str, asked: Options) -> list[str]:
    if asked.escape is not None:
        return [asked.escape if asked.escape != quote else ""]
    return ["", "\\"] if quote and f"\\{quote}" in text else [""]


def _try(lines: Sequence[str], ends: Sequence[str], dialect: Dialect) -> _Trial:
    grammar = Grammar(dialect, 0)
    widths, records, at, blank, broken = Counter[int](), list[Record](), 0, 0, ""
    while at < len(lines):
        outcome = grammar.record_at(lines, ends, at, final=True) if lines[at].strip() else "blank"
        if isinstance(outcome, Record):
            records.append(outcome)
            widths[len(outcome.fields)] += outcome.lines
            at += outcome.lines
        else:
            broken = str(outcome) if at == 0 else broken
            blank += not lines[at].strip()
            at += 1
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return _Trial(
        dialect, records, width, count / max(len(lines) - blank, 1), len(lines) - blank - count, broken
    )


def _all_quoted(records: Sequence[Record]) -> bool:
    return len(records) > 1 and all(record.quoted == len(record.fields) for record in records[1:])
