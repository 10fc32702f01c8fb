"""An answer of the tenant as data, and what it means: which answers are errors, and of which kind."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from userferry.errors import TenantError, TerminalError, TransientError

MAX_WAIT_SECONDS = 60.0
"""The longest that a rate-limit header is believed; Auth0's own SDKs cap it there too (behaviour.md §10)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tenant answered.

    Args:
        status: The HTTP status.
        headers: With lower-case names.
        body: The bytes; never shown, for they may hold people's data.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Parse the body; None where it is empty. Raises TransientError for a body that is no JSON."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            raise TransientError(
                f"The tenant's {self.status} answer is not JSON, so something between here and it answered "
                "instead. Nothing was read from it; try again, and check the address if it stays.",
                status=self.status,
            ) from None


def reset_wait_seconds(answer: Answer, *, now: float) -> float | None:
    """Say how long the tenant asks to wait, in seconds; None where it does not (behaviour.md §5.6).

    `Retry-After` counts seconds; `x-ratelimit-reset` is a time in UTC epoch seconds.
    """
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if reset.isdigit():
        return min(max(0.0, float(reset) - now), MAX_WAIT_SECONDS)
    return None


def error_of(answer: Answer, *, doing: str, now: float) -> TenantError | None:
    """Turn an answer that is no success into the error it means; None for a 2xx.

    Args:
        answer: The tenant's answer.
        doing: The call, such as `GET /api/v2/jobs/job_1`, for the message.
        now: The time in epoch seconds, against which `x-ratelimit-reset` is read.
    """
    if 200 <= answer.status < 300:  # noqa: PLR2004 the class of success in HTTP
        return None
    message, code = _reason(answer)
    said = f"{doing} was answered {answer.status}: {message}" + "." * (message[-1] not in ".!?")
    # Too many wrong log-ins is a 429 that waiting does not lift (brute-force protection, not a rate limit).
    if answer.status == 429 and code != "too_many_attempts":  # noqa: PLR2004 HTTP's rate limit
        return TransientError(
            f"{said} Nothing was done; try again later.",
            status=429,
            code=code,
            retry_after_seconds=reset_wait_seconds(answer, now=now),
        )
    if code == DISK_FULL:
        return TerminalError(
            f"{said} Nothing was done. Make room on it, and run this again.", status=answer.status, code=code
        )
    if answer.status >= 500:  # noqa: PLR2004 the class of a server's errors in HTTP
        return TransientError(
            f"{said} It may or may not have been done; try again later.",
            status=answer.status,
            code=code,
            retry_after_seconds=reset_wait_seconds(answer, now=now),
        )
    advice = _ADVICE.get(answer.status, "")
    if code == LACKS_SCOPE:
        advice = f"Nothing was done. {grant_words(_SCOPES.findall(message))}"
    return TerminalError(f"{said} {advice}".strip(), status=answer.status, code=code)


def grant_words(scopes: Sequence[str]) -> str:
    """Say where an application is granted scopes of the Management API, such as those that a refusal names."""
    named = f"the {'scopes' if len(scopes) > 1 else 'scope'} {', '.join(scopes) or 'it lacks'}"
    return f"Grant this application {named} in {GRANTED_AT}; then run this again."


GRANTED_AT = (
    "Auth0's dashboard, under Applications › Applications › the application › APIs › Auth0 Management API"
)
"""Where a person ticks an application's scopes."""

LACKS_SCOPE = "insufficient_scope"
"""The tenant's code for a token that does not allow the call (`behaviour.md` §5.6)."""

DISK_FULL = "disk_full"
"""The embedded tenant's own code, with a 507: the disk under it is this machine's, and it undid what found no room."""

_SCOPES = re.compile(r"[a-z_]+:[a-z_]+")
_ADVICE = {
    401: "Nothing was done. Check the client id, its secret and the audience.",
    403: f"Nothing was done. The application may not do this; what it may is set in {GRANTED_AT}.",
    404: "Nothing was done.",
    413: "Nothing was done. Cut smaller files.",
}


def _reason(answer: Answer) -> tuple[str, str | None]:
    """Read message and code, of the Management API's bodies, OAuth's and sign-up's (`code`, `description`)."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return "(no reason given).", None
    told = [body.get(name) for name in ("message", "error_description", "description", "error")]
    message = next((words for words in told if words), "(no reason given).")
    code = (
        body.get("errorCode") or body.get("code") or (body.get("error") if "statusCode" not in body else None)
    )
    return str(message), str(code) if code else None
