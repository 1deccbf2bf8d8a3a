"""Published actors of a frame who could hold maillons: by activity code, else by theme.

One query, led by the Morton codes of the frame: the index of the map holds all that is compared.
What it answers is kept for ten minutes, until an actor changes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache as memoire
from django.db.models import F, Q

from acteurs.models import Acteur, Thematique, TypeActeur, masque_de
from acteurs.recherche import debute_par
from acteurs.services.revision import lire_revision

KM_PAR_DEGRE: Final = 111.195
MEMOIRE_S: Final = 600
MAXIMUM: Final = 20_000
"""Candidates kept: beyond, a frame is too wide to suggest anybody."""

Cadre = tuple[float, float, float, float]


@dataclass(frozen=True)
class Candidat:
    """An actor who could."""

    reference: str
    nom: str
    ess: bool | None
    naf: str
    commune: str
    """INSEE code."""
    lon: float
    lat: float
    du_theme: bool
    """Has one of the themes of the filière."""


def cadre_autour(centre: tuple[float, float], rayon_km: float) -> Cadre:
    """Return the frame (west, south, east, north) that holds a circle."""
    lon, lat = centre
    haut = rayon_km / KM_PAR_DEGRE
    large = haut / max(math.cos(math.radians(lat)), 0.01)
    return lon - large, lat - haut, lon + large, lat + haut


def chercher_candidats(
    cadre: Cadre, codes: Sequence[str], themes: Sequence[str] = ()
) -> tuple[Candidat, ...]:
    """Return the published actors of a frame with one of these codes, or of the ESS and a theme."""
    masque = masque_de(Thematique.objects.filter(pk__in=themes)) if themes else 0
    if not codes and not masque:
        return ()
    bords = ",".join(f"{c:.4f}" for c in cadre)
    cle = f"filieres:vivier:{lire_revision()}:{bords}:{'+'.join(codes)}:{masque}"
    trouves: tuple[Candidat, ...] | None = memoire.get(cle)
    if trouves is None:
        trouves = _lire(cadre, codes, masque)
        memoire.set(cle, trouves, MEMOIRE_S)
    return trouves


def _lire(cadre: Cadre, codes: Sequence[str], masque: int) -> tuple[Candidat, ...]:
    types = dict(TypeActeur.objects.order_by().values_list("pk", "ess"))
    convient = Q()
    for code in codes:
        convient |= debute_par("naf", code)
    acteurs = Acteur.objects.publies().dans_cadre(*cadre).order_by()
    acteurs = acteurs.annotate(themes=F("masque_themes").bitand(masque))
    if masque:
        de_l_ess = [code for code, ess in types.items() if ess == TypeActeur.Ess.OUI]
        proche = ~Q(themes=0) & (Q(ess=True) | Q(ess=None, type__in=de_l_ess))
        convient |= proche
    lignes = acteurs.filter(convient).values_list(
        "reference", "nom", "ess", "type_id", "naf", "commune_id", "lon", "lat", "themes"
    )[:MAXIMUM]
    connu = {TypeActeur.Ess.OUI.value: True, TypeActeur.Ess.NON.value: False}
    return tuple(
        Candidat(
            reference=reference,
            nom=nom,
            ess=connu.get(types.get(genre, "")) if ess is None else ess,
            naf=naf,
            commune=commune or "",
            lon=lon or 0.0,
            lat=lat or 0.0,
            du_theme=bool(masque and siens),
        )
        for reference, nom, ess, genre, naf, commune, lon, lat, siens in lignes
    )
