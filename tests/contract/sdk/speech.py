"""What the suite asks of a tenant, said through auth0-python of either generation, unmodified."""

import json
import ssl
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Protocol

SDK = version("auth0-python")
REAL_VARIABLES = (
    "AUTH0_TEST_DOMAIN",
    "AUTH0_TEST_CLIENT_ID",
    "AUTH0_TEST_CLIENT_SECRET",
    "AUTH0_TEST_CONNECTION",
)
GENERATION = int(SDK.split(".")[0])


class Said(Exception):  # noqa: N818 -- a tenant's no, whichever exception the SDK made of it
    """The tenant refused.

    Args:
        status: The HTTP status.
        code: Auth0's `errorCode`.
    """

    def __init__(self, status: int | None, code: str | None) -> None:
        self.status, self.code = status, code
        super().__init__(f"{status} {code}")


class Speech(Protocol):
    """The calls of the suite; answers are plain dicts and lists."""

    def submit(
        self, users: list[dict[str, Any]], connection_id: str, *, upsert: bool, external_id: str
    ) -> Any: ...
    def job(self, job_id: str) -> Any: ...
    def errors(self, job_id: str) -> list[Any]: ...
    def export(self, connection_id: str, fields: list[dict[str, str]]) -> Any: ...
    def users(self, *, page: int, per_page: int, query: str | None = None) -> list[Any]: ...
    def user(self, user_id: str) -> Any: ...
    def create(self, body: dict[str, Any]) -> Any: ...
    def patch(self, user_id: str, body: dict[str, Any]) -> Any: ...
    def delete(self, user_id: str) -> None: ...
    def by_email(self, email: str) -> list[Any]: ...
    def connections(self, name: str | None = None) -> list[Any]: ...
    def connection(self, connection_id: str) -> Any: ...


def ask(call: Callable[[], Any]) -> Any:
    """Call the SDK and give a refusal of either generation as `Said`."""
    try:
        return call()
    except Exception as error:
        body = getattr(error, "body", None)
        if GENERATION >= 5 and hasattr(error, "status_code"):
            said = body if isinstance(body, dict) else getattr(body, "__dict__", {})
            code = said.get("errorCode") or said.get("error_code")
            raise Said(error.status_code, code) from error
        if type(error).__name__ == "Auth0Error":
            raise Said(error.status_code, error.error_code) from error
        raise


def plain(answer: Any) -> Any:
    """Give an answer's models as the JSON they came from."""
    if isinstance(answer, list):
        return [plain(item) for item in answer]
    return json.loads(answer.json()) if hasattr(answer, "json") else answer


class NewSpeech:
    """auth0-python 5 and 6.

    Args:
        url: The tenant's.
        token: A Management API token.
        ca_file: Whom to trust, where the tenant has an authority of its own.
    """

    def __init__(self, url: str, token: str, ca_file: str | None) -> None:
        import httpx  # noqa: PLC0415 -- the other generation does not have it
        from auth0.management import Auth0  # noqa: PLC0415 -- nor this name in this form

        trust = ssl.create_default_context(cafile=ca_file) if ca_file else None
        client = httpx.Client(verify=trust, timeout=30) if trust else None
        self._api = Auth0(base_url=f"{url}/api/v2", token=token, httpx_client=client)

    def submit(self, users, connection_id, *, upsert, external_id):
        create = self._api.jobs.users_imports.create
        file = ("users.json", json.dumps(users).encode(), "application/json")
        return plain(
            ask(
                lambda: create(
                    users=file, connection_id=connection_id, upsert=upsert, external_id=external_id
                )
            )
        )

    def job(self, job_id):
        return plain(ask(lambda: self._api.jobs.get(job_id)))

    def errors(self, job_id):
        return plain(ask(lambda: self._api.jobs.errors.get(job_id))) or []

    def export(self, connection_id, fields):
        create = self._api.jobs.users_exports.create
        return plain(ask(lambda: create(connection_id=connection_id, format="json", fields=fields)))

    def users(self, *, page, per_page, query=None):
        listed = ask(lambda: self._api.users.list(page=page, per_page=per_page, q=query))
        return plain(list(listed.items))

    def user(self, user_id):
        return plain(ask(lambda: self._api.users.get(user_id)))

    def create(self, body):
        return plain(ask(lambda: self._api.users.create(**body)))

    def patch(self, user_id, body):
        return plain(ask(lambda: self._api.users.update(user_id, **body)))

    def delete(self, user_id):
        ask(lambda: self._api.users.delete(user_id))

    def by_email(self, email):
        return plain(ask(lambda: self._api.users.list_users_by_email(email=email)))

    def connections(self, name=None):
        return plain(ask(lambda: list(self._api.connections.list(strategy=["auth0"], name=name))))

    def connection(self, connection_id):
        return plain(ask(lambda: self._api.connections.get(connection_id)))


class OldSpeech:
    """auth0-python 4, which speaks https alone and trusts whom `REQUESTS_CA_BUNDLE` names.

    Args:
        url: The tenant's.
        token: A Management API token.
        ca_file: In the environment already; named here so that both generations are made alike.
    """

    def __init__(self, url: str, token: str, ca_file: str | None) -> None:  # noqa: ARG002 the others need it
        from auth0.management import Auth0  # noqa: PLC0415 -- the other generation's differs

        self._api = Auth0(url.removeprefix("https://"), token)

    def submit(self, users, connection_id, *, upsert, external_id):
        content = json.dumps(users).encode()
        return ask(lambda: self._api.jobs.import_users(connection_id, content, upsert, False, external_id))

    def job(self, job_id):
        return ask(lambda: self._api.jobs.get(job_id))

    def errors(self, job_id):
        return ask(lambda: self._api.jobs.get_failed_job(job_id)) or []

    def export(self, connection_id, fields):
        body = {"connection_id": connection_id, "format": "json", "fields": fields}
        return ask(lambda: self._api.jobs.export_users(body))

    def users(self, *, page, per_page, query=None):
        return ask(lambda: self._api.users.list(page=page, per_page=per_page, q=query))["users"]

    def user(self, user_id):
        return ask(lambda: self._api.users.get(user_id))

    def create(self, body):
        return ask(lambda: self._api.users.create(body))

    def patch(self, user_id, body):
        return ask(lambda: self._api.users.update(user_id, body))

    def delete(self, user_id):
        ask(lambda: self._api.users.delete(user_id))

    def by_email(self, email):
        return ask(lambda: self._api.users_by_email.search_users_by_email(email))

    def connections(self, name=None):
        return ask(lambda: self._api.connections.all(strategy="auth0", name=name))

    def connection(self, connection_id):
        return ask(lambda: self._api.connections.get(connection_id))


def speak(url: str, client_id: str, client_secret: str, audience: str, ca_file: str | None) -> Speech:
    """Take a token through the SDK and give the SDK's generation of the suite's calls."""
    from auth0.authentication import GetToken  # noqa: PLC0415 -- so that a missing SDK is a skip, not an error

    scheme, _, domain = url.partition("://")
    grant = GetToken(domain, client_id, client_secret=client_secret, protocol=scheme)
    token = grant.client_credentials(audience)["access_token"]
    return (NewSpeech if GENERATION >= 5 else OldSpeech)(url, token, ca_file)
