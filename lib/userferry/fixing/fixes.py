"""The fixes that are offered, what they do together, and what stays refused whatever is done."""

import json
from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from userferry.display import headline, sentence, table
from userferry.durable import make_folder, write_whole
from userferry.fixing.offer import Offer


@dataclass(frozen=True, slots=True)
class Remainder:
    """A rule that rows break even with all the fixes that go together.

    Args:
        rule: The rule.
        rows: Rows that break it still.
        otherwise: What to do about them, in words.
    """

    rule: str
    rows: int
    otherwise: str


@dataclass(frozen=True, slots=True, repr=False)
class Fixes:
    """What would repair rows, each fix counted alone and those that go together counted at once.

    Args:
        refused: Rows that the tenant would refuse now.
        offers: By the rules that most rows break, and for each the safest first.
        chosen: The places, in `offers`, of those that refused rows are repaired by together, in their order.
        repairs: Rows that are refused now and would be taken after all of those.
        collides: Values changed by all of those that would be equal to another user's.
        remainders: What stays refused after them.
    """

    refused: int
    offers: tuple[Offer, ...] = ()
    chosen: tuple[int, ...] = ()
    repairs: int = 0
    collides: int = 0
    remainders: tuple[Remainder, ...] = ()

    @property
    def together(self) -> tuple[Offer, ...]:
        """The offers that contradict none of the others before them and mend something that these do not."""
        return tuple(self.offers[place] for place in self.chosen)

    def __repr__(self) -> str:
        """Say how many rows could be repaired."""
        together = f"together they repair {self.repairs:,} of {self.refused:,} refused rows"
        count = len(self.offers)
        return f"Fixes({count} {'fix' if count == 1 else 'fixes'}; {together})"

    def _repr_html_(self) -> str:
        if not self.offers and not self.remainders:
            return sentence("No row is refused, and nothing has to be fixed.")
        offers = [(one.column, one.words, one.effect, one.loses or None) for one in self.offers]
        stays = [(one.rule, one.rows, one.otherwise) for one in self.remainders]
        offered = table(headline(self), ["column", "fix", "what it does", "what it loses"], offers)
        return offered + (table("", ["stays refused for", "rows", "what to do"], stays) if stays else "")

    def as_written(self) -> dict[str, Any]:
        """Give it as JSON has it; no value of the dump is in it."""
        plain = {name: getattr(self, name) for name in ("refused", "repairs", "collides")}
        return plain | {
            "chosen": list(self.chosen),
            "offers": [one.as_written() for one in self.offers],
            "remainders": [asdict(one) for one in self.remainders],
        }

    @classmethod
    def as_read(cls, written: Table[str, Any]) -> "Fixes":
        """Read what `as_written` gave."""
        return cls(
            **{
                **written,
                "chosen": tuple(written["chosen"]),
                "offers": tuple(map(Offer.as_read, written["offers"])),
                "remainders": tuple(Remainder(**one) for one in written["remainders"]),
            }
        )

    def write(self, folder: Path) -> Path:
        """Write `fixes.json` into the folder."""
        path = make_folder(folder) / "fixes.json"
        write_whole(path, json.dumps(self.as_written(), ensure_ascii=False, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Fixes":
        """Read what `write` wrote."""
        return cls.as_read(json.loads((folder / "fixes.json").read_text(encoding="utf-8")))
