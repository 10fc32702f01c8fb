"""A tenant, a session with it, and a run between them, as the runs' own tests have them."""

from tests.runs.conftest import begin, session, tenant

__all__ = ["begin", "session", "tenant"]
