"""The mapping's page in a real JupyterLab: chosen by mouse and by keyboard, saved, and run again by papermill."""

import re
import shutil

import nbformat
import polars as pl
import pytest
from tests.browser.driving import IN_A_BROWSER, SHOTS, open_and_run, shoot

from userferry.chain.executing import execute
from userferry.chain.params import read_params
from userferry.checks import check_users
from userferry.dumps import read_dumps
from userferry.fixing import apply_fix, offer_fixes
from userferry.mapping import ColumnRule, Mapping, Step, apply_mapping, without_credentials
from userferry.profile import profile_users

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def profiled(page, lab, project):
    """The pages before this one have run."""
    open_and_run(page, lab, "01-profile")
    return project


@pytest.fixture
def widget(page, lab, profiled):
    """The page, opened anew over the mapping file that the project has, with all rows counted."""
    path = profiled / "params" / "demo.mapping.yml"
    before = path.read_bytes()
    open_and_run(page, lab, "02-map")
    page.locator('[data-counts="done"]').wait_for()
    yield page.locator(".uf-mapping")
    path.write_bytes(before)


def select(widget, column):
    widget.locator(f'[data-column="{column}"]').click()
    widget.locator(".uf-title", has_text=re.compile(f"^{column}$")).wait_for()


def becomes(widget, column, text):
    widget.locator(f'[data-column="{column}"] .uf-becomes', has_text=text).wait_for()


def add(widget, transform):
    widget.locator('[data-key="picker"]').fill(transform)
    widget.get_by_role("button", name="Add", exact=True).first.click()
    widget.locator(".uf-step b", has_text=re.compile(f"^{transform}$")).wait_for()


def test_what_is_chosen_and_saved_is_what_code_makes(page, widget, profiled, tmp_path):
    path = profiled / "params" / "demo.mapping.yml"
    before = Mapping.read(path)
    select(widget, "is_superuser")
    widget.locator('[data-key="target app_metadata.is_superuser"]').check()
    becomes(widget, "is_superuser", "→ app_metadata.is_superuser")
    widget.locator(".uf-step b", has_text=re.compile("^boolean$")).wait_for()
    assert widget.locator(".uf-pairs tbody tr").inner_text().replace("→", "=").split() == [
        "0",
        "=",
        "false",
        "500",
    ]
    widget.locator(".uf-json", has_text='"is_superuser": false').wait_for()

    select(widget, "username")
    add(widget, "upper")
    pairs = widget.locator(".uf-pairs tbody tr")
    pairs.filter(has_text=re.compile(r"^a+9+\s*→\s*A+9+")).first.wait_for()
    widget.locator('[data-key="changes"]', has_text="Changes 500 and empties 0 of all 500 rows").wait_for(
        timeout=30_000
    )
    widget.locator(".uf-json", has_text=re.compile('"username": "AAAAAAAAAA9"')).wait_for()
    widget.get_by_role("button", name="Undo").click()
    widget.locator(".uf-last", has_text="Taken back: upper added to username").wait_for()
    widget.locator(".uf-json", has_text=re.compile('"username": "aaaaaaaaaa9"')).wait_for()

    select(widget, "is_staff")
    widget.get_by_label("Path", exact=True).fill("role")
    widget.get_by_role("button", name="Place").click()
    becomes(widget, "is_staff", "→ app_metadata.role")
    picker = widget.locator('[data-key="picker"]')
    picker.fill("values")
    widget.get_by_role("button", name="Remove boolean").click()
    widget.locator(".uf-step b", has_text="boolean").wait_for(state="detached")
    assert picker.input_value() == "values", "what was begun stays while the page is drawn anew"
    add(widget, "values")
    assert picker.input_value() == ""
    for value, word in (("0", "customer"), ("1", "clerk")):
        widget.get_by_label(f"What {value} becomes").fill(word)
        widget.get_by_label(f"What {value} becomes").press("Enter")
        pairs.filter(has_text=re.compile(rf"^{value}\s*→\s*{word}")).wait_for()
    shoot(page, "02-map-changed")
    widget.get_by_role("button", name="Save mapping").click()
    widget.locator(".uf-last", has_text="Saved in demo.mapping.yml").wait_for()

    coded = before.change(
        "is_superuser", target="app_metadata.is_superuser", transforms=("boolean",), reason="chosen by hand"
    ).change(
        "is_staff",
        target="app_metadata.role",
        transforms=(Step("values", {"0": "customer", "1": "clerk"}),),
        reason="chosen by hand",
    )
    coded.write(tmp_path / "coded.yml")
    assert path.read_bytes() == (tmp_path / "coded.yml").read_bytes()

    notebook, home = profiled / "notebooks" / "02-map.ipynb", tmp_path / "home"
    shutil.copytree(profiled / "workspaces" / "demo" / "profile", home / "demo" / "profile")
    params = read_params(profiled / "params" / "demo.yml", sorted(notebook.parent.glob("0*.ipynb")))
    execute(notebook, tmp_path / "02-map.ipynb", params.of(notebook), home=home)
    dump = read_dumps(params.values["dump"], {}, root=profiled)
    applied = without_credentials(apply_mapping(dump.frame, coded)).collect()
    assert pl.read_parquet(home / "demo" / "users.parquet").equals(applied)


def test_the_keyboard_is_enough(page, widget, profiled):
    path = profiled / "params" / "demo.mapping.yml"
    widget.locator('[role="row"][tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    widget.locator(".uf-title", has_text="last_login").wait_for()
    page.keyboard.press("End")
    widget.locator(".uf-title", has_text="first_name").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("super")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.column") == "is_superuser"
    widget.locator(".uf-title", has_text="is_superuser").wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("ArrowDown")  # from "leave behind" around to the first proposal
    becomes(widget, "is_superuser", "→ app_metadata.is_superuser")
    assert page.evaluate("document.activeElement.value") == "app_metadata.is_superuser"
    page.keyboard.press("Control+z")
    becomes(widget, "is_superuser", "left behind")
    page.keyboard.press("Control+Shift+Z")
    becomes(widget, "is_superuser", "→ app_metadata.is_superuser")
    widget.locator('[data-key="reason"]').focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("support asks for it")
    page.keyboard.press("Control+s")  # what is typed is told first
    widget.locator(".uf-last", has_text="Saved in demo.mapping.yml").wait_for()
    rule = next(rule for rule in Mapping.read(path).rules if rule.column == "is_superuser")
    assert (rule.target, rule.reason) == ("app_metadata.is_superuser", "support asks for it")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "row"


SPOILED = [
    ("1", " ann@x.co", "ann", "+49301234567"),
    ("2", "bo @x.co", "bo", "030 / 222 333"),
    ("3", "ann@x.co", "ann2", ""),
    ("4", "cy@x.co", "cy@x.co", ""),
    ("5", "di@x", "di", ""),
]
AS_IT_STANDS = Mapping(
    (
        ColumnRule("id", "user_id", reason="the key"),
        ColumnRule("mail", "email", reason="the address"),
        ColumnRule("login", "username"),
        ColumnRule("tel", "phone_number"),
    )
)


@pytest.fixture(scope="module")
def spoiled(project):
    """Another migration, whose dump has rows that the tenant would refuse, and its page."""
    frame = pl.DataFrame(SPOILED, schema=["id", "mail", "login", "tel"], orient="row")
    frame.write_csv(project / "spoiled.csv")
    dump = read_dumps("spoiled.csv", {}, root=project)
    profile_users(dump.frame).write(project / "workspaces" / "spoiled" / "profile")
    pages = nbformat.read(project / "notebooks" / "02-map.ipynb", as_version=4)
    parameters = next(cell for cell in pages.cells if "parameters" in cell.metadata.get("tags", []))
    parameters.source = parameters.source.replace('"demo"', '"spoiled"')
    parameters.source = parameters.source.replace('"params/demo/django.auth_user.csv"', '"spoiled.csv"')
    nbformat.write(pages, project / "notebooks" / "02-spoiled.ipynb")
    return dump


def fix(widget, words):
    return widget.get_by_role("button", name=f"Fix: {words}").first


def counted(widget):
    widget.locator('[data-fixes="done"]').wait_for(state="attached", timeout=60_000)


def test_a_fix_is_offered_taken_and_replayed(page, lab, spoiled, project, tmp_path):
    path = project / "params" / "spoiled.mapping.yml"
    AS_IT_STANDS.write(path)
    open_and_run(page, lab, "02-spoiled")
    widget = page.locator(".uf-mapping")
    counted(widget)
    assert widget.locator(".uf-said").inner_text() == "4 of 4 columns placed, 4 of 5 rows would be refused"
    told = widget.locator(".uf-remedies", has_text="takes white space off both ends")
    assert "repairs 1 of 3 rows; makes 1 equal to another user's" in told.first.inner_text()
    assert "Still refused: 1; correct them in the dump" in told.first.inner_text()
    assert page.evaluate(UNNAMED) == []
    names = page.evaluate(
        "[...document.querySelectorAll('.uf-mapping [data-key]')].map(one => one.dataset.key)"
    )
    assert len(names) == len(set(names))
    assert widget.evaluate(PALE) == []
    shoot(page, "02-map-fixes")

    fix(widget, "mail takes white space off both ends").click()
    widget.locator(".uf-last", has_text="fixed: mail, takes white space off both ends").wait_for()
    widget.locator(".uf-title", has_text="mail").wait_for()
    assert widget.locator(".uf-step b").all_inner_texts() == ["trim"]
    counted(widget)
    widget.locator('[data-key="changes"]', has_text="Changes 1 and empties 0 of all 5 rows").wait_for()
    assert widget.locator(".uf-said").inner_text() == "4 of 4 columns placed, 3 of 5 rows would be refused"
    fix(widget, "mail takes white space before and after the @ away").focus()
    page.keyboard.press("Enter")
    widget.locator(".uf-last", has_text="fixed: mail, takes white space before").wait_for()
    page.keyboard.press("Control+z")
    widget.locator(".uf-last", has_text="Taken back: fixed: mail, takes white space before").wait_for()
    counted(widget)
    widget.locator('[data-key="fix together"]').click()
    widget.locator(".uf-last", has_text="3 fixes taken").wait_for()
    counted(widget)
    assert widget.locator(".uf-said").inner_text() == "4 of 4 columns placed, 1 of 5 rows would be refused"
    widget.get_by_role("button", name="Save mapping").click()
    widget.locator(".uf-last", has_text="Saved in spoiled.mapping.yml").wait_for()

    coded = apply_fix(AS_IT_STANDS, offer_fixes(spoiled.frame, AS_IT_STANDS).offers[0])
    for offer in offer_fixes(spoiled.frame, coded).together:
        coded = apply_fix(coded, offer)
    coded.write(tmp_path / "coded.yml")
    assert path.read_bytes() == (tmp_path / "coded.yml").read_bytes()
    assert "the address; repairs 1 row the tenant would refuse: email.format" in path.read_text()

    home = tmp_path / "home"
    shutil.copytree(project / "workspaces" / "spoiled" / "profile", home / "spoiled" / "profile")
    execute(project / "notebooks" / "02-spoiled.ipynb", tmp_path / "02.ipynb", {}, home=home)
    users = pl.read_parquet(home / "spoiled" / "users.parquet")
    assert users["email"].to_list() == ["ann@x.co", "bo@x.co", "ann@x.co", "cy@x.co", "di@x"]
    assert users["phone_number"].to_list() == ["+49301234567", "+4930222333", None, None, None]
    assert users["username"].to_list() == ["ann", "bo", "ann2", None, "di"]
    good, _ = check_users(users)
    assert good.collect()["__row"].to_list() == [0, 1, 2, 3]


UNNAMED = """
() => [...document.querySelectorAll('.uf-mapping :is(input, select, button, [role=grid], [role=region], [role=radiogroup], progress, pre)')]
    .filter(one => {
        const by = one.getAttribute('aria-label') || one.innerText?.trim() || one.closest('label')?.innerText.trim();
        return !by;
    })
    .map(one => one.outerHTML.slice(0, 120))
"""


def test_every_control_has_a_name(widget, page):
    for column in ("first_name", "is_staff"):
        select(widget, column)
        for transform in ("replace", "phone", "datetime", "values"):
            add(widget, transform)
        assert page.evaluate(UNNAMED) == []
    names = page.evaluate(
        "[...document.querySelectorAll('.uf-mapping [data-key]')].map(one => one.dataset.key)"
    )
    assert len(names) == len(set(names)), "the focus finds its control again by this name"
    assert widget.locator("[aria-live]").count() == 1
    assert widget.get_by_role("row", selected=True).count() == 1
    assert widget.get_by_role("gridcell").count() == 11 * 7


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("width", [1280, 900, 600])
def test_it_fits_the_window_in_every_theme(page, widget, theme, width):
    """Nothing is wider than the page, and no text is paler than WCAG's 4.5 to 1."""
    page.set_viewport_size({"width": width, "height": 2600})
    try:
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
        counted(widget)
        assert widget.get_by_role("button", name=re.compile("^Fix: ")).count() == 2
        assert widget.evaluate(TOO_WIDE) == []
        assert widget.evaluate(PALE) == []
        select(widget, "is_active")
        add(widget, "values")
        if SHOTS:
            widget.screenshot(path=SHOTS / f"mapping-{theme[11:].lower()}-{width}.png")
        assert widget.evaluate(TOO_WIDE) == []
        assert widget.evaluate(PALE) == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 2600})


TOO_WIDE = """node => [...node.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1)
    .map(one => one.outerHTML.slice(0, 90))"""

PALE = r"""node => {
    const rgb = text => text.match(/[\d.]+/g).map(one => Number(one) * (text.startsWith('color(') ? 255 : 1));
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const ground = one => {
        for (let at = one; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (/^(rgb|color)\(/.test(colour)) return rgb(colour);
        }
        return [255, 255, 255];
    };
    return [...node.querySelectorAll('*')]
        .filter(one => [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim()) && !one.closest(':disabled, [aria-selected=true]'))
        .map(one => {
            const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))];
            return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), one.outerHTML.slice(0, 90)];
        })
        .filter(([ratio]) => ratio < 4.5);
}"""
