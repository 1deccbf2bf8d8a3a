"""What is held on somebody: one search over everything the reader may see, taken away as a file."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comptes.requete import Requete
from comptes.services.personnes import LONGUEUR_MIN, Resultat, chercher_personne


def _demande(request: Requete) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "")[:120].split())


@never_cache
@require_safe
def personnes(request: Requete) -> HttpResponse:
    """Look for a name or an address everywhere the reader may look."""
    texte = _demande(request)
    resultats = chercher_personne(utilisateur=request.user, texte=texte) if texte else []
    return render(
        request,
        "comptes/personnes.html",
        {
            "q": texte,
            "resultats": resultats,
            "total": sum(len(r.trouvailles) for r in resultats),
            "minimum": LONGUEUR_MIN,
        },
    )


@never_cache
@require_safe
def personnes_export(request: Requete) -> HttpResponse:
    """The same as a file, to be handed over to the person."""
    texte = _demande(request)
    resultats = chercher_personne(utilisateur=request.user, texte=texte)
    reponse = JsonResponse(
        {
            "recherche": texte,
            "exporte_le": timezone.now().isoformat(),
            "par": str(request.user),
            "resultats": [_ecrire(r) for r in resultats],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    nom = f"terreau-personne-{timezone.localdate():%Y-%m-%d}.json"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _ecrire(resultat: Resultat) -> dict[str, Any]:
    return {
        "registre": resultat.libelle,
        "incomplet": resultat.davantage,
        "trouve": [
            {"ou": t.ou, **{k: v for k, v in t.quoi.items() if v}, "conserve": t.jusqu_au}
            for t in resultat.trouvailles
        ],
    }
