"""A session with one tenant: its token, its rate limit, and what is tried again."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from userferry.api.answers import Answer, error_of, reset_wait_seconds
from userferry.errors import LostAnswerError, TenantError, TerminalError, TransientError
from userferry.logs import LINK, endpoint_of, failure_of, log_event

__all__ = ["Answer", "Session"]

T = TypeVar("T")
E = TypeVar("E", bound=TenantError)

_RENEW_BEFORE_SECONDS = 60.0  # a token about to expire may do so while a request travels
_MAX_BACKOFF_SECONDS = 60.0
_MEETING_PATIENCE_SECONDS = (
    10.0  # for a tenant that never answered: its address is wrong more often than it is away
)
_CONNECT_SECONDS = 10.0


class Session:
    """Speaks to a tenant's Management API as one application; holds the token and shows it to nobody.

    Args:
        url: The tenant, such as `https://example.eu.auth0.com` or an embedded tenant's address.
        client_id: The application.
        client_secret: Its secret.
        audience: The API's identifier; `<url>/api/v2/` when left out.
        domain: What the tenant is called; the URL's host when left out. An embedded tenant has one that stays when
            its port changes.
        verify: Whether TLS certificates are checked, or the path of a CA bundle.
        clock: Epoch seconds.
        sleep: Waits seconds.
        timeout_seconds: How long to wait for each piece of an answer.
        patience_seconds: How long, in waits together, a safe call is tried again before it is given up; at most ten
            seconds as long as the tenant never answered.

    Attributes:
        requests_sent: How many requests went out, whatever came of them.
    """

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        client_secret: str,
        audience: str | None = None,
        domain: str | None = None,
        verify: bool | str = True,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        timeout_seconds: float = 60.0,
        patience_seconds: float = 900.0,
    ) -> None:
        self.url = url.rstrip("/")
        self.audience = audience or f"{self.url}/api/v2/"
        self.domain = domain or urlsplit(self.url).netloc
        self.clock = clock
        self.sleep = sleep
        self.timeout_seconds = timeout_seconds
        self.patience_seconds = patience_seconds
        self.requests_sent = 0
        self._was_answered = False
        self._client_id = client_id
        self._client_secret = client_secret
        self._http = requests.Session()
        self._http.verify = verify
        # A netrc entry would replace our Authorization header; proxies and CA bundles are still wanted.
        self._http.auth = _leave_as_is
        self._token: str | None = None
        self._scopes: frozenset[str] = frozenset()
        self._token_until = 0.0
        self._quiet_until = 0.0
        self._gap_seconds = 0.0
        self._sent_at = -inf

    def __repr__(self) -> str:
        return f"Session({self.url})"

    @property
    def scopes(self) -> frozenset[str]:
        """What the application may do, as the token says; empty where it does not say."""
        self._current_token()
        return self._scopes

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes | None = None,
        content_type: str | None = None,
        authorized: bool = True,
        repeatable: bool | None = None,
    ) -> Answer:
        """Ask the tenant and return its 2xx answer.

        Args:
            method: GET, POST, PATCH, DELETE.
            path: From the root, such as `/api/v2/users`.
            params: The query.
            json: A body to write as JSON.
            body: A body as bytes, with its `content_type`; never a stream, which a retry would send empty.
            content_type: Of `body`.
            authorized: Whether the token goes along.
            repeatable: Whether doing it twice does no harm, so that it may be tried again; every GET is.

        Raises TransientError (429, 5xx, no connection), LostAnswerError (sent, no answer) or TerminalError
        (any other status), after the retries that `repeatable` allows. A token that the tenant no longer
        takes is renewed once: a 401 means that nothing was done.
        """
        sent = _Request(method, path, params, json, body, content_type)
        may_repeat = method == "GET" if repeatable is None else repeatable

        def once() -> Answer:
            return self._authorized(sent, is_repeated=may_repeat) if authorized else self._checked(sent)

        return self.patiently(once) if may_repeat else once()

    def make_ready(self) -> None:
        """Have a token that lives, and wait as long as the tenant's bucket is empty: the next request goes out at once.

        Raises as `request` does; nothing else was sent then.
        """
        self._current_token()
        self._wait_for_bucket()

    @contextmanager
    def paced(self, max_requests_per_second: float) -> Iterator[None]:
        """Let each request within keep its distance from the one before it, those tried again included."""
        before, self._gap_seconds = self._gap_seconds, 1.0 / max_requests_per_second
        try:
            yield
        finally:
            self._gap_seconds = before

    def patiently(self, work: Callable[[], T]) -> T:
        """Do work again while it raises TransientError, waiting as the tenant asks, until patience ends."""
        waited, tries = 0.0, 0
        while True:
            try:
                return work()
            except TransientError as error:
                backoff = min(0.5 * 2.0 ** min(tries, 10), _MAX_BACKOFF_SECONDS)
                wait = backoff if error.retry_after_seconds is None else max(error.retry_after_seconds, 0.1)
                most = inf if self._was_answered else _MEETING_PATIENCE_SECONDS
                if waited + wait > min(self.patience_seconds, most):
                    raise
                waited, tries = waited + wait, tries + 1
                log_event("call.retried", **failure_of(error), tries=tries, wait_seconds=wait)
                self.sleep(wait)

    def get_link(self, link: str, take: Callable[[bytes], None]) -> None:
        """Fetch a signed link without the token, handing its bytes over piece by piece.

        Raises as `request` does, once and without retries: a link is short-lived, so its owner renews it.
        """
        try:
            with self._http.get(
                link, stream=True, timeout=self.timeout_seconds, allow_redirects=False
            ) as got:
                headers = {name.lower(): value for name, value in got.headers.items()}
                if got.status_code != requests.codes.ok:
                    answer = Answer(got.status_code, headers, b"")
                    problem = error_of(answer, doing="Fetching the export file", now=self.clock())
                    none = "The export file's link did not give a file."
                    raise _at(LINK, problem or TerminalError(none, status=got.status_code))
                for piece in got.iter_content(1 << 16):
                    take(piece)
        except requests.RequestException as error:
            raise _at(LINK, _no_answer(error, "Fetching the export file", urlsplit(link).netloc)) from None

    def _authorized(self, sent: "_Request", *, is_repeated: bool) -> Answer:
        try:
            return self._checked(sent, token=self._current_token(is_repeated=is_repeated))
        except TerminalError as error:
            if error.status != requests.codes.unauthorized or self._token is None:
                raise
        self._token = None
        return self._checked(sent, token=self._current_token(is_repeated=is_repeated))

    def _checked(self, sent: "_Request", *, token: str | None = None) -> Answer:
        doing = f"{sent.method} {sent.path}"
        headers = {"Content-Type": sent.content_type} if sent.content_type else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        endpoint = endpoint_of(sent.method, sent.path)
        self._wait_for_bucket(endpoint)
        self._sent_at = self.clock()
        self.requests_sent += 1
        try:
            got = self._http.request(
                sent.method,
                f"{self.url}{sent.path}",
                params=sent.params,
                json=sent.json,
                data=sent.body,
                headers=headers,
                timeout=(min(_CONNECT_SECONDS, self.timeout_seconds), self.timeout_seconds),
                allow_redirects=False,
            )
        except (requests.RequestException, urllib3.exceptions.LocationParseError) as error:
            raise _at(endpoint, _no_answer(error, doing, self.url)) from None
        self._was_answered = True
        named = {name.lower(): value for name, value in got.headers.items()}
        answer = Answer(got.status_code, named, got.content)
        now = self.clock()
        if named.get("x-ratelimit-remaining") == "0":
            self._quiet_until = now + (reset_wait_seconds(answer, now=now) or 0.0)
        if (problem := error_of(answer, doing=doing, now=now)) is not None:
            raise _at(endpoint, problem)
        return answer

    def _wait_for_bucket(self, endpoint: str | None = None) -> None:
        free_at = max(self._quiet_until, self._sent_at + self._gap_seconds if self._gap_seconds else 0.0)
        if (quiet := free_at - self.clock()) > 0:
            if free_at == self._quiet_until:  # what keeps our own distance is no news
                log_event("call.waited", endpoint=endpoint, wait_seconds=quiet)
            self.sleep(quiet)
        self._quiet_until = 0.0

    def _current_token(self, *, is_repeated: bool = False) -> str:
        """Give a token that lives; `is_repeated` where whoever asks for it tries again anyway."""
        if self._token is None or self.clock() >= self._token_until:
            # Nothing else was sent yet, so whatever happens here leaves no request in doubt.
            try:
                answer = self._ask_token() if is_repeated else self.patiently(self._ask_token)
            except TransientError as error:
                none = TransientError(
                    f"{error} The tenant gave no access token, so no other request was sent.",
                    status=error.status,
                    retry_after_seconds=error.retry_after_seconds,
                )
                raise _at(error.endpoint, none) from None
            granted = answer.json()
            if not isinstance(granted, dict) or "access_token" not in granted:
                raise TerminalError("The tenant gave no access token. Nothing was sent; check the address.")
            self._token = str(granted["access_token"])
            self._scopes = frozenset(str(granted.get("scope") or "").split())
            lifetime = float(granted.get("expires_in", 86400))
            self._token_until = self.clock() + lifetime - min(_RENEW_BEFORE_SECONDS, lifetime / 2)
        return self._token

    def _ask_token(self) -> Answer:
        grant = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "audience": self.audience,
        }
        return self._checked(_Request("POST", "/oauth/token", json=grant))


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be sent, kept so that it can be sent again with a new token."""

    method: str
    path: str
    params: Mapping[str, str] | None = None
    json: Any = None
    body: bytes | None = None
    content_type: str | None = None


def _leave_as_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _at(endpoint: str | None, error: E) -> E:
    """Note on an error what was called."""
    error.endpoint = endpoint
    return error


def _no_answer(error: Exception, doing: str, url: str) -> TenantError:
    """Tell a request that never left from one whose answer was lost; the rest counts as lost.

    The cause is named by its type only: an exception's text can carry a link's signature.
    """
    causes = _causes(error)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return TerminalError(
            f"{doing} was not sent: the certificate of {url} is not trusted here. Check the address, or name "
            "the file of the authorities you trust in REQUESTS_CA_BUNDLE."
        )
    if any(isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS for cause in causes):
        return TerminalError(
            f"{doing} was not sent: {url} speaks no TLS. Nothing was done; an embedded tenant is named with its "
            "http:// in front."
        )
    if why := next(
        (why for kind, why in _UNSENT.items() if any(isinstance(one, kind) for one in causes)), None
    ):
        return TransientError(
            f"{url} cannot be reached, {why}. {doing} was not sent. Nothing was done; try again."
        )
    if isinstance(error, _NO_URL):
        return TerminalError(f"{doing} was not sent: {url} is no address of a tenant. Nothing was done.")
    return LostAnswerError(
        f"{doing} was sent and no answer came ({type(error).__name__}). It may or may not have been done."
    )


_UNSENT: dict[type[Exception], str] = {
    urllib3.exceptions.ProxyError: "for the proxy that the environment names does not let us through",
    urllib3.exceptions.NameResolutionError: "for its name is not known to the network",
    urllib3.exceptions.NewConnectionError: "for nothing answers at its port",
    urllib3.exceptions.ConnectTimeoutError: "for it does not answer at all",
}
"""What happens before anything is sent, the more special first, and what it means."""

_NO_TLS = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}
"""How OpenSSL calls an answer to its greeting that is no TLS; nothing of ours was sent by then."""

_NO_URL = (
    urllib3.exceptions.LocationParseError,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)


def _causes(error: BaseException) -> list[BaseException]:
    """Collect an exception and everything it wraps, as requests wraps urllib3 and urllib3 wraps sockets."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        item = waiting.pop()
        if isinstance(item, BaseException) and item not in seen:
            seen.append(item)
            waiting += [*item.args, item.__cause__, item.__context__, getattr(item, "reason", None)]
    return seen
