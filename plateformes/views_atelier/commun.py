"""What the pages of the curators share."""

from typing import Any

from django.http import Http404, HttpRequest

from comptes.models import Organisation
from plateformes.forms_atelier import SECTIONS
from plateformes.models import Plateforme
from plateformes.services.reglages import reseau_de
from socle.droits import exiger

VOIR = "plateformes.voir"


def prendre(request: HttpRequest, code: str, permission: str) -> Plateforme:
    """Return the entry when its visitor holds the permission; 404 when they may not know it."""
    plateforme = Plateforme.objects.entieres().filter(code=code).first()
    if plateforme is None:
        raise Http404
    exiger(request, permission, plateforme, voir=VOIR)
    return plateforme


def reseau_courant(request: Any) -> Organisation | None:
    """Return the network the user writes for now: their current one, else their first."""
    organisation = getattr(request, "organisation", None)
    return reseau_de(request.user, organisation.pk if organisation else None)


def manques(plateforme: Plateforme) -> list[tuple[Any, list[str]]]:
    """Return the sections with the labels of what they miss, the optional left out."""
    from plateformes.services.journal import libelle_de

    resultat = []
    for section in SECTIONS.values():
        vides = []
        for champ in section.champs:
            if champ in FACULTATIFS:
                continue
            valeur = getattr(plateforme, champ)
            vide = not valeur.exists() if hasattr(valeur, "exists") else valeur in ("", None)
            if vide:
                vides.append(libelle_de(champ))
        if "territoires" in section.champs and not (
            plateforme.national or plateforme.territoires_cites or plateforme.territoires.exists()
        ):
            vides.append(libelle_de("territoires"))
        resultat.append((section, vides))
    return resultat


FACULTATIFS = {
    "logo", "langues", "alternatives", "territoires", "territoires_cites", "national", "porteur",
    "colleges", "standards", "accessibilite_url", "source_annee", "depot", "api",
    "sous_traitant", "role_formule", "role_actions",
}  # fmt: skip
