"""Who is missing: kinds of actors, themes and communes not heard yet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comptes.requete import Requete
from diagnostics.acces import LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.dessins.communes import dessiner_communes
from diagnostics.dessins.couverture import dessiner_barre
from diagnostics.services.couverture import lire_couverture

A_ENTENDRE = 5
"""Communes never heard named beside the map, the most populated first."""
_PARAMETRES = {"types": "type", "themes": "theme", "communes": "commune"}


@require_GET
def couverture(request: Requete, reference: str) -> HttpResponse:
    """Show what was heard, what is planned, what nobody has told yet."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    etat = request.GET.get("etat", "")
    lus = lire_couverture(diagnostic)
    communes = next(v for v in lus if v.cle == "communes")
    toutes = (*communes.lignes, *communes.restantes)
    volets = [
        {
            "volet": volet,
            "parametre": _PARAMETRES[volet.cle],
            "lignes": [
                (ligne, dessiner_barre(ligne.entendus, ligne.prevus, volet.maximum))
                for ligne in volet.lignes
                if etat not in {"entendu", "prevu", "jamais"} or ligne.etat == etat
            ],
            "restantes": volet.restantes if etat in {"", "jamais"} else (),
        }
        for volet in lus
    ]
    return render(
        request,
        "diagnostics/entretiens/couverture.html",
        {
            **droits_de(request, diagnostic),
            "volets": volets,
            "carte": dessiner_communes(diagnostic.territoire, toutes),
            "a_entendre": [x for x in toutes if x.etat == "jamais"][:A_ENTENDRE],
            "etat": etat,
            "onglet": "sources",
            "ecran": "couverture",
        },
    )
