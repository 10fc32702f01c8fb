"""The tenant's knobs: what Auth0 decides by plan, by flag or by year, and what a test may want otherwise."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from .tiers import Tier

FailureStyle = Literal["status_details", "no_content"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set when the tenant starts.

    Args:
        tier: The plan whose rate limits and speed apply; None limits nothing.
        index_lag_seconds: How long a new user stays out of searches, on the tenant's clock.
        failure_style: What `/errors` answers for a job that failed as a whole: the job with its
            `status_details` (OpenAPI), or 204 and nothing (reported, `behaviour.md §3.3`).
        legacy_jobs: Show `processing` and `expired` as Auth0's older pages do (`§3.1`).
        documented_codes: Call a broken format `FORMAT`, as the documented list does, instead of the reported
            `INVALID_FORMAT` (`§3.4`: the list is not that of today's validator).
        match_on_user_id: The tenant flag `import_user_match_user_profile_on_user_id` (reported, `§2.4`).
        node_modules: The folder whose packages the scripts of a custom database may `require`.
        script_seconds: How long one such script may take.
        script_megabytes: How much heap the scripts of one connection may use together.
        policy_on_migration: Hold the password of whoever moves in against the connection's policy (reported,
            `§7`).

    Raises:
        ValueError: A value that cannot be.
    """

    tier: Tier | None = None
    index_lag_seconds: float = 0.0
    failure_style: FailureStyle = "status_details"
    legacy_jobs: bool = False
    documented_codes: bool = False
    match_on_user_id: bool = False
    node_modules: Path | None = None
    script_seconds: float = 20.0
    script_megabytes: int = 128
    policy_on_migration: bool = False

    def __post_init__(self) -> None:
        if self.failure_style not in get_args(FailureStyle):
            styles = " or ".join(get_args(FailureStyle))
            raise ValueError(f"failure_style is {styles}, not {self.failure_style!r}. Nothing was started.")
        if self.index_lag_seconds < 0 or self.script_seconds <= 0 or self.script_megabytes < 1:
            raise ValueError("A lag is 0 or more, a script's bounds are above 0. Nothing was started.")
