"""What relations add to the pages of the floors below: the actor's and the territory's."""

from typing import Any

from django.http import HttpRequest

from acteurs.models import Acteur

RELIES_MONTRES = 5
"""Actors that the page of a territory names."""


def section_acteur(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Values of ``relations/section_acteur.html``; None when there is nothing to read or add."""
    from relations.lectures import liens_de
    from relations.signature import signataire
    from relations.suggestions import suggerer

    if acteur.statut == Acteur.Statut.ARCHIVE:
        return None
    familles, finies = liens_de(acteur, request.user)
    peut_creer = request.user.has_perm("relations.creer", acteur)
    suggestions = 0
    if peut_creer:
        suggestions = len(suggerer(request.user, signataire(request), acteur))  # type: ignore[arg-type]
    if not familles and not finies and not peut_creer:
        return None
    return {
        "familles": familles,
        "finies": finies,
        "nombre": sum(len(f.liens) for f in familles),
        "peut_creer": peut_creer,
        "suggestions": suggestions,
    }


def section_territoire(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``relations/section_territoire.html``: how many, and the most linked actors."""
    from collections import Counter

    from django.urls import reverse

    from acteurs.models.requetes import communes_de
    from relations.models import Relation

    communes = set(communes_de(territoire).values_list("pk", flat=True))
    bouts = (
        Relation.objects.visibles_par(request.user)
        .en_cours()
        .dans(territoire)
        .order_by()
        .values_list("depart_id", "depart__commune_id", "arrivee_id", "arrivee__commune_id")
    )
    nombre, liens = 0, Counter[int]()
    for depart, de, arrivee, vers in bouts:
        nombre += 1
        liens.update(pk for pk, lieu in ((depart, de), (arrivee, vers)) if lieu in communes)
    premiers = liens.most_common(RELIES_MONTRES)
    acteurs = Acteur.objects.in_bulk([pk for pk, _ in premiers])
    url = reverse("relations:territoire", args=[territoire.nature, territoire.code])
    return {
        "nombre": nombre,
        "relies": [(acteurs[pk], n) for pk, n in premiers if pk in acteurs],
        "url": url,
        "suites": [{"libelle": "Voir qui travaille avec qui", "url": url, "icone": "lien"}],
    }
