"""The mapping being edited: what is chosen, what is wrong with it, whether the file says the same."""

from pathlib import Path

from traitlets import HasTraits, Instance, List, Unicode

from userferry.errors import DecisionError
from userferry.mapping import HashRule, Mapping, column_drift, suggest_mapping
from userferry.mapping.following import ordered as ordered_steps
from userferry.profile import Profile
from userferry.schema import ATTRIBUTES

METADATA = ("app_metadata", "user_metadata")


class MappingModel(HasTraits):
    """State of the mapping widget; set a choice, read `complaints` and `status`, save.

    Args:
        path: The mapping file; where there is none yet, the suggestion is the start.
        profile: The dump's profile.
    """

    mapping = Instance(Mapping)
    complaints = List(Unicode())
    status = Unicode()

    def __init__(self, path: Path, profile: Profile) -> None:
        super().__init__()
        self.path = path
        self.profile = profile
        self.mapping = self._start()
        self._judge()

    @property
    def choices(self) -> list[str]:
        """What a column may become: every attribute, and each column's own place in the metadata."""
        plain = [name for name in ATTRIBUTES if name not in METADATA]
        paths = [f"{root}.{column}" for root in METADATA for column in self.profile.kinds()]
        chosen = [target for target in self.mapping.targets().values() if target]
        return list(dict.fromkeys([*plain, *paths, *chosen]))

    def choose(self, column: str, *, target: str | None, transforms: tuple[str, ...]) -> None:
        """Decide what becomes of a column; a transform that the file gives arguments keeps them."""
        rule = next(rule for rule in self.mapping.rules if rule.column == column)
        kept_words = [word for word in rule.transforms if str(word) in transforms]
        added = [name for name in transforms if name not in map(str, kept_words)]
        ordered = tuple(ordered_steps([*kept_words, *added]))
        if (target, ordered) != (rule.target, rule.transforms):
            kept = rule.hash if target == rule.target else HashRule()
            self.mapping = self.mapping.change(
                column, target=target, transforms=ordered, reason="chosen by hand", hash=kept
            )
        self._judge()

    def save(self) -> None:
        """Write the mapping file, unless something in it cannot be followed."""
        if not self.complaints:
            self.mapping.write(self.path)
        self._judge()

    def _start(self) -> Mapping:
        return Mapping.read(self.path) if self.path.exists() else suggest_mapping(self.profile)

    def _judge(self) -> None:
        self.complaints = self.mapping.complaints() + column_drift(self.mapping, list(self.profile.kinds()))
        placed = sum(target is not None for target in self.mapping.targets().values())
        saved = "saved" if self._is_saved() else "not saved"
        wrong = f"; {len(self.complaints)} to mend before it can be saved" if self.complaints else ""
        self.status = (
            f"{placed} of {len(self.mapping.rules)} columns placed; {saved} in {self.path.name}{wrong}"
        )

    def _is_saved(self) -> bool:
        try:
            return Mapping.read(self.path) == self.mapping
        except DecisionError:
            return False
