"""A local HTTPS server that gives files, and misbehaves on demand: real sockets, real TLS."""

import datetime as dt
import ipaddress
import ssl
import threading
import time
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOTE = "fichiers.exemple.fr"
"""The name on the certificate; tests make it resolve to the loopback."""


@cache
def certificat(hote: str) -> tuple[bytes, bytes]:
    """A key and a self-signed certificate for ``hote``, made once per run."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hote)])
    maintenant = dt.datetime.now(dt.UTC)
    brut = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - dt.timedelta(days=1))
        .not_valid_after(maintenant + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(hote), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    return (
        cle.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        brut.public_bytes(serialization.Encoding.PEM),
    )


class ServeurFichiers:
    """Answers on a free port. ``reponses``: path → (status, headers, pieces of the body)."""

    def __init__(self, dossier: Any, hote: str = HOTE) -> None:
        cle, self.certificat = certificat(hote)
        (dossier / "cle.pem").write_bytes(cle)
        (dossier / "certificat.pem").write_bytes(self.certificat)
        self.reponses: dict[str, tuple[int, dict[str, str], list[bytes]]] = {}
        self.pause = 0.0
        self.brutal = False
        """Hang up without TLS's word of end."""
        self.demandes: list[tuple[str, dict[str, str]]] = []
        serveur = self

        class Traitement(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                serveur.demandes.append((self.path, dict(self.headers)))
                statut, entetes, morceaux = serveur.reponses.get(self.path, (404, {}, []))
                self.send_response(statut)
                for nom, valeur in entetes.items():
                    self.send_header(nom, valeur)
                self.end_headers()
                try:
                    for morceau in morceaux:
                        self.wfile.write(morceau)
                        self.wfile.flush()
                        time.sleep(serveur.pause)
                except OSError:  # the client had enough
                    self.close_connection = True

        contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexte.load_cert_chain(dossier / "certificat.pem", dossier / "cle.pem")

        class Http(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: Any) -> None:
                pass

            def shutdown_request(self, request: Any) -> None:
                if not serveur.brutal:
                    with suppress(OSError, ValueError):
                        request.unwrap()  # a proper end, as real servers send
                super().shutdown_request(request)

        self._http = Http(("127.0.0.1", 0), Traitement)
        self._http.socket = contexte.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_port
        self.adresse = f"https://{hote}:{self.port}/"
        self._fil = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._fil.start()

    def donner(self, chemin: str, contenu: bytes, statut: int = 200, **entetes: str) -> None:
        entetes = {n.replace("_", "-"): v for n, v in entetes.items()}
        entetes.setdefault("Content-Length", str(len(contenu)))
        self.reponses[chemin] = (statut, entetes, [contenu])

    def rediriger(self, chemin: str, vers: str) -> None:
        self.reponses[chemin] = (302, {"Location": vers, "Content-Length": "0"}, [])

    def arreter(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._fil.join(5)
