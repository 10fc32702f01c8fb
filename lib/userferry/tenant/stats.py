"""`GET /stats/daily`: logins and signups by day, counted from the log."""

import re
from collections import Counter

from starlette.responses import Response

from .clock import stamp
from .refusals import InvalidQuery, Refusal, answer
from .state import Call, TenantState

DAY = r"^2[0-9]{3}((0[1-9])|(1[0-2]))((0[1-9])|([12][0-9])|(3[01]))$"  # OpenAPI


def list_daily_stats(state: TenantState, call: Call) -> Response:
    """Give each day that had one; a day without any is left out (inferred)."""
    first, last = (read_day(call.query.get(name), name) for name in ("from", "to"))
    if first and last and first > last:
        raise Refusal(400, "'from' date cannot be greater than 'to' date.", "invalid_query_string")
    logins, signups = Counter[str](), Counter[str]()
    for row in state.store.reader().execute("SELECT at, type FROM logs WHERE type IN ('s', 'ss')"):
        (logins if row["type"] == "s" else signups)[stamp(row["at"])[:10]] += 1
    days = sorted(logins.keys() | signups.keys())
    return answer(
        [
            {
                "date": f"{day}T00:00:00.000Z",
                "logins": logins[day],
                "signups": signups[day],
                "leaked_passwords": 0,
                "created_at": f"{day}T00:00:00.000Z",
                "updated_at": f"{day}T00:00:00.000Z",
            }
            for day in days
            if (first or "") <= day.replace("-", "") <= (last or "9")
        ]
    )


def read_day(text: str | None, name: str) -> str | None:
    """Read `YYYYMMDD`."""
    if text is not None and not re.fullmatch(DAY, text, re.ASCII):
        raise InvalidQuery(f"'String does not match pattern {DAY}' on property {name}")
    return text
