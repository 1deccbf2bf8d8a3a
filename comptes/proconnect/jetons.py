"""Read ProConnect's signed tokens: the ID token and the user information."""

import json
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMES = ["RS256", "ES256"]
"""Asymmetric ones only: an HS256 token signed with the public key must not pass."""
TOLERANCE_S = 30
"""Clock difference allowed between the two servers."""


def _cle(jeton: str, trousseau: dict[str, Any]) -> jwt.PyJWK:
    """Return the published key that signed ``jeton``."""
    cles = [
        cle
        for cle in trousseau.get("keys", [])
        if cle.get("use", "sig") == "sig" and cle.get("kty") in {"RSA", "EC"}
    ]
    kid = jwt.get_unverified_header(jeton).get("kid")
    if kid is not None:
        cles = [cle for cle in cles if cle.get("kid") == kid]
    if len(cles) != 1:
        raise OAuth2Error("no published key matches the token")
    return jwt.PyJWK.from_json(json.dumps(cles[0]))


def lire_jeton(
    jeton: str, *, trousseau: dict[str, Any], emetteur: str, client: str, requis: list[str]
) -> dict[str, Any]:
    """Return the claims of ``jeton`` once its signature, issuer, audience and dates are checked.

    Args:
        jeton: the compact JWT.
        trousseau: the server's JWKS document.
        emetteur: expected ``iss``.
        client: expected ``aud``.
        requis: claims that must be present.

    Raises:
        OAuth2Error: anything wrong with the token.
    """
    try:
        cle = _cle(jeton, trousseau)
        return jwt.decode(
            jeton,
            key=cle.key,
            algorithms=ALGORITHMES,
            issuer=emetteur,
            audience=client,
            leeway=TOLERANCE_S,
            options={"require": requis},
        )
    except (jwt.PyJWTError, ValueError) as erreur:
        raise OAuth2Error(f"invalid token: {type(erreur).__name__}") from erreur
