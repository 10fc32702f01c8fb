"""The HTTP side: every request takes one road, top to bottom, whatever it asks for."""

import logging
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .fullness import fullness, refuse_full
from .mishaps import MISHAPS, Scene, drain
from .refusals import Refusal, TooManyRequests
from .routes import V2, Endpoint, find_endpoint
from .state import Call, TenantState
from .tiers import TokenBucket, allowance
from .tokens import require_scope

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")

log = logging.getLogger(__name__)


class Application:
    """An ASGI application over one tenant's state."""

    def __init__(self, state: TenantState) -> None:
        self._state = state
        tier = state.settings.tier
        self._bucket = None if tier is None else TokenBucket(allowance(tier), state.clock.now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or do to it what the fault plan says."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = scope["raw_path"].decode("ascii", "replace").partition("?")[0]
        work = partial(self._answer_within_limits, request, path)
        fault = None
        if not path.startswith("/_tenant/"):
            fault = self._state.faults.meet(request.method, path, now=self._state.clock.now())
        if fault is None:
            await (await work())(scope, receive, send)
            return

        async def reply(response: Response) -> None:
            await response(scope, receive, send)

        await MISHAPS[fault.kind](Scene(self._state, fault, request, work, reply, send))

    async def _answer_within_limits(self, request: Request, path: str) -> Response:
        """Answer while the bucket has tokens, and say with the Management API's answers how many are left.

        That the limit comes before the token is inferred; texts and headers are OpenAPI's and documented.
        """
        if self._bucket is None or not path.startswith(f"{V2}/"):
            return await self._answer(request, path)
        taken = self._bucket.take()
        if taken.granted:
            response = await self._answer(request, path)
        else:
            await drain(request)
            response = TooManyRequests().response()
        response.headers.update(taken.headers())
        return response

    async def _answer(self, request: Request, path: str) -> Response:
        """Answer in the order Auth0 refuses: 401, 403, 413, then the endpoint's own rules.

        `§11`, inferred.
        """
        try:
            require_loopback(request.headers)
            endpoint, params = find_endpoint(request.method, path)
            claims = self._authorize(request.headers, endpoint)
            body = await read_body(request, endpoint.max_bytes)
            call = Call(
                method=request.method,
                path=path,
                params=params,
                query=QueryParams(request.scope["query_string"].decode("latin-1")),
                headers=request.headers,
                body=body,
                claims=claims,
                client_ip=request.client.host if request.client else "127.0.0.1",
            )
            return await run_in_threadpool(endpoint.handler, self._state, call)
        except Refusal as refusal:
            await drain(request)
            return refusal.response()
        except Exception as error:
            if fullness(error, self._state.folder):
                return refuse_full().response()
            # The path only: a body or a header could hold what must not be written down.
            log.exception("The embedded tenant failed at %s %s.", request.method, path)
            return Refusal(500, "Internal error.").response()

    def _authorize(self, headers: Headers, endpoint: Endpoint) -> dict[str, Any]:
        if not endpoint.scopes:
            return {}
        claims = self._state.tokens.read(headers.get("authorization"))
        named = endpoint.named_scopes or endpoint.scopes
        require_scope(claims, endpoint.scopes, named, every=endpoint.every_scope)
        return claims


def require_loopback(headers: Headers) -> None:
    """Refuse a request that was sent to another name: no page elsewhere may reach this tenant.

    Ours alone.
    """
    host = headers.get("host", "").rpartition("@")[2]
    name = host.rsplit(":", 1)[0]
    if name not in LOOPBACK_HOSTS:
        raise Refusal(421, "This tenant answers on 127.0.0.1 only.")


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Read the body, by its declared length first and then byte by byte.

    Raises:
        Refusal: 413 (OpenAPI's text; both ways of counting are inferred, `behaviour.md §0.3`).
    """
    too_large = Refusal(413, f"Payload content length greater than maximum allowed: {max_bytes}.")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > max_bytes:
            raise too_large
    return bytes(body)
