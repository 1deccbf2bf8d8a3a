"""Who is missing: kinds of actors, themes and communes not heard yet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comptes.requete import Requete
from diagnostics.acces import LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.dessins.couverture import dessiner_barre
from diagnostics.services.couverture import lire_couverture

_PARAMETRES = {"types": "type", "themes": "theme", "communes": "commune"}


@require_GET
def couverture(request: Requete, reference: str) -> HttpResponse:
    """Show what was heard, what is planned, what nobody has told yet."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    etat = request.GET.get("etat", "")
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
        for volet in lire_couverture(diagnostic)
    ]
    return render(
        request,
        "diagnostics/entretiens/couverture.html",
        {
            **droits_de(request, diagnostic),
            "volets": volets,
            "etat": etat,
            "onglet": "sources",
            "ecran": "couverture",
        },
    )
