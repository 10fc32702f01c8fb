"""The pages that registries fill: `PYTHONPATH=lib python -m docs.write_pages`, from the project's folder."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from docs.eventtable import with_event_tables
from docs.hashtable import hash_table
from docs.registries import Finding, list_call_codes, list_findings, list_row_codes, phrase_of

from userferry.afterwards import CAUSES
from userferry.checks.fixes import Fix, fixes_of
from userferry.conflicts import KEEP
from userferry.conflicts.rules import RULED
from userferry.decisions import read_decisions, write_decisions
from userferry.mapping.steps import word_as_written

HERE = Path(__file__).parent
FATES = {
    "refused": "It is refused before anything is sent. `04-check` lists it, and the balance counts it as *refused*.",
    "changed": "It is sent, and the tenant stores it otherwise than it was sent; `04-check` counts it.",
    "warned": "It is sent, and it does harm later; `04-check` counts it.",
}
BACK = {"findings": "\nAll [findings and conflicts](index.md).\n", "codes": "\nAll [codes](index.md).\n"}
CODES_HEAD = """# The tenant's codes

A tenant refuses rows and calls. A row's code stands in `06-verify` and in the run's `retry.csv`; a call's stands in the
message that stops a page. Each has a page: what it means, why it comes about, what helps.

## Of a row

| code | what it means |
|---|---|
"""
FINDINGS_HEAD = """# Findings and conflicts

The checks judge every row before anything is sent, with the tenant's own code for what it would refuse. Each rule has a
page, and so has each kind of conflict.

"""
Texts = Mapping[str, Mapping[str, str]]


def pages() -> dict[Path, str]:
    """Make each page: its path below the site's folder, and its text."""
    findings, calls = list_findings(), list_call_codes()
    texts = {name: _texts(name) for name in ("findings", "conflicts", "row-codes", "call-codes")}
    operations = (HERE / "operations.md").read_text(encoding="utf-8")
    made = {Path("hashes.md"): hash_table(), Path("operations.md"): with_event_tables(operations)}
    made |= {
        Path("findings", f"{one.name}.md"): finding_page(one, texts["findings"], calls) for one in findings
    }
    made |= {
        Path("findings", f"conflict-{kind}.md"): conflict_page(kind, texts["conflicts"][kind])
        for kind in RULED
    }
    made |= {
        Path("codes", f"{code}.md"): row_code_page(code, texts["row-codes"][code], findings)
        for code in list_row_codes()
    }
    made |= {
        Path("codes", f"{code}.md"): call_code_page(code, said, texts["call-codes"][code])
        for code, said in calls.items()
    }
    made = {name: text + BACK.get(name.parts[0], "") for name, text in made.items()}
    made[Path("findings", "index.md")] = findings_index(findings, texts["conflicts"])
    made[Path("codes", "index.md")] = codes_index(calls, texts["call-codes"])
    return made


def text_of(name: str, texts: Texts) -> dict[str, str]:
    """Give the words for a rule: those of the first pattern that fits its name, with the name's parts filled in."""
    words = next(said for pattern, said in texts.items() if fnmatchcase(name, pattern))
    place, _, last = name.rpartition(".")
    parts = {"{place}": f"`{place}`", "{last}": last, "{last_place}": f"`{place.rpartition('.')[2]}`"}
    return {key: _filled(said, parts) for key, said in words.items()}


def finding_page(finding: Finding, texts: Texts, calls: Mapping[str, Any]) -> str:
    """Write the page of one rule."""
    words = text_of(finding.name, texts)
    facts = []
    if finding.code:
        target = f"http-{finding.code}" if finding.code.isdigit() else finding.code
        kind = " (a call's)" if target in calls else ""
        facts.append(f"the tenant's code{kind}: [`{finding.code}`](../codes/{target}.md)")
    if finding.message:
        speaker = "the tenant says" if finding.code else "in short"
        facts.append(f"{speaker}: {code(finding.message.strip())}")
    if finding.path:
        facts.append(f"at: {code(finding.path)}")
    known = fixes_of(finding.name)
    return (
        f"# `{finding.name}`\n\n{words['means']}\n\n{FATES[finding.severity]}\n\n{_listed(facts)}"
        f"## Why\n\n{words['cause']}\n\n## What helps\n\n{words['fix']}\n{_offers(known.fixes)}\n"
        f"Of rows that stay broken the checks say: {known.otherwise}.\n"
    )


def conflict_page(kind: str, words: Mapping[str, str]) -> str:
    """Write the page of one kind of conflict."""
    kept = [f"`{word}`: {meaning}" for word, meaning in KEEP.items() if word != "both" or kind == "person"]
    held = "is kept whole" if kind == "person" else "is held back whole, and counts as *held back*"
    return (
        f"# Conflict: `{kind}`\n\n{words['means']}\n\n## Why\n\n{words['cause']}\n\n## What helps\n\n{words['fix']}\n\n"
        f"A rule in `params/<name>.resolutions.yml` may keep:\n\n{_listed(kept)}"
        f"Without a rule or a decision the cluster {held}.\n"
    )


def row_code_page(code_: str, words: Mapping[str, str], findings: list[Finding]) -> str:
    """Write the page of a code of a failed row."""
    cause = CAUSES[code_]
    rules = [f"[`{one.name}`](../findings/{one.name}.md)" for one in findings if one.code == code_]
    known = f"a code of a row, {words['known']} (`behaviour.md` §3.4)"
    foreseen = f"## Foreseen by\n\n{_listed(rules)}" if rules else ""
    return (
        f"# `{code_}`\n\n{cause.meaning}\n\n{_listed([known])}"
        f"## Why\n\n{words['cause']}\n\n## What helps\n\n{cause.fix}\n\n{foreseen}"
    ).rstrip() + "\n"


def call_code_page(code_: str, said: list[tuple[int, str]], words: Mapping[str, str]) -> str:
    """Write the page of a code of a refused call."""
    told = {status for status, sentence in said if sentence}
    answers = [
        f"{status} {phrase_of(status)}" + (f": {code(sentence.strip())}" if sentence else "")
        for status, sentence in said
        if sentence or status not in told
    ]
    title = f"HTTP {code_.removeprefix('http-')}" if code_.startswith("http-") else f"`{code_}`"
    return (
        f"# {title}\n\n{words['means']}\n\nThe embedded tenant answers:\n\n{_listed(answers)}"
        f"## Why\n\n{words['cause']}\n\n## What helps\n\n{words['fix']}\n"
    )


def findings_index(findings: list[Finding], conflicts: Texts) -> str:
    """Write the page that leads to every finding."""
    parts = [FINDINGS_HEAD, "## Conflicts\n\n| kind | what it means |\n|---|---|\n"]
    parts += [f"| [`{kind}`](conflict-{kind}.md) | {conflicts[kind]['means']} |\n" for kind in RULED]
    for severity, title in (
        ("refused", "Refused before sending"),
        ("changed", "Stored otherwise than sent"),
        ("warned", "Taken, with harm later"),
    ):
        parts.append(f"\n## {title}\n\n| rule | the tenant's code |\n|---|---|\n")
        parts += [
            f"| [`{one.name}`]({one.name}.md) | {code(one.code) if one.code else ''} |\n"
            for one in findings
            if one.severity == severity
        ]
    return "".join(parts)


def codes_index(calls: Mapping[str, Any], texts: Texts) -> str:
    """Write the page that leads to every code."""
    rows = "".join(f"| [`{one}`]({one}.md) | {CAUSES[one].meaning} |\n" for one in list_row_codes())
    called = "".join(f"| [`{one}`]({one}.md) | {texts[one]['means']} |\n" for one in calls)
    return f"{CODES_HEAD}{rows}\n## Of a call\n\n| code | what it means |\n|---|---|\n{called}"


def code(text: str) -> str:
    """Write a text as code, whatever backticks it holds."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _offers(fixes: tuple[Fix, ...]) -> str:
    if not fixes:
        return ""
    offered = [
        f"{one.words}{_steps(one)}" + (f"; it loses {one.loses}" if one.loses else "") for one in fixes
    ]
    head = "These are tried on the refused rows by `02-map`, which says how many each repairs, safest first:"
    return f"\n{head}\n\n{_listed(offered)}".rstrip("\n") + "\n"


def _steps(fix: Fix) -> str:
    if not fix.steps or fix.asks == "factors":
        return ""
    written = write_decisions({"transforms": [word_as_written(step) for step in fix.steps]})
    return f" ({code(' '.join(written.split()))})"


def _listed(lines: list[str]) -> str:
    return "".join(f"- {line}\n" for line in lines) + "\n"


def _filled(text: str, parts: Mapping[str, str]) -> str:
    for hole, value in parts.items():
        text = text.replace(hole, value)
    return text


def _texts(name: str) -> Texts:
    return read_decisions(HERE / "texts" / f"{name}.yml", what="what the pages say")


def write_pages() -> list[Path]:
    """Write every page and take away those that nobody makes; give the paths that changed."""
    made, changed = pages(), []
    for folder in ("findings", "codes"):
        (HERE / folder).mkdir(exist_ok=True)
        for path in sorted((HERE / folder).glob("*.md")):
            if path.relative_to(HERE) not in made:
                path.unlink()
                changed.append(path)
    for name, text in made.items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for changed_page in write_pages():
        print(changed_page.relative_to(HERE))
