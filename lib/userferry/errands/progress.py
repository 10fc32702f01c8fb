"""How far a list of errands is."""

from dataclasses import dataclass

_MINUTE = 60.0
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ErrandsProgress:
    """How far a list of errands is.

    Args:
        total: Errands of the list.
        done: Those of which it is known what came, failed ones included.
        failed: Those that the tenant refused.
        seconds_left: How long the rest takes at the pace so far; None before the first.
    """

    total: int
    done: int
    failed: int
    seconds_left: float | None = None

    def __str__(self) -> str:
        parts = [f"{self.done:,} of {self.total:,} done", f"{self.failed:,} failed"]
        if self.done < self.total and self.seconds_left is not None:
            parts.append(f"about {_time(self.seconds_left)} left")
        return " · ".join(parts)


def _time(seconds: float) -> str:
    """Write seconds in the unit that suits them."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:,.0f} seconds"
    return f"{seconds / _MINUTE:,.0f} minutes" if seconds < 2 * _HOUR else f"{seconds / _HOUR:,.1f} hours"
