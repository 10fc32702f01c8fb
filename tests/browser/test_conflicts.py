"""The conflicts' page in a real JupyterLab: settled by mouse and by keyboard, saved, and applied again by papermill."""

import json
import re

import nbformat
import polars as pl
import pytest
from tests.browser.driving import IN_A_BROWSER, SHOTS, open_and_run, shoot
from tests.browser.test_mapping import PALE

from userferry.chain.executing import execute
from userferry.checks import check_users
from userferry.conflicts import (
    Decision,
    KeepRule,
    Resolutions,
    count_seen,
    find_conflicts,
    find_fates,
    resolve,
)
from userferry.dumps import read_dumps
from userferry.durable import write_frame
from userferry.mapping import ColumnRule, Mapping, apply_mapping

pytestmark = IN_A_BROWSER

NAME = "hundred"
HASH = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
MAPPING = Mapping(
    (
        ColumnRule("id", "user_id"),
        ColumnRule("email", "email"),
        ColumnRule("login", "username"),
        ColumnRule("first", "given_name"),
        ColumnRule("seen", "app_metadata.last_login"),
        ColumnRule("secret", "app_metadata.api_token"),
        ColumnRule("password", "password_hash"),
    )
)


def make_dump(path):
    """A hundred clusters: sixty that share an address but for case, thirty a username, ten who may be one person."""
    lines, row = ["id,email,login,first,seen,secret,password"], 0

    def add(email, login, first):
        nonlocal row
        seen = f"20{10 + row % 13}-0{1 + row % 9}-11" if row % 7 else ""
        lines.append(f"{row + 7000},{email},{login},{first},{seen},tok-{row:05}-zq,{HASH}")
        row += 1

    for n in range(60):
        add(f"walter{n}@acme.example", f"walt{n}", "Walter")
        add(f"Walter{n}@Acme.example", f"wally{n}", "Wally")
        if n % 20 == 0:
            add(f"WALTER{n}@acme.example", f"wal{n}", "Walt")
    for n in range(30):
        add(f"xenia{n}@mill.example", f"xen{n}", "Xenia")
        add(f"yannis{n}@post.example", f"XEN{n}", "Yannis")
    for n in range(10):
        add(f"zoe{n}@gmail.com", f"zoe{n}", "Zoe")
        add(f"zoe{n}+shop@gmail.com", f"zoeshop{n}", "Zoe")
    for n in range(40):
        add(f"quentin{n * 7}x{n}@mill.example", f"que{n}", "Quentin")
    path.write_text("\n".join(lines) + "\n")


def write_page(project, name):
    """Write 03-conflicts as the page of another migration."""
    pages = nbformat.read(project / "notebooks" / "03-conflicts.ipynb", as_version=4)
    parameters = next(cell for cell in pages.cells if "parameters" in cell.metadata.get("tags", []))
    parameters.source = parameters.source.replace('"demo"', f'"{name}"')
    nbformat.write(pages, project / "notebooks" / f"03-{name}.ipynb")


@pytest.fixture(scope="module")
def hundred(project):
    """A migration whose users are made by the pages before this one's."""
    path = project / "hundred.csv"
    make_dump(path)
    dump = read_dumps(path.name, {}, root=project)
    users = apply_mapping(dump.frame, MAPPING)
    (project / "workspaces" / NAME).mkdir(parents=True)
    write_frame(project / "workspaces" / NAME / "users.parquet", users)
    write_page(project, NAME)
    good, failure = check_users(users.collect().lazy())
    assert failure.rows().height == 0
    return good.collect()


@pytest.fixture
def path(project):
    return project / "params" / f"{NAME}.resolutions.yml"


@pytest.fixture
def widget(page, lab, hundred, path):
    """The page, opened anew where nothing is decided."""
    path.unlink(missing_ok=True)
    open_and_run(page, lab, f"03-{NAME}")
    widget = page.locator(".uf-conflicts")
    widget.locator(".uc-sum", has_text="100 clusters of 203 rows").wait_for()
    yield widget
    path.unlink(missing_ok=True)


def rule(widget, kind, keep):
    widget.locator(f'[data-key="keep {kind}"]').select_option(keep)
    widget.locator(".uf-last", has_text=f"Done: {kind} keeps {keep}").wait_for()


def counts(widget, kind):
    cells = widget.locator(f'[data-kind="{kind}"] [data-count]')
    return {cell.get_attribute("data-count"): int(cell.inner_text().replace(",", "")) for cell in cells.all()}


def test_three_rules_and_two_clicks_settle_a_hundred_clusters(page, widget, hundred, path, project, tmp_path):
    assert "100 clusters open" in widget.locator(".uc-sum").inner_text()
    shoot(page, "03-conflicts-open")
    rule(widget, "email", "newest")
    assert counts(widget, "email")["open"] == 0
    rule(widget, "username", "last")
    rule(widget, "person", "both")
    assert "none open" in widget.locator(".uc-sum").inner_text()
    assert widget.locator('[role="option"][aria-selected="true"]').get_attribute("data-cluster") == "email:0"
    widget.locator('[data-key="keep row 0"]').click()
    widget.locator("[data-fate]", has_text="keeps row 0 (decided by hand)").wait_for()
    widget.get_by_role("button", name="Save resolutions").click()
    widget.locator(".uf-last", has_text=f"Saved in {path.name}; run the next cell, which reads it").wait_for()
    shoot(page, "03-conflicts-settled")

    conflicts = find_conflicts(hundred)
    rules = {
        "email": KeepRule("newest", "app_metadata.last_login"),
        "username": KeepRule("last"),
        "person": KeepRule("both"),
    }
    coded = Resolutions(rules, {"email:0": 0}, count_seen(conflicts.clusters))
    coded.write(tmp_path / "coded.yml")
    assert path.read_bytes() == (tmp_path / "coded.yml").read_bytes()

    home = tmp_path / "home"
    write_frame(
        home / NAME / "users.parquet", pl.read_parquet(project / "workspaces" / NAME / "users.parquet")
    )
    execute(project / "notebooks" / f"03-{NAME}.ipynb", tmp_path / "run.ipynb", {}, home=home)
    held = pl.read_parquet(home / NAME / "conflicts" / "held.parquet")
    resolved = resolve(hundred, conflicts, Resolutions.read(path))
    assert held.equals(resolved.held)
    kept = resolved.kept.collect()
    assert sorted([*kept["__row"], *held["__row"]]) == hundred["__row"].to_list()
    found = {row.pop("kind"): row for row in find_fates(conflicts.clusters, resolved, coded).kinds.to_dicts()}
    assert {kind: counts(widget, kind) for kind in rules} == found
    inside = conflicts.clusters["__row"].n_unique()
    said = f"100 clusters of {inside} rows: {inside - held.height} kept, {held.height} held back; none open"
    assert widget.locator(".uc-sum").inner_text() == said


def test_the_keyboard_is_enough(page, widget, path):
    widget.locator('[role="listbox"]').focus()
    page.keyboard.press("ArrowDown")
    selected = widget.locator('[role="option"][aria-selected="true"]')
    widget.locator("h3", has_text=re.compile(r"^email:41$")).wait_for()
    assert (
        page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).dataset.cluster"
        )
        == "email:41"
    )
    page.keyboard.press("End")
    widget.locator("h3", has_text=re.compile(r"^person:")).wait_for()
    page.keyboard.press("/")
    page.keyboard.type("username:12")
    widget.locator("[data-found]", has_text="of 100 clusters").wait_for()
    widget.locator("h3", has_text=re.compile(r"^username:12\d$")).wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "listbox"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("ArrowDown")
    widget.locator("[data-fate]", has_text="held back whole (decided by hand)").wait_for()
    assert page.evaluate("document.activeElement.dataset.key") == "keep none"
    page.keyboard.press("Control+z")
    widget.locator("[data-fate]", has_text="held back whole (no rule)").wait_for()
    page.keyboard.press("Control+Shift+Z")
    widget.locator("[data-fate]", has_text="held back whole (decided by hand)").wait_for()
    widget.locator('[data-key="reason"]').focus()
    page.keyboard.type("ask the shop")
    page.keyboard.press("Control+s")  # what is typed is told first
    widget.locator(".uf-last", has_text="Saved in").wait_for()
    cluster = selected.get_attribute("data-cluster")
    assert Resolutions.read(path).decisions == {cluster: Decision("none", "ask the shop")}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "listbox"


def test_what_is_listed_is_decided_at_once_and_taken_back(widget):
    widget.locator('[data-key="show kind"]').select_option("username")
    widget.locator(".uc-bulk-count", has_text="All 30 listed").wait_for()
    widget.locator('[data-key="bulk keep"]').select_option("last")
    widget.locator('[data-key="bulk reason"]').fill("the later sign-up")
    widget.get_by_role("button", name="Decide each so").click()
    widget.locator(".uf-last", has_text="30 clusters keep last").wait_for()
    assert counts(widget, "username")["open"] == 0
    assert counts(widget, "username")["held_back"] == 30
    widget.get_by_role("button", name="Undo").click()
    widget.locator(".uf-last", has_text="Taken back: 30 clusters keep last").wait_for()
    assert counts(widget, "username")["open"] == 30
    widget.get_by_role("button", name="Make it their rule").click()
    widget.locator(".uf-last", has_text="Done: username keep last").wait_for()
    assert widget.locator('[data-key="keep username"]').input_value() == "last"


def test_a_rule_that_cannot_be_followed_is_said_and_not_saved(widget, path):
    rule(widget, "email", "first")
    merge = widget.locator('[data-key="merge email"]')
    merge.fill("givenname")
    merge.press("Enter")
    widget.locator(".uf-complaints li", has_text="did you mean given_name?").wait_for()
    assert widget.get_by_role("button", name="Save resolutions").is_disabled()
    merge.fill("given_name")
    merge.press("Enter")
    widget.locator(".uf-complaints li").wait_for(state="detached")
    assert counts(widget, "email")["merged_away"] == 63
    assert not path.exists()


def test_many_clusters_are_counted_beside_the_clicks(page, lab, project):
    rows = 12_000
    users = pl.DataFrame({"__row": range(rows)}).select(
        "__row",
        user_id=pl.format("id{}", "__row"),
        email=pl.format("u{}@x.example", pl.col("__row") // 2),
    )
    (project / "workspaces" / "many").mkdir(parents=True)
    write_frame(project / "workspaces" / "many" / "users.parquet", users)
    write_page(project, "many")
    open_and_run(page, lab, "03-many")
    widget = page.locator(".uf-conflicts")
    widget.locator(".uc-sum", has_text="6,000 clusters open").wait_for()
    assert widget.locator('[role="option"]').count() == 50
    rule(widget, "email", "last")
    widget.locator('[data-key="keep row 0"]').click()
    widget.locator(
        ".uc-sum",
        has_text=re.compile("6,000 clusters of 12,000 rows: 6,000 kept, 6,000 held back; none open$"),
    ).wait_for()
    widget.locator("[data-fate]", has_text="keeps row 0 (decided by hand)").wait_for()
    widget.get_by_role("button", name="Save resolutions").click()
    widget.locator(".uf-last", has_text="Saved in many.resolutions.yml").wait_for()
    saved = Resolutions.read(project / "params" / "many.resolutions.yml")
    assert (saved.rules, saved.decisions) == ({"email": KeepRule("last")}, {"email:0": 0})


UNNAMED = """
() => [...document.querySelectorAll('.uf-conflicts :is(input, select, button, [role=listbox], [role=region], [role=radiogroup], [role=group], [role=search], [role=img], table)')]
    .filter(one => !(one.getAttribute('aria-label') || one.innerText?.trim() || one.closest('label')?.innerText.trim() || one.querySelector('title')))
    .map(one => one.outerHTML.slice(0, 120))
"""


def test_every_control_has_a_name(widget, page):
    for kind, keep in (("email", "newest"), ("username", "first"), ("person", "both")):
        rule(widget, kind, keep)
    assert page.evaluate(UNNAMED) == []
    names = page.evaluate(
        "[...document.querySelectorAll('.uf-conflicts [data-key]')].map(one => one.dataset.key)"
    )
    assert len(names) == len(set(names)), "the focus finds its control again by this name"
    assert widget.locator("[aria-live]").count() == 1
    assert widget.locator('[role="option"][aria-selected="true"]').count() == 1
    assert widget.locator('[role="option"]').count() == 50


def test_no_value_and_no_credential_is_kept_in_the_page(widget, page, project, hundred):
    """What JupyterLab may keep in the notebook is what was sent: the whole of it is looked through."""
    rule(widget, "email", "newest")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(500)
    kept = json.dumps(nbformat.read(project / "notebooks" / f"03-{NAME}.ipynb", as_version=4))
    seen = page.locator(".jp-Notebook").text_content()
    for text in (kept, seen, page.locator(".jp-Notebook").inner_html()):
        assert "walter" not in text.lower()
        assert "tok-" not in text
        assert HASH not in text
    assert "w•••@acme.example" in seen


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("width", [1280, 900])
def test_it_fits_the_window_in_every_theme(page, widget, theme, width):
    """Nothing is wider than the page, and no text is paler than WCAG's 4.5 to 1."""
    page.set_viewport_size({"width": width, "height": 2600})
    try:
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
        rule(widget, "email", "newest")
        rule(widget, "username", "first")
        widget.locator('[data-key="keep row 0"]').click()
        widget.locator("[data-fate]", has_text="decided by hand").wait_for()
        if SHOTS:
            widget.screenshot(path=SHOTS / f"conflicts-{theme[11:].lower()}-{width}.png")
            page.screenshot(path=SHOTS / f"conflicts-page-{theme[11:].lower()}-{width}.png")
        too_wide = """node => [...node.querySelectorAll('*')]
            .filter(one => !one.closest('.uc-across, .uc-rules-of') && one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1)
            .map(one => one.outerHTML.slice(0, 90))"""
        assert widget.evaluate(too_wide) == []
        assert widget.evaluate(PALE) == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 2600})
