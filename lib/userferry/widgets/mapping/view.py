"""The mapping as a form: a line for each column, its complaints under it, one button."""

from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from userferry.mapping import TRANSFORMS
from userferry.profile import Profile
from userferry.widgets.mapping.model import MappingModel

_LEFT_BEHIND = "(leave behind)"
_COLUMNS = "minmax(9em,1fr) 6em minmax(12em,1.2fr) minmax(16em,1.5fr) minmax(12em,1.4fr)"


def edit_mapping(path: Path, profile: Profile) -> w.VBox:
    """Show the mapping file as a form; Save writes it, and the next cell reads it.

    Args:
        path: The mapping file; need not exist yet.
        profile: The dump's profile.
    """
    model = MappingModel(path, profile)
    samples = dict(profile.columns.select("column", "sample").iter_rows())
    heads = [
        w.HTML(f"<b>{head}</b>")
        for head in ("column", "kind", "becomes", "transforms", "looks like (masked)")
    ]
    lines = [
        cell for rule in model.mapping.rules for cell in _line(model, rule.column, samples.get(rule.column))
    ]
    grid = w.GridBox([*heads, *lines], layout=w.Layout(grid_template_columns=_COLUMNS, grid_gap="2px 12px"))
    save = w.Button(description="Save mapping", button_style="primary", tooltip=f"Write {path.name}")
    save.on_click(lambda _: model.save())
    status, complaints = w.HTML(), w.HTML()
    w.dlink((model, "status"), (status, "value"), escape)
    w.dlink((model, "complaints"), (complaints, "value"), _listed)
    w.dlink((model, "complaints"), (save, "disabled"), bool)
    return w.VBox([grid, complaints, w.HBox([save, status])])


def _line(model: MappingModel, column: str, sample: str | None) -> list[w.Widget]:
    rule = next(rule for rule in model.mapping.rules if rule.column == column)
    fill = w.Layout(width="auto")
    target = w.Combobox(
        value=rule.target or _LEFT_BEHIND,
        options=[_LEFT_BEHIND, *model.choices],
        layout=fill,
        continuous_update=False,
    )
    transforms = w.TagsInput(
        value=list(map(str, rule.transforms)), allowed_tags=list(TRANSFORMS), allow_duplicates=False
    )
    target.tooltip = f"What `{column}` becomes"

    def choose(_: Any) -> None:
        chosen = None if target.value in ("", _LEFT_BEHIND) else target.value
        model.choose(column, target=chosen, transforms=tuple(transforms.value))

    target.observe(choose, "value")
    transforms.observe(choose, "value")
    kind = model.profile.kinds().get(column, "not in the dump")
    texts = [w.HTML(escape(text)) for text in (column, kind, sample or "")]
    return [texts[0], texts[1], target, transforms, texts[2]]


def _listed(complaints: list[str]) -> str:
    return (
        "<ul>" + "".join(f"<li>{escape(complaint)}</li>" for complaint in complaints) + "</ul>"
        if complaints
        else ""
    )
