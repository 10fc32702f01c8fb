"""Clicks in the mapping's page, each timed in the browser from the event to the change that it is for."""

import random
from collections.abc import Iterator
from typing import Any

TIMED = """
async ({ selector, value, event, change }) => {
    const place = document.querySelector('.uf-mapping');
    const isThere = new Function('place', `return ${change}`);
    const target = place.querySelector(selector);
    if (!target) throw new Error(`nothing is ${selector}`);
    if (value !== null) target.value = value;
    if (isThere(place)) throw new Error(`already so: ${change}`);
    const started = performance.now();
    return await new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`never so: ${change}`)), 20000);
        const watch = new MutationObserver(() => {
            if (!isThere(place)) return;
            watch.disconnect();
            clearTimeout(late);
            resolve(performance.now() - started);
        });
        watch.observe(place, { subtree: true, childList: true, attributes: true, characterData: true });
        event === 'click' ? target.click() : target.dispatchEvent(new Event(event, { bubbles: true }));
    });
}
"""
_TITLE = "place.querySelector('.uf-title').textContent === '{0}'"
_BECOMES = "place.querySelector('[data-column=\"{0}\"] .uf-becomes').textContent === '→ {1}'"
_HAS = "[...place.querySelectorAll('.uf-detail .uf-step b')].some(one => one.textContent === '{0}')"
_SHOWN = "place.querySelectorAll('.uf-row:not([hidden])').length {0}"


def rounds(columns: list[str], every: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give clicks of six kinds, as an analyst goes from column to column: select, target, transforms, undo, filter.

    Args:
        columns: Those to go to.
        every: How many columns the dump has.
    """
    chance = random.Random(1)
    for column in chance.sample(columns, 8):
        yield "select a column", click(f'[data-column="{column}"]', _TITLE.format(column))
        yield (
            "choose a target",
            click(
                f'[data-key="target user_metadata.{column}"]',
                _BECOMES.format(column, f"user_metadata.{column}"),
            ),
        )
        yield "add a transform", click('[data-key="add"]', _HAS.format("nfc"), picker="nfc")
        yield (
            "add another",
            click('[data-key="add"]', _HAS.format("strip_invisible"), picker="strip_invisible"),
        )
        yield "take it back", click('[data-key="undo"]', "!" + _HAS.format("strip_invisible"))
        yield "filter", typed('[data-key="search"]', column, _SHOWN.format(f"< {every}"))
        yield "filter no more", typed('[data-key="search"]', "", _SHOWN.format(f"=== {every}"))


def click(selector: str, change: str, picker: str = "") -> dict[str, Any]:
    """Say what to click and what it should change."""
    return {"selector": selector, "value": None, "event": "click", "change": change, "picker": picker}


def typed(selector: str, value: str, change: str) -> dict[str, Any]:
    """Say what to type where, and what it should change."""
    return {"selector": selector, "value": value, "event": "input", "change": change, "picker": ""}


def timed(page: Any, step: dict[str, Any]) -> float:
    """Do it, and give the milliseconds until its change stood in the page."""
    picker = step.pop("picker")
    if picker:
        page.locator('[data-key="picker"]').select_option(picker)
    return float(page.evaluate(TIMED, step))
