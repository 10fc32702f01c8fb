"""The bridge between a model in the kernel and its view in the browser: traits go out, actions come in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Any as AnyTrait
from traitlets import HasTraits, Unicode, dlink

_DOM = Path(__file__).parent / "dom.js"


class Model(HasTraits):
    """State that a panel shows: its traits tagged `shown` go out, its `ACTIONS` may be asked for."""

    ACTIONS: tuple[str, ...] = ()


class Panel(anywidget.AnyWidget):
    """Shows a model and passes on what a person does; it knows nothing about either.

    Each of the model's traits that is tagged `shown` is mirrored as JSON under its own name, so that a click ships only
    what it changed. A message `{"do": name, …}` calls the model's method of that name, if `ACTIONS` of the model lists
    it. JupyterLab may keep what is mirrored in the notebook: a model shows nothing that must not be kept.

    Args:
        model: The state; lists in `ACTIONS` what may be done.
        scripts: Files of plain JavaScript, joined to one module; the last one has its default export.
        style: The file with its CSS.
    """

    def __init__(self, model: Model, *, scripts: Sequence[Path], style: Path) -> None:
        texts = [path.read_text(encoding="utf-8") for path in (_DOM, *scripts)]
        self.add_traits(
            _esm=Unicode("\n".join(texts)).tag(sync=True),
            _css=Unicode(style.read_text(encoding="utf-8")).tag(sync=True),
            **{name: AnyTrait(getattr(model, name)).tag(sync=True) for name in model.trait_names(shown=True)},
        )
        super().__init__()
        self.model = model
        for name in model.trait_names(shown=True):
            dlink((model, name), (self, name))
        self.on_msg(self._do)

    def _do(self, _: Any, message: dict[str, Any], __: Any) -> None:
        said = dict(message)
        name = said.pop("do", None)
        if name in self.model.ACTIONS:
            with self.hold_sync():
                getattr(self.model, name)(**said)
