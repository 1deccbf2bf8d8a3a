"""The fingerprint of a report: same words, same drawings, same layout, same file."""

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from rapports.services.illustrer import Illustrations
from rapports.services.structures import Contenu

GABARIT = "rapports/document.html"
FEUILLE = "css/rapport.css"


def compute_fingerprint(contenu: Contenu, illustrations: Illustrations) -> str:
    """Return the SHA-256 of everything the file shows, in hexadecimal."""
    somme = hashlib.sha256(_empreinte_forme())
    somme.update(json.dumps(asdict(contenu), ensure_ascii=False, sort_keys=True).encode())
    somme.update(illustrations.en_texte().encode())
    return somme.hexdigest()


@lru_cache(maxsize=1)
def _empreinte_forme() -> bytes:
    """Return the digest of templates and style sheet: an upgrade changes it."""
    dossier = settings.BASE_DIR / "templates"
    fichiers = [dossier / GABARIT, *sorted((dossier / "rapports" / "document").glob("*.html"))]
    feuille = finders.find(FEUILLE)
    if isinstance(feuille, str):
        fichiers.append(Path(feuille))
    somme = hashlib.sha256()
    for fichier in fichiers:
        somme.update(fichier.read_bytes())
    return somme.digest()
