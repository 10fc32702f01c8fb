"""The HTTP side: every request takes one road, top to bottom, whatever it asks for."""

import asyncio
import logging
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .faults import Fault
from .refusals import Refusal, TooManyRequests
from .routes import Endpoint, find_endpoint
from .state import Call, TenantState
from .tokens import require_scope

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")
MAX_DRAINED_BYTES: Final = 64 * 1024 * 1024
TRANSPORT = "userferry.transport"

log = logging.getLogger(__name__)


class Application:
    """An ASGI application over one tenant's state."""

    def __init__(self, state: TenantState) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or do to it what the fault plan says."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = scope["raw_path"].decode("ascii", "replace").partition("?")[0]
        fault = None if path.startswith("/_tenant/") else self._state.faults.meet(request.method, path)
        if fault is not None and fault.kind in ("before", "drop_before"):
            await drain(request)
            response: Response = fault_response(fault, self._state.clock.now())
        else:
            response = await self._answer(request, path)
            if fault is not None:
                response = fault_response(fault, self._state.clock.now())
        if fault is not None and fault.kind.startswith("drop"):
            await drop(scope)
            return
        await response(scope, receive, send)

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
        except Exception:
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


async def drain(request: Request) -> None:
    """Take in what the client still sends, so that it comes to read our answer."""
    taken = 0
    while taken < MAX_DRAINED_BYTES:
        if getattr(request, "_stream_consumed", False):
            return
        message = await request.receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        taken += len(message.get("body", b""))


async def drop(scope: Scope) -> None:
    """Close the connection without a word."""
    scope["state"][TRANSPORT]().abort()
    for _ in range(5):  # until the server has noticed, or it would answer 500 for us
        await asyncio.sleep(0.01)


def fault_response(fault: Fault, now: float) -> Response:
    """Render the planned failure as Auth0 words it (500 and 429 OpenAPI, the others inferred)."""
    texts = {
        500: "Internal error.",
        502: "Bad gateway.",
        503: "Service unavailable.",
        504: "Gateway timeout.",
    }
    refusal: Refusal = Refusal(fault.status, texts.get(fault.status, "Internal error."))
    if fault.status == TooManyRequests().status:
        refusal = TooManyRequests()
    response = refusal.response()
    wait = fault.retry_after_seconds
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    if refusal.error_code == "too_many_requests":
        reset = str(int(now) + (wait or 1))
        response.headers.update(
            {"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
        )
    return response
