"""A local address service with the Géoplateforme's habits: multipart CSV in, CSV with results out."""

import csv
import email
import email.policy
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from acteurs.models import GeocodageActeurs
from acteurs.services.geocodage import launch_geocodage
from socle.travaux import executer

RESULTATS = (
    "longitude", "latitude", "result_score", "result_score_next", "result_label", "result_type",
    "result_id", "result_housenumber", "result_name", "result_street", "result_postcode",
    "result_city", "result_context", "result_citycode", "result_oldcitycode", "result_status",
)  # fmt: skip


class ServeurAdresses:
    """Starts on a free port. ``places``: address → columns of its result; the switches misbehave."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, Any]] = {}
        self.statuts: list[tuple[int, dict[str, str]]] = []
        self.brut: bytes | None = None
        self.enlever: set[str] = set()
        self.renverser = False
        self.demandes: list[dict[str, Any]] = []
        serveur = self

        class Traitement(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                pass

            def do_POST(self) -> None:
                corps = self.rfile.read(int(self.headers["Content-Length"]))
                statut, entetes, reponse = serveur._repondre(self.headers["Content-Type"], corps)
                self.send_response(statut)
                for nom, valeur in entetes.items():
                    self.send_header(nom, valeur)
                self.send_header("Content-Length", str(len(reponse)))
                self.end_headers()
                self.wfile.write(reponse)

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Traitement)
        self.adresse = f"http://127.0.0.1:{self._http.server_port}/geocodage/search/csv"
        self._fil = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._fil.start()

    def arreter(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._fil.join(5)

    def placer(self, adresse: str, nature: str, score: float, code: str, **champs: Any) -> None:
        self.places[adresse] = {
            "longitude": 2.65, "latitude": 50.01, "result_type": nature, "result_score": score,
            "result_citycode": code, "result_status": "ok", **champs,
        }  # fmt: skip

    def _repondre(self, nature: str, corps: bytes) -> tuple[int, dict[str, str], bytes]:
        message = email.message_from_bytes(
            b"Content-Type: " + nature.encode() + b"\r\n\r\n" + corps, policy=email.policy.HTTP
        )
        champs: dict[str, list[str]] = {}
        fichier = ""
        for partie in message.iter_parts():
            nom = partie.get_param("name", header="content-disposition")
            texte = partie.get_payload(decode=True).decode()
            if partie.get_filename():
                assert nom == "data"
                fichier = texte
            else:
                champs.setdefault(nom, []).append(texte)
        lignes = list(csv.DictReader(io.StringIO(fichier)))
        self.demandes.append({"champs": champs, "lignes": lignes})
        if self.statuts:
            statut, entetes = self.statuts.pop(0)
            return statut, entetes, b""
        if self.brut is not None:
            return 200, {}, self.brut
        assert champs["columns"] == ["adresse", "commune"], "what is searched"
        assert champs["citycode"] == ["code"], "the column that keeps it to one commune"
        colonnes = [c for c in RESULTATS if c in champs.get("result_columns", RESULTATS)]
        colonnes = [c for c in colonnes if c not in self.enlever]
        sortie = io.StringIO()
        plume = csv.DictWriter(sortie, [*lignes[0], *colonnes], extrasaction="ignore")
        plume.writeheader()
        for ligne in reversed(lignes) if self.renverser else lignes:
            plume.writerow({**ligne, **self.places.get(ligne["adresse"], {})})
        return 200, {"Content-Type": "text/csv"}, b"\xef\xbb\xbf" + sortie.getvalue().encode()


def placer(organisation=None, **options) -> GeocodageActeurs:
    """Ask the service for the addresses that wait, at once."""
    travail = launch_geocodage(organisation=organisation, **options)
    executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    return travail
