"""A tenant with a few users whose hours pass at once, and errands that delete or change them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.runs.simulated import Simulated, Simulation

from userferry.api import Session, delete_user, patch_user
from userferry.errands import Errand
from userferry.runs import Pace
from userferry.tenant import LocalTenant

PACE = Pace(max_requests_per_second=1.5)
USERS = 6


@dataclass
class Scene(Simulated):
    """A tenant, a session with it, the errands, and how often each was asked."""

    asked: list[str] = field(default_factory=list)

    def errands(self) -> list[Errand]:
        """Delete every other user, and change those between."""
        return [
            Errand(f"auth0|{number}", "delete" if number % 2 else "change", {"level": number})
            for number in range(USERS)
        ]

    def carry(self, errand: Errand) -> str:
        self.asked.append(errand.key)
        if errand.kind == "delete":
            delete_user(self.session, errand.key)
            return "deleted"
        patch_user(self.session, errand.key, {"user_metadata": errand.facts})
        return "changed"

    def people(self) -> dict[str, object]:
        """Who is there, with their metadata."""
        found = self.session.request("GET", "/api/v2/users", params={"per_page": "100"}).json()
        return {each["user_id"]: each.get("user_metadata") for each in found}


@pytest.fixture
def scene() -> Iterator[Scene]:
    with LocalTenant(clock=lambda: 1_800_000_000.0) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        made = Scene(Simulation(tenant, session))
        for number in range(USERS):
            user = {"email": f"u{number}@example.com", "password": "Ferry-2026!", "user_id": str(number)}
            session.request("POST", "/api/v2/users", json={**user, "connection": tenant.connection})
        yield made
