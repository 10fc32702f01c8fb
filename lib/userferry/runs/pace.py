"""How a run is sent: how many jobs at once, how often it asks, how long it waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run is sent; the defaults suit the smallest plan, two requests a second (behaviour.md §5.6).

    Args:
        jobs_in_flight: Imports at work at once; Auth0 takes two (behaviour.md §2.3).
        min_poll_seconds: The least between two questions after the same job.
        max_poll_seconds: The most.
        max_requests_per_second: Of questions after jobs, all together; the rest of the plan's rate is left to
            the imports themselves and to whoever else uses the tenant.
        grace_seconds: Between two looks at the users while a lost job may still be at work.
        patience_seconds: How long to wait for a place among the tenant's active jobs, or for its address to
            answer, before giving up for now; a job ends after two hours at the latest.
        max_attempts: How often a chunk is sent in one call before it stays in doubt.
    """

    jobs_in_flight: int = 2
    min_poll_seconds: float = 1.0
    max_poll_seconds: float = 60.0
    max_requests_per_second: float = 1.5
    grace_seconds: float = 30.0
    patience_seconds: float = 9000.0
    max_attempts: int = 5
