"""Dated versions of the map: taken, compared in words."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from diagnostics.models import Diagnostic, VersionCarte
from diagnostics.services.carte_parties import (
    ATTITUDES,
    INCONNUE,
    Carte,
    CercleLu,
    LignePartie,
    dire_niveau,
    lire_carte,
)

VERSIONS_MAX = 60


@transaction.atomic
def garder_version(*, diagnostic: Diagnostic, nom: str, par: Any) -> VersionCarte:
    """Keep the map as it stands, under ``nom``: names and positions, no person.

    Raises:
        ValidationError: no name, or too many versions kept already.
    """
    nom = " ".join(nom.split())
    if not nom:
        raise ValidationError("Donnez un nom à cette version.", code="vide")
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if diagnostic.versions_carte.count() >= VERSIONS_MAX:
        raise ValidationError(
            f"{VERSIONS_MAX} versions sont déjà gardées\u00a0: effacez-en une.", code="plein"
        )
    return VersionCarte.objects.create(
        diagnostic=diagnostic,
        nom=nom[:120],
        contenu=en_json(lire_carte(diagnostic=diagnostic)),
        auteur=par,
    )


def en_json(carte: Carte) -> dict[str, Any]:
    """Return what ``lire_version`` reads."""
    return {
        "centre": carte.centre,
        "cercles": [
            {
                "code": c.code,
                "nom": c.nom,
                "parties": [
                    {
                        "reference": x.reference,
                        "nom": x.nom,
                        "role": x.role,
                        "influence": x.influence,
                        "interet": x.interet,
                        "attitude": x.attitude,
                        "supposee": x.supposee,
                    }
                    for x in c.lignes
                ],
            }
            for c in carte.cercles
        ],
    }


def lire_version(version: VersionCarte) -> Carte:
    """Return the map that ``version`` kept."""
    contenu = version.contenu
    cercles = []
    for c in contenu.get("cercles", []):
        lignes = tuple(
            LignePartie(
                reference=str(x["reference"]),
                nom=str(x["nom"]),
                cercle=str(c["code"]),
                cercle_nom=str(c["nom"]),
                role=str(x.get("role", "")),
                influence=x.get("influence"),
                interet=x.get("interet"),
                attitude=str(x.get("attitude", "")),
                supposee=bool(x.get("supposee", True)),
            )
            for x in c["parties"]
        )
        cercles.append(CercleLu(str(c["code"]), str(c["nom"]), "", lignes, len(lignes)))
    return Carte(centre=str(contenu.get("centre", "")), cercles=tuple(cercles))


@dataclass(frozen=True)
class Changement:
    """One stakeholder that stands otherwise: what changed, before and after, in words."""

    nom: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Comparaison:
    """What differs between two maps, the older first."""

    arrivees: tuple[LignePartie, ...]
    departs: tuple[LignePartie, ...]
    cercles: tuple[Changement, ...]
    attitudes: tuple[Changement, ...]
    positions: tuple[Changement, ...]
    noms: tuple[Changement, ...]

    @property
    def est_vide(self) -> bool:
        """Whether nothing changed."""
        return not any(
            (self.arrivees, self.departs, self.cercles, self.attitudes, self.positions, self.noms)
        )


def comparer(avant: Carte, apres: Carte) -> Comparaison:
    """Say what changed from ``avant`` to ``apres``; stakeholders are followed by reference."""
    anciennes = {x.reference: x for x in avant.lignes}
    nouvelles = {x.reference: x for x in apres.lignes}
    communes = [(anciennes[r], x) for r, x in nouvelles.items() if r in anciennes]
    return Comparaison(
        arrivees=tuple(x for r, x in nouvelles.items() if r not in anciennes),
        departs=tuple(x for r, x in anciennes.items() if r not in nouvelles),
        cercles=tuple(
            Changement(b.nom, a.cercle_nom, b.cercle_nom)
            for a, b in communes
            if a.cercle != b.cercle
        ),
        attitudes=tuple(
            Changement(b.nom, _attitude(a), _attitude(b))
            for a, b in communes
            if a.attitude != b.attitude
        ),
        positions=tuple(
            Changement(b.nom, _position(a), _position(b))
            for a, b in communes
            if (a.influence, a.interet) != (b.influence, b.interet)
        ),
        noms=tuple(Changement(b.nom, a.nom, b.nom) for a, b in communes if a.nom != b.nom),
    )


def _attitude(ligne: LignePartie) -> str:
    return ATTITUDES.get(ligne.attitude, INCONNUE)


def _position(ligne: LignePartie) -> str:
    influence = dire_niveau(ligne.influence).lower() or "à préciser"
    interet = dire_niveau(ligne.interet).lower() or "à préciser"
    return f"influence {influence}, intérêt {interet}"


@transaction.atomic
def effacer_version(*, version: VersionCarte) -> None:
    """Erase a kept version; the map itself is untouched."""
    version.delete()
