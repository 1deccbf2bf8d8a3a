"""The network's entries as files: export, import with a preview."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes.requete import Requete
from plateformes.models import Plateforme
from plateformes.services.echanges import (
    LISTES_ECHANGEES,
    OCTETS_MAX,
    FichierIllisible,
    ecrire_csv,
    ecrire_json,
    importer,
    lire_fichier,
    previsualiser,
)
from plateformes.views_atelier.commun import reseau_courant
from socle.droits import exiger

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@require_safe
def export(request: Requete, extension: str) -> HttpResponse:
    """Every entry of the current network, whatever its state."""
    exiger(request, "plateformes.creer")
    plateformes = (
        Plateforme.objects.du_reseau(reseau_courant(request))
        .prefetch_related(*(Prefetch(nom) for nom in LISTES_ECHANGEES))
        .order_by("nom_normalise", "pk")
    )
    contenu = ecrire_csv(plateformes) if extension == "csv" else ecrire_json(plateformes)
    reponse = HttpResponse(contenu, content_type=TYPES[extension])
    reponse["Content-Disposition"] = f'attachment; filename="catalogue-plateformes.{extension}"'
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
def importation(request: Requete) -> HttpResponse:
    """Choose a file, see what it would do, then do it: the rows travel in the page meanwhile."""
    exiger(request, "plateformes.creer")
    reseau = reseau_courant(request)
    contexte: dict[str, Any] = {"lignes": None, "erreur": "", "donnees": "", "reseau": reseau}
    if request.method != "POST":
        return render(request, "plateformes/atelier/import.html", contexte)
    try:
        rangs = _lire(request)
        lignes = previsualiser(rangs=rangs, reseau=reseau)
        if "importer" in request.POST:
            bilan = importer(
                lignes=lignes,
                reseau=reseau,
                par=request.user,
                doublons="doublons" in request.POST,
            )
            messages.success(
                request,
                f"{bilan['creees']} en brouillon, {bilan['modifiees']} à jour.",
            )
            if bilan["disputees"]:
                messages.warning(
                    request,
                    "Une autre personne enregistrait au même moment\u00a0: "
                    f"{bilan['disputees']} à reprendre à la main.",
                )
            return redirect("plateformes:atelier")
        for rang, ligne in zip(rangs, lignes, strict=True):
            # What the preview compared with is what the import starts from.
            if ligne.existante is not None:
                rang["version"] = ligne.version or ligne.existante.version
        contexte |= {"lignes": lignes, "donnees": json.dumps(rangs, ensure_ascii=False)}
        contexte["comptes"] = [
            (libelle, sum(ligne.quoi == quoi for ligne in lignes))
            for quoi, libelle in (
                ("nouvelle", "nouvelle fiche,nouvelles fiches"),
                ("modifiee", "fiche mise à jour,fiches mises à jour"),
                ("identique", "fiche sans changement,fiches sans changement"),
                ("doublon", "doublon possible,doublons possibles"),
                ("rejetee", "ligne rejetée,lignes rejetées"),
            )
        ]
    except FichierIllisible as erreur:
        contexte["erreur"] = str(erreur)
    except ValidationError as erreur:
        contexte["erreur"] = " ".join(erreur.messages)
    return render(
        request,
        "plateformes/atelier/import.html",
        contexte,
        status=422 if contexte["erreur"] else 200,
    )


def _lire(request: Requete) -> list[dict[str, Any]]:
    """Return the rows of the file just sent, or of the preview that is confirmed."""
    if "donnees" in request.POST:
        return lire_fichier(request.POST["donnees"].encode())
    fichier: Any = request.FILES.get("fichier")
    if fichier is None:
        raise FichierIllisible("Choisissez un fichier CSV ou JSON.")
    return lire_fichier(fichier.read(OCTETS_MAX + 1))
