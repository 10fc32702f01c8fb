"""Errors that are responses: raise one anywhere and the caller gets the body that Auth0 would send."""

from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response

JSON_TYPE = "application/json; charset=utf-8"


def answer(body: Any, status: int = 200, *, content_type: str = JSON_TYPE) -> Response:
    """Make the JSON answer; the content type is as recorded (`behaviour.md §3.2`)."""
    return Response(orjson.dumps(body), status, media_type=None, headers={"Content-Type": content_type})


def no_content() -> Response:
    """Make the 204; Auth0 sends the content type with it all the same (recorded)."""
    return Response(status_code=204, headers={"Content-Type": JSON_TYPE})


class Refusal(Exception):  # noqa: N818  -- it is the tenant's answer, and reads as one where it is raised
    """The Management API says no.

    Args:
        status: The HTTP status.
        message: Auth0's sentence.
        error_code: Auth0's `errorCode`; None leaves the key out, as Auth0 does where it gives none.

    The body `{statusCode, error, message, errorCode?}` is recorded (`behaviour.md §5.6`).
    """

    def __init__(self, status: int, message: str, error_code: str | None = None) -> None:
        self.status = status
        self.message = message
        self.error_code = error_code
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        """Give the body as Auth0 writes it."""
        body: dict[str, Any] = {
            "statusCode": self.status,
            "error": HTTPStatus(self.status).phrase.replace("Content Too Large", "Request Entity Too Large"),
            "message": self.message,
        }
        if self.error_code is not None:
            body["errorCode"] = self.error_code
        return body

    def response(self) -> Response:
        """Render the refusal."""
        return answer(self.body(), self.status)


class Unauthorized(Refusal):
    """A token that is missing, expired or not ours: 401, whose body repeats the text (`§5.6`, reported)."""

    def __init__(self, message: str) -> None:
        super().__init__(401, message)

    def body(self) -> dict[str, Any]:
        """Give the body with `attributes.error`."""
        return {**super().body(), "attributes": {"error": self.message}}


class InvalidBody(Refusal):
    """A request that breaks the endpoint's schema: 400 `invalid_body` (`§5.6`, recorded)."""

    def __init__(self, complaint: str) -> None:
        super().__init__(400, f"Payload validation error: {complaint}", "invalid_body")


class InvalidQuery(Refusal):
    """A query string that breaks the endpoint's schema: 400 `invalid_query_string` (inferred)."""

    def __init__(self, complaint: str) -> None:
        super().__init__(400, f"Query validation error: {complaint}", "invalid_query_string")


class TooManyRequests(Refusal):
    """429; the text is Auth0's OpenAPI document's, the code is inferred (`§2.2`)."""

    def __init__(self, message: str | None = None) -> None:
        headers = "X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers"
        text = f"Too many requests. Check the {headers}."
        super().__init__(429, message or text, "too_many_requests")


class OAuthRefusal(Refusal):
    """The Authentication API says no: `{error, error_description}`.

    Documented by OAuth 2; texts inferred.
    """

    def __init__(self, status: int, error: str, description: str) -> None:
        self.error = error
        super().__init__(status, description)

    def body(self) -> dict[str, Any]:
        """Give the OAuth body."""
        return {"error": self.error, "error_description": self.message}


class StoreRefusal(OAuthRefusal):
    """The store behind a connection knows who logs in, and not the password: the log says `fp` (documented)."""
