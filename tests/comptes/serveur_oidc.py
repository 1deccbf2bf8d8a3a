"""A local OpenID Connect server with ProConnect's habits, for tests: real HTTP, real signatures.

It refuses what ProConnect refuses (short state or nonce, unknown parameter, wrong client,
redirect address or PKCE verifier) and answers ``userinfo`` with a signed JWT.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "terreau-test", "secret-de-test"
CONNUS = {
    "client_id", "redirect_uri", "scope", "response_type", "state", "nonce",
    "code_challenge", "code_challenge_method", "acr_values", "claims", "prompt",
}  # fmt: skip


@cache
def _cles_de_test() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    """Two key pairs, made once per run: making one takes a good part of a second."""
    premiere = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return premiere, rsa.generate_private_key(public_exponent=65537, key_size=2048)


class ServeurOidc:
    """Starts on a free port; ``profil`` is who signs in; the switches make it misbehave."""

    def __init__(self) -> None:
        self.cle, self.autre_cle = _cles_de_test()
        self.profil: dict[str, Any] = {
            "sub": "agent-1",
            "email": "Agente.Test@collectivite.example",
            "given_name": "Agente",
            "usual_name": "De Test",
            "siret": "21800019800014",
            "uid": "interne-1",
        }
        self.userinfo_jwt = True
        self.nonce: str | None = None
        self.sub_userinfo: str | None = None
        self.mauvaise_signature: set[str] = set()
        self.decouverte: dict[str, Any] = {}
        self.redirige_vers = ""
        self.recus: list[tuple[str, dict[str, str]]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._jetons: set[str] = set()
        serveur = self

        class Traitement(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                serveur._repondre(self, {})

            def do_POST(self) -> None:
                corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
                serveur._repondre(self, {c: v[0] for c, v in parse_qs(corps).items()})

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Traitement)
        self.adresse = f"http://127.0.0.1:{self._http.server_port}/api/v2"
        self._fil = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._fil.start()

    def arreter(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._fil.join(5)

    def reglages(self) -> dict[str, Any]:
        """What SOCIALACCOUNT_PROVIDERS holds when the three variables are set."""
        return {
            "openid_connect": {
                "provider_class": "comptes.proconnect.fournisseur.FournisseurProConnect",
                "APPS": [
                    {
                        "provider_id": "proconnect",
                        "name": "ProConnect",
                        "client_id": CLIENT,
                        "secret": SECRET,
                        "settings": {"server_url": self.adresse},
                    }
                ],
            }
        }

    def chemins(self) -> list[str]:
        return [chemin for chemin, _ in self.recus]

    def _signer(self, charge: dict[str, Any], usage: str) -> str:
        cle = self.autre_cle if usage in self.mauvaise_signature else self.cle
        return jwt.encode(charge, cle, algorithm="RS256", headers={"kid": "cle-1"})

    def _repondre(self, h: BaseHTTPRequestHandler, corps: dict[str, str]) -> None:
        url = urlsplit(h.path)
        parametres = {c: v[0] for c, v in parse_qs(url.query).items()}
        chemin = url.path.removeprefix("/api/v2/")
        self.recus.append((chemin, corps or parametres))
        traiter = {
            ".well-known/openid-configuration": self._decouvrir,
            "authorize": self._autoriser,
            "token": self._donner_jetons,
            "userinfo": self._informer,
            "jwks": self._cles,
            "session/end": self._finir,
        }.get(chemin)
        statut, nature, contenu, entetes = (
            traiter(h, corps or parametres) if traiter else (404, "text/plain", "", {})
        )
        brut = contenu.encode()
        h.send_response(statut)
        h.send_header("Content-Type", nature)
        h.send_header("Content-Length", str(len(brut)))
        for nom, valeur in entetes.items():
            h.send_header(nom, valeur)
        h.end_headers()
        h.wfile.write(brut)

    @staticmethod
    def _json(objet: Any, statut: int = 200) -> tuple:
        return statut, "application/json;charset=utf-8", json.dumps(objet), {}

    def _decouvrir(self, h: Any, parametres: dict[str, str]) -> tuple:
        if self.redirige_vers:
            return 302, "text/plain", "", {"Location": self.redirige_vers}
        return self._json(
            {
                "issuer": self.adresse,
                "authorization_endpoint": f"{self.adresse}/authorize",
                "token_endpoint": f"{self.adresse}/token",
                "userinfo_endpoint": f"{self.adresse}/userinfo",
                "jwks_uri": f"{self.adresse}/jwks",
                "end_session_endpoint": f"{self.adresse}/session/end",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "userinfo_signing_alg_values_supported": ["RS256"],
                **self.decouverte,
            }
        )

    def _autoriser(self, h: Any, p: dict[str, str]) -> tuple:
        inconnus = set(p) - CONNUS
        if inconnus or p.get("client_id") != CLIENT or p.get("response_type") != "code":
            return self._json({"error": "Y000400", "inconnus": sorted(inconnus)}, 400)
        if min(len(p.get("state", "")), len(p.get("nonce", ""))) < 32:
            return self._json({"error": "state or nonce too short"}, 400)
        if p.get("code_challenge_method") != "S256":
            return self._json({"error": "no PKCE"}, 400)
        code = secrets.token_urlsafe(16)
        self._codes[code] = p
        suite = urlencode({"code": code, "state": p["state"], "iss": self.adresse})
        return 303, "text/html", "", {"Location": f"{p['redirect_uri']}?{suite}"}

    def _donner_jetons(self, h: Any, p: dict[str, str]) -> tuple:
        demande = self._codes.pop(p.get("code", ""), None)
        empreinte = hashlib.sha256(p.get("code_verifier", "").encode()).digest()
        defi = base64.urlsafe_b64encode(empreinte).decode().rstrip("=")
        if (
            not demande
            or (p.get("client_id"), p.get("client_secret")) != (CLIENT, SECRET)
            or p.get("redirect_uri") != demande["redirect_uri"]
            or defi != demande["code_challenge"]
        ):
            return self._json({"error": "invalid_grant"}, 400)
        acces = secrets.token_urlsafe(16)
        self._jetons.add(acces)
        maintenant = int(time.time())
        identite = {
            "iss": self.adresse,
            "aud": CLIENT,
            "sub": self.profil["sub"],
            "iat": maintenant,
            "exp": maintenant + 60,
            "nonce": self.nonce or demande["nonce"],
            "acr": "eidas1",
        }
        return self._json(
            {
                "access_token": acces,
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": self._signer(identite, "id_token"),
            }
        )

    def _informer(self, h: Any, p: dict[str, str]) -> tuple:
        if h.headers.get("Authorization", "").removeprefix("Bearer ") not in self._jetons:
            return self._json({"error": "invalid_token"}, 401)
        profil = {**self.profil, "sub": self.sub_userinfo or self.profil["sub"]}
        if not self.userinfo_jwt:
            return self._json(profil)
        charge = {**profil, "iss": self.adresse, "aud": CLIENT, "iat": int(time.time())}
        return 200, "application/jwt", self._signer(charge, "userinfo"), {}

    def _cles(self, h: Any, p: dict[str, str]) -> tuple:
        publique = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.cle.public_key()))
        return self._json({"keys": [{**publique, "kid": "cle-1", "use": "sig", "alg": "RS256"}]})

    def _finir(self, h: Any, p: dict[str, str]) -> tuple:
        if not (p.get("id_token_hint") and len(p.get("state", "")) >= 32):
            return self._json({"error": "Y030111"}, 400)
        suite = urlencode({"state": p["state"]})
        return 303, "text/html", "", {"Location": f"{p['post_logout_redirect_uri']}?{suite}"}
