"""The mapping's page over ten million rows of sixty columns, clicked in a real JupyterLab while all rows are counted.

A file of a million rows is read ten times. The profile is made of its first 200,000 rows, for profiling all of them is
measured elsewhere; its counts are multiplied, as if all rows were like these.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
from clicking import rounds, timed
from figures import Figure, is_quick, say
from hashfiles import write_hashes
from people import FAMILY, GIVEN, PLANS

PROJECT = Path(__file__).parents[2]
sys.path.append(str(PROJECT))
from tests.browser.driving import ARGUMENTS, CHROMIUM, open_and_run, serve_lab  # noqa: E402 found only now

ROWS, TIMES, COLUMNS = 1_000_000, 10, 60
PROFILED_ROWS = 200_000
MOST_MS = 200.0
PAUSE_SECONDS = 0.4
LONGEST_COUNT_SECONDS = 3_600


def main() -> None:
    """Click while it counts, then wait for the counts."""
    if CHROMIUM is None:
        say("skipped: there is no Chromium on this machine's PATH")
        return
    rows = ROWS // 10 if is_quick() else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-widget-") as name:
        root, settings = Path(name) / "project", Path(name) / "settings"
        columns = make_project(root, rows)
        say(f"{rows * TIMES:,} rows of {COLUMNS} columns")
        with serve_lab(root, settings) as address:
            found, first, all_rows = click_through(address, columns)
    # What the browser does alone, such as filtering, takes no time and is no excuse for what the kernel answers.
    every = sorted(ms for kind, ms in found if not kind.startswith("filter"))
    what = f"widget: a click shows its effect, {rows * TIMES:,} rows, {len(every)} clicks,"
    for kind in dict.fromkeys(kind for kind, _ in found):
        some = [ms for one, ms in found if one == kind]
        say(f"{kind}: median {statistics.median(some):.0f} ms, slowest {max(some):.0f} ms")
    Figure(f"{what} median", statistics.median(every), MOST_MS, 1.0, unit="ms").emit()
    Figure(f"{what} 95th percentile", every[int(0.95 * len(every))], MOST_MS, None, unit="ms").emit()
    Figure("widget: counts over all rows beside those of the first", all_rows, first, None).emit()


def click_through(address: str, columns: list[str]) -> tuple[list[tuple[str, float]], float, float]:
    """Give each click's kind and milliseconds; seconds until the first rows are counted, and until all are."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 not needed where there is no browser

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        open_and_run(page, address, "02-map")
        page.locator('[data-counts="counting"]').wait_for(timeout=120_000)
        found = []
        for kind, step in rounds(columns, COLUMNS):
            found.append((kind, timed(page, step)))
            time.sleep(PAUSE_SECONDS)  # as a person looks before the next click
        if page.locator('[data-counts="done"]').count():
            say("the rows were all counted before the last click")
        changed = time.perf_counter()
        page.locator('[data-counts="counting"]').wait_for(timeout=120_000)
        first = time.perf_counter() - changed
        page.locator('[data-counts="done"]').wait_for(timeout=LONGEST_COUNT_SECONDS * 1000)
        all_rows = time.perf_counter() - changed
        say(f"all counted after {all_rows:.0f} s: {page.locator('.uf-said').inner_text()}")
        browser.close()
    return found, first, all_rows


def make_project(root: Path, rows: int) -> list[str]:
    """Write the dump, its profile, and 02-map as far as its page."""
    from userferry.dumps import read_dump  # noqa: PLC0415 not needed where there is no browser
    from userferry.profile import profile_users  # noqa: PLC0415 the same

    for folder in ("notebooks", "params"):
        (root / folder).mkdir(parents=True)
    first = write_wide(root / "params" / "users-0.csv", rows)
    for place in range(1, TIMES):
        os.link(first, first.with_name(f"users-{place}.csv"))
    frame = read_dump(first).frame
    profile = replace(profile_users(frame.head(min(rows, PROFILED_ROWS))), rows=rows * TIMES)
    full = (pl.col("filled") * (rows * TIMES / min(rows, PROFILED_ROWS))).cast(pl.Int64)
    distinct = pl.when(pl.col("distinct") == pl.col("filled")).then(full).otherwise("distinct")
    profile = replace(profile, columns=profile.columns.with_columns(filled=full, distinct=distinct))
    profile.write(root / "workspaces" / "demo" / "profile")
    pages = nbformat.read(PROJECT / "notebooks" / "02-map.ipynb", as_version=4)
    ends = next(place for place, cell in enumerate(pages.cells) if "edit_mapping(" in cell.source)
    pages.cells = pages.cells[: ends + 1]
    for cell in pages.cells:
        cell.source = cell.source.replace("params/demo/django.auth_user.csv", "params/users-*.csv")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(pages, root / "notebooks" / "02-map.ipynb")
    return [name for name in frame.collect_schema().names() if name.startswith("extra_")]


def write_wide(path: Path, rows: int) -> Path:
    """Write a CSV of sixty columns, twelve as users have them and the rest of four sorts."""
    hashes = pl.scan_parquet(write_hashes(path.with_suffix(".parquet"), rows)).with_row_index("n")
    n = pl.col("n")
    moment = pl.from_epoch(n * 977 % 1_700_000_000).dt.to_string("%Y-%m-%d %H:%M:%S")
    columns: dict[str, Any] = {
        "id": n,
        "mail": pl.format("User{}@example{}.com", n, n % 97),
        "login": pl.format("u_{}", n),
        "first_name": pick(GIVEN, n),
        "last_name": pick(FAMILY, n),
        "email_verified": pl.when(n % 5 == 0).then(pl.lit("N")).otherwise(pl.lit("Y")),
        "is_active": pl.when(n % 9 == 0).then(pl.lit("0")).otherwise(pl.lit("1")),
        "plan": pick(PLANS, n),
        "created_at": moment,
        "phone": pl.format("030 {}-{}", n % 9_000 + 1_000, n % 89 + 10),
        "language": pick(("de", "en", "fr", "pt-BR"), n),
        "password": pl.col("hash"),
    }
    for place in range(COLUMNS - len(columns)):
        sorts = (
            pick(PLANS, n + place),
            moment,
            pl.format("Note {} of {}", place, n % 999),
            n * place % 9_973,
        )
        columns[f"extra_{place}"] = sorts[place % len(sorts)]
    hashes.select(**columns).sink_csv(path, null_value="")
    path.with_suffix(".parquet").unlink()
    return path


def pick(words: tuple[str, ...], n: pl.Expr) -> pl.Expr:
    """Take one word of some for a number."""
    return (n % len(words)).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


if __name__ == "__main__":
    main()
