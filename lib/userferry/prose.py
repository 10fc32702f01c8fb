"""Sentences of ours as HTML."""

import os
import re
import time

from markupsafe import Markup, escape

_IN_SIGHT = """\
<div data-shown="{now}">
{html}</div>
<script>(() => {{
if (Math.abs(Date.now() - {now}) > 60000) return;
let isFree = true; // until the reader moves; what is drawn late above it would push it away again
const leave = () => {{ isFree = false; }};
for (const sign of ["wheel", "pointerdown", "keydown"]) addEventListener(sign, leave, {{once: true, capture: true}});
const show = () => isFree && document.querySelector('[data-shown="{now}"]')?.scrollIntoView({{block: "center"}});
for (const later of [0, 700, 2000]) setTimeout(show, later);
}})()</script>
"""
_SESSION_VARIABLE = "JPY_SESSION_NAME"
"""Jupyter's server says by it which page a kernel was started for; papermill's kernels have none."""

_CODE = re.compile("`([^`]+)`")


def prose(text: str) -> Markup:
    """Write a sentence, escaped; what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 escaped before it is marked


def in_sight(html: str) -> str:
    """Bring what has just come to the reader of an open page, for Run All Cells leaves JupyterLab at the page's foot.

    A page that is opened again later stays where it is, and one that nobody looks at is as it was.
    """
    if _SESSION_VARIABLE not in os.environ:
        return html
    return _IN_SIGHT.format(now=time.time_ns() // 1_000_000, html=html)
