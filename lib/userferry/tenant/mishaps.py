"""What a planned fault does to a request: one function for each kind, found by the kind's name."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .faults import Fault
from .refusals import Refusal, TooManyRequests
from .state import TenantState

MAX_DRAINED_BYTES: Final = 64 * 1024 * 1024
SLOW_PIECES = 20
TRANSPORT = "userferry.transport"


class BreakableProtocol(HttpToolsProtocol):
    """Lets a planned fault close the connection without an answer."""

    def on_message_begin(self) -> None:
        """Lend the connection to whoever answers."""
        super().on_message_begin()
        self.scope["state"][TRANSPORT] = lambda: self.transport


@dataclass(frozen=True, slots=True)
class Scene:
    """One request that runs into a fault.

    Args:
        state: The tenant.
        fault: What was planned.
        request: As it came.
        work: Answers it as if nothing were wrong.
        reply: Sends an answer.
        send: Speaks ASGI, for an answer that is not sent in one go.
    """

    state: TenantState
    fault: Fault
    request: Request
    work: Callable[[], Awaitable[Response]]
    reply: Callable[[Response], Awaitable[None]]
    send: Send


async def answer_before(scene: Scene) -> None:
    """Do no work and answer the planned status."""
    await drain(scene.request)
    await scene.reply(fault_response(scene.fault, scene.state.clock.now()))


async def answer_after(scene: Scene) -> None:
    """Do the work and answer the planned status."""
    await scene.work()
    await scene.reply(fault_response(scene.fault, scene.state.clock.now()))


async def drop_after(scene: Scene) -> None:
    """Do the work and say nothing."""
    await scene.work()
    await hang_up(scene.request)


async def drop_before(scene: Scene) -> None:
    """Do no work and say nothing."""
    await drain(scene.request)
    await hang_up(scene.request)


async def reset_upload(scene: Scene) -> None:
    """Take in the first piece of the body and hang up while the client still sends."""
    await scene.request.receive()
    await hang_up(scene.request)


async def answer_slowly(scene: Scene) -> None:
    """Do the work; the head of the answer comes at once, its body in pieces over the planned seconds."""
    response = await scene.work()
    if isinstance(response, FileResponse):  # sends itself from the disk
        await asyncio.sleep(scene.fault.seconds)
        await scene.reply(response)
        return
    body = bytes(response.body)
    head = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
    await scene.send(head)
    size = max(1, math.ceil(len(body) / SLOW_PIECES))
    for start in range(0, size * SLOW_PIECES, size):
        await asyncio.sleep(scene.fault.seconds / SLOW_PIECES)
        piece = body[start : start + size]
        await scene.send({"type": "http.response.body", "body": piece, "more_body": True})
    await scene.send({"type": "http.response.body", "body": b"", "more_body": False})


async def refuse_in_burst(scene: Scene) -> None:
    """Answer 429; the headers name the end of the burst."""
    await drain(scene.request)
    response = TooManyRequests().response()
    until = str(math.ceil(scene.fault.burst_until or scene.state.clock.now()))
    response.headers.update(
        {"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": until}
    )
    await scene.reply(response)


async def revoke_token(scene: Scene) -> None:
    """Let the request's token end, then answer: 401, now and whenever it comes back."""
    scene.state.tokens.revoke(scene.request.headers.get("authorization"))
    await scene.reply(await scene.work())


MISHAPS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "before": answer_before,
    "after": answer_after,
    "drop": drop_after,
    "drop_before": drop_before,
    "reset_upload": reset_upload,
    "slow_body": answer_slowly,
    "burst": refuse_in_burst,
    "revoke_token": revoke_token,
}


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


async def hang_up(request: Request) -> None:
    """Close the connection without a word."""
    request.scope["state"][TRANSPORT]().abort()
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
