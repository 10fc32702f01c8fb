"""Generated scripts, with all that somebody has to know to use them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from userferry.display import counted, headline, table
from userferry.durable import make_folder, write_whole
from userferry.prose import prose
from userferry.scripts.store import Store

NAMES = ("login", "get_user", "create", "verify", "change_password", "delete", "change_email")
"""As `options.customScripts` spells them (behaviour.md §7)."""

IMPORT_MODE = NAMES[:2]
"""All that import mode needs; the others serve a store that goes on being asked."""

MAX_BYTES = 100 * 1024
"""What Auth0 takes for one script (behaviour.md §7)."""

_FACTS = "scripts.json"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that the scripts cannot do as the bulk import does.

    Args:
        what: The attribute or the form of hash.
        reason: Why, in words.
        way_out: What to do instead.
    """

    what: str
    reason: str
    way_out: str


@dataclass(frozen=True, slots=True, repr=False)
class Scripts:
    """The scripts of a custom database.

    Args:
        store: What they read.
        connection: Whose they are.
        sources: Name of `NAMES` → JavaScript.
        settings: What they read as `configuration` → what that is, in words; never a value.
        packages: npm packages that they require → version.
        left_out: What they do not do.
    """

    store: Store
    connection: str
    sources: Mapping[str, str]
    settings: Mapping[str, str]
    packages: Mapping[str, str]
    left_out: tuple[LeftOut, ...] = field(default=())

    @property
    def for_import_mode(self) -> "Scripts":
        """Those alone that import mode asks; the others would reach for the legacy store (behaviour.md §7)."""
        return replace(self, sources={name: self.sources[name] for name in IMPORT_MODE})

    def write(self, folder: Path) -> Path:
        """Write `<name>.js` for each script, and `scripts.json` about them."""
        make_folder(folder)
        for name, source in self.sources.items():
            write_whole(folder / f"{name}.js", source)
        facts = {
            "store": asdict(self.store), "connection": self.connection, "scripts": list(self.sources),
            "settings": dict(self.settings), "packages": dict(self.packages),
            "left_out": [asdict(each) for each in self.left_out],
        }  # fmt: skip
        write_whole(folder / _FACTS, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> "Scripts":
        """Read what `write` wrote, and the scripts as they are now: somebody may have changed them."""
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        store: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in facts["store"].items()
        }
        return cls(
            Store(**store),
            facts["connection"],
            {name: (folder / f"{name}.js").read_text(encoding="utf-8") for name in facts["scripts"]},
            facts["settings"],
            facts["packages"],
            tuple(LeftOut(**each) for each in facts["left_out"]),
        )

    def __repr__(self) -> str:
        """Say what there is."""
        return f"Scripts({len(self.sources)} for {self.store.kind}; {counted(len(self.left_out), 'thing')} left out)"

    def _repr_html_(self) -> str:
        rows = [
            (f"{name}.js", source.count("\n"), f"{len(source.encode()) / 1024:.1f} KB")
            for name, source in self.sources.items()
        ]
        shown = table(headline(self), ["script", "lines", "size"], rows)
        shown += table("They read, as `configuration`", ["setting", "what it is"], self.settings.items())
        if self.left_out:
            told = [tuple(map(prose, (each.what, each.reason, each.way_out))) for each in self.left_out]
            shown += table("They do not", ["what", "because", "instead"], told)
        return shown
