"""The bridge between a model in the kernel and its view in the browser: traits go out, actions come in."""

from pathlib import Path
from typing import Any

import anywidget
from traitlets import Any as AnyTrait
from traitlets import HasTraits, Unicode, dlink

_SHARED = Path(__file__).parent


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
        folder: Its files of plain JavaScript are joined to one module, with those that every page has; so is its CSS.
    """

    def __init__(self, model: Model, folder: Path) -> None:
        self.add_traits(
            _esm=Unicode(_joined("*.js", folder)).tag(sync=True),
            _css=Unicode(_joined("*.css", folder)).tag(sync=True),
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


def _joined(pattern: str, folder: Path) -> str:
    paths = [*sorted(_SHARED.glob(pattern)), *sorted(folder.glob(pattern))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
