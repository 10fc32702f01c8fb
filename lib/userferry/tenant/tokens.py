"""Access tokens: signed RS256, read back with the texts of Auth0's 401s."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import rsa

from .clock import Clock
from .refusals import Refusal, Unauthorized

TOKEN_SECONDS = 86_400  # expires_in, documented (`behaviour.md §5.6`)

# By path, not by port: a tenant that comes back on another port still knows what it issued.
OWN_AUDIENCE = re.compile(r"^https?://(127\.0\.0\.1|localhost)(:\d+)?/api/v2/$")


class Tokens:
    """Issues and reads the tenant's tokens.

    Args:
        key: The folder's RSA key.
        clock: Says what is expired.
    """

    def __init__(self, key: rsa.RSAPrivateKey, clock: Clock) -> None:
        self._key = key
        self._public = key.public_key()
        self._clock = clock
        self._revoked: set[str] = set()
        self.kid = hashlib.sha256(str(self._public.public_numbers().n).encode()).hexdigest()[:20]

    def issue(self, *, issuer: str, subject: str, audience: str, **claims: Any) -> str:
        """Sign a token that lives for a day."""
        now = int(self._clock.now())
        payload: dict[str, Any] = {
            "iss": issuer,
            "sub": subject,
            "aud": audience,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        payload["jti"] = secrets.token_hex(12)  # so that no two tokens are the same
        return jwt.encode({**payload, **claims}, self._key, algorithm="RS256", headers={"kid": self.kid})

    def jwks(self) -> dict[str, Any]:
        """Give the public half, as `/.well-known/jwks.json` does."""
        key = orjson.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._public))
        key.pop("key_ops", None)
        return {"keys": [{**key, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def read(self, authorization: str | None) -> dict[str, Any]:
        """Read the `Authorization` header and give the token's claims.

        Raises:
            Unauthorized: The texts for signature and expiry are OpenAPI's and reported, the others inferred.
        """
        claims = self.read_any(authorization)
        require_management_audience(claims)
        return claims

    def read_any(self, authorization: str | None) -> dict[str, Any]:
        """Read a token of this tenant's, for whatever API it is meant.

        Raises:
            Unauthorized: As in `read`.
        """
        token = bearer(authorization)
        claims = self._signed(token)
        if token in self._revoked:
            raise Unauthorized("Invalid token")
        require_unexpired(claims, self._clock.now())
        return claims

    def revoke(self, authorization: str | None) -> None:
        """Let the header's token end now; whoever asks gets another one."""
        self._revoked.add((authorization or "").partition(" ")[2].strip())

    def _signed(self, token: str) -> dict[str, Any]:
        try:
            # Expiry and audience are judged below, by the tenant's own clock and without the port.
            unjudged = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
            claims: dict[str, Any] = jwt.decode(token, self._public, algorithms=["RS256"], options=unjudged)  # type: ignore[arg-type]  # a TypedDict
        except jwt.InvalidSignatureError:
            raise Unauthorized("Invalid signature received for JSON Web Token validation") from None
        except jwt.InvalidTokenError:
            raise Unauthorized("Invalid token") from None
        return claims


def bearer(authorization: str | None) -> str:
    """Take the token out of the header; a request without one is refused."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("Missing authentication")
    return token.strip()


def require_unexpired(claims: dict[str, Any], now: float) -> None:
    """Refuse a token past its day."""
    if claims.get("exp", 0) <= now:
        raise Unauthorized("Expired token received for JSON Web Token validation")


def require_management_audience(claims: dict[str, Any]) -> None:
    """Refuse a token that is meant for another API."""
    audience = claims.get("aud")
    if not isinstance(audience, str) or not OWN_AUDIENCE.match(audience):
        raise Unauthorized(f"Bad audience: {audience}")


def require_scope(
    claims: dict[str, Any], accepted: Sequence[str], named: Sequence[str], *, every: bool = False
) -> None:
    """Refuse a token without any of the scopes, or without one of them where every one is needed.

    Args:
        claims: The token's.
        accepted: Any one is enough.
        named: What the message lists; Auth0's jobs endpoints name fewer than they accept (`§3.1`, OpenAPI).
        every: All are needed, and the message says so (OpenAPI).
    """
    given = set(str(claims.get("scope", "")).split())
    if not (set(accepted) <= given if every else set(accepted) & given):
        message = f"Insufficient scope, expected {'all' if every else 'any'} of: {','.join(named)}"
        raise Refusal(403, message, "insufficient_scope")
