"""What a rehearsal copies from the tenant that it is like."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.targets.settings import changed_settings

FACTS, USERS = "likeness.json", "users.ndjson"
LIKE = "like"
"""The workspace's folder for what was copied."""

START_OVER = "remove the folder `tenant` of this workspace, give `run` another name, and it is made anew"
_FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class Likeness:
    """What was copied from a tenant.

    Args:
        tenant: As the parameters name it.
        connection: The connection's name.
        settings: Of the connection, as `settings_of` gives them.
        matches_user_id: Whether its flag `import_user_match_user_profile_on_user_id` is on (`behaviour.md` §2.4).
        roles: Its roles, `id` and `name` of each.
        organizations: Its organizations, `id` and `name` of each, `display_name` where there is one.
        users: How many users its export listed; None where they were not copied.
        users_digest: The SHA-256 of that list in hex, empty where they were not copied.
        wants_users: Whether its users were asked for.
        unseen: What it has that nobody could see or copy, a clause each.
        asked_at: When: ISO 8601, UTC.
        changed: What of it is no longer so at the tenant, as far as it was asked since.
    """

    tenant: str
    connection: str
    settings: dict[str, Any] = field(repr=False)
    matches_user_id: bool
    roles: tuple[dict[str, str], ...] = field(repr=False)
    organizations: tuple[dict[str, str], ...] = field(repr=False)
    users: int | None
    users_digest: str
    wants_users: bool
    unseen: tuple[str, ...]
    asked_at: str
    changed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 in hex of what was copied, whenever that was."""
        copied = [self.tenant, self.connection, self.settings, self.matches_user_id, self.users_digest]
        copied += [self.roles, self.organizations]
        return hashlib.sha256(json.dumps(copied, sort_keys=True).encode()).hexdigest()

    def facts(self) -> list[tuple[str, str]]:
        """Give what was copied, as rows of a table."""
        counts = {"roles": len(self.roles), "organizations": len(self.organizations), "users": self.users}
        counted = "".join(
            f", {count:,} {what if count > 1 else what[:-1]}" for what, count in counts.items() if count
        )
        return [
            ("made like", f"{self.tenant}, connection {self.settings['id']}"),
            ("copied", f"the connection's settings{counted}; as of {self.asked_at}"),
            ("digest", self.digest[:12]),
        ]

    def notices(self) -> list[str]:
        """Say what a person should know who trusts the rehearsal."""
        days = (datetime.now(UTC) - datetime.fromisoformat(self.asked_at)) // _FRESH
        said = [f"Not seen there: {'; '.join(self.unseen)}."] if self.unseen else []
        if days:
            said.append(f"This copy is {days} {'day' if days == 1 else 'days'} old; `ask: again` asks anew.")
        if self.changed:
            said.append(
                f"Changed there since: {', '.join(self.changed)}. This rehearsal holds users that it was sent, and "
                f"stays as it was made; {START_OVER}."
            )
        return said

    def __repr__(self) -> str:
        """Say what was copied from where."""
        users = "" if self.users is None else f" and {self.users:,} users"
        return f"Likeness({self.tenant}, {self.connection}: its settings{users})"

    def _repr_html_(self) -> str:
        return table(headline(self), ["", ""], self.facts(), note=" ".join(self.notices()))

    def differences(self, now: "Likeness") -> tuple[str, ...]:
        """Name what is no longer as it was copied."""
        changed = changed_settings(self.settings, now.settings)
        changed += ["whether a user_id matches"] if self.matches_user_id != now.matches_user_id else []
        changed += ["its roles"] if self.roles != now.roles else []
        changed += ["its organizations"] if self.organizations != now.organizations else []
        changed += ["its users"] if self.users_digest != now.users_digest else []
        return tuple(changed)

    def write(self, folder: Path) -> Path:
        """Write `likeness.json` into the folder."""
        write_whole(folder / FACTS, json.dumps(asdict(self), indent=1))
        return folder / FACTS

    @classmethod
    def read(cls, folder: Path) -> "Likeness":
        """Read what `write` wrote."""
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        listed = ("roles", "organizations", "unseen", "changed")
        return cls(**{**facts, **{name: tuple(facts[name]) for name in listed}})
