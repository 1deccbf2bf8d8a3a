"""The stakeholder map: page and everything one does to a stakeholder.

Each writing view answers a redirection to the page, whose address holds the
whole state of the screen; ``parties.js`` and htmx swap what it answers.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import (
    CONTRIBUER,
    LIRE_CONTACTS,
    LIRE_ENTRETIENS,
    droits_de,
    trouver_demarche,
)
from diagnostics.ecran_parties import VueCarte, contexte_carte
from diagnostics.forms import premier_message
from diagnostics.forms_parties import PartieForm
from diagnostics.models import Diagnostic, PartiePrenante
from diagnostics.services import historique_parties, parties
from diagnostics.services.carte_parties import cercles_de
from diagnostics.services.suggestions_parties import suggerer_parties
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

REFUS = 422
CONFLIT = 409


def _page(
    request: Requete, diagnostic: Diagnostic, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    gabarit = "diagnostics/parties/carte.html"
    if request.htmx:
        gabarit += "#carte"
    reponse = render(
        request, gabarit, contexte_carte(request, diagnostic, **valeurs), status=status
    )
    patch_cache_control(reponse, private=True, no_cache=True)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _retour(request: Requete, diagnostic: Diagnostic, **changements: Any) -> HttpResponse:
    adresse = reverse("diagnostics:parties", args=[diagnostic.reference])
    return redirect(adresse + VueCarte.lire(request).requete(**changements))


def _trouver(diagnostic: Diagnostic, reference: str) -> PartiePrenante:
    return get_object_or_404(
        diagnostic.parties.select_related("cercle", "acteur", "diagnostic"), reference=reference
    )


@require_GET
def carte(request: Requete, reference: str) -> HttpResponse:
    """Show the map."""
    return _page(request, trouver_demarche(request, reference))


@require_POST
def ajouter(request: Requete, reference: str) -> HttpResponse:
    """Put somebody on the map."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    formulaire = PartieForm(
        request.POST,
        diagnostic=diagnostic,
        utilisateur=request.user,
        contacts=request.user.has_perm(LIRE_CONTACTS, diagnostic),
    )
    vue = replace(VueCarte.lire(request), volet="ajouter", partie="")
    if formulaire.is_valid():
        champs = formulaire.champs()
        try:
            partie = parties.ajouter_partie(diagnostic=diagnostic, par=request.user, **champs)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        else:
            messages.success(request, f"«\u00a0{partie.nom}\u00a0» est sur la carte.")
            if request.POST.get("suite") == "autre":
                return _retour(
                    request, diagnostic, partie="", volet="ajouter", cercle=champs["cercle"]
                )
            return _retour(request, diagnostic, partie=partie.reference, volet="")
    return _page(request, diagnostic, status=REFUS, vue=vue, formulaire=formulaire)


@require_POST
def modifier(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Change a stakeholder; when somebody did so meanwhile, show both and let people choose."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = _trouver(diagnostic, partie)
    contacts = request.user.has_perm(LIRE_CONTACTS, diagnostic)
    formulaire = PartieForm(
        request.POST,
        instance=objet,
        diagnostic=diagnostic,
        utilisateur=request.user,
        contacts=contacts,
    )
    vue = replace(VueCarte.lire(request), partie=partie, volet="modifier")
    if not formulaire.is_valid():
        return _page(request, diagnostic, status=REFUS, vue=vue, formulaire=formulaire)
    champs = formulaire.champs()
    champs["cercle"] = formulaire.cercles[champs["cercle"]]
    try:
        parties.modifier_partie(
            partie=objet,
            champs=champs,
            par=request.user,
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ValidationError as erreur:
        formulaire.add_error(None, erreur.messages)
        return _page(request, diagnostic, status=REFUS, vue=vue, formulaire=formulaire)
    except ConflitDEdition as erreur:
        conflit = dresser_conflit(
            formulaire=formulaire, actuel=erreur.actuel, lecteurs=formulaire.lecteurs()
        )
        formulaire = PartieForm(
            conflit.saisie,
            instance=_trouver(diagnostic, partie),
            diagnostic=diagnostic,
            utilisateur=request.user,
            contacts=contacts,
        )
        return _page(
            request,
            diagnostic,
            status=CONFLIT,
            vue=vue,
            formulaire=formulaire,
            conflit=conflit,
        )
    messages.success(request, "Partie prenante enregistrée.")
    return _retour(request, diagnostic, partie=partie, volet="")


def _agir(
    request: Requete,
    reference: str,
    vise: str,
    acte: Callable[[PartiePrenante], Any],
    *,
    message: str,
    **changements: Any,
) -> HttpResponse:
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = _trouver(diagnostic, vise)
    try:
        acte(objet)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, message)
    return _retour(request, diagnostic, **changements)


def _niveau(valeur: str) -> int | None:
    """Read a mark; empty takes the stakeholder off the grid."""
    if not valeur:
        return None
    if not valeur.isdecimal():
        raise ValidationError("L’influence et l’intérêt vont de 0 à 4.", code="niveau")
    return int(valeur[:3])


@require_POST
def deplacer(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Move to ``cercle``, to ``influence`` and ``interet``, or give an ``attitude``."""
    donnees = request.POST

    def bouger(objet: PartiePrenante) -> None:
        if "cercle" in donnees:
            parties.changer_de_cercle(partie=objet, cercle=donnees["cercle"], par=request.user)
        if "influence" in donnees:
            parties.placer(
                partie=objet,
                influence=_niveau(donnees["influence"]),
                interet=_niveau(donnees.get("interet", "")),
                par=request.user,
            )
        if "attitude" in donnees:
            parties.prendre_attitude(partie=objet, attitude=donnees["attitude"], par=request.user)

    message = "Déplacé." if "attitude" not in donnees else "Attitude notée."
    return _agir(request, reference, partie, bouger, message=message)


@require_POST
def retirer(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Take a stakeholder off the map; the page offers to undo."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    parties.retirer_partie(partie=_trouver(diagnostic, partie), par=request.user)
    requete = VueCarte.lire(request).requete(partie="", volet="")
    adresse = reverse("diagnostics:parties", args=[diagnostic.reference])
    return redirect(f"{adresse}{requete}{'&' if requete else '?'}retiree={partie}")


@require_POST
def retablir(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Put a withdrawn stakeholder back."""
    return _agir(
        request,
        reference,
        partie,
        lambda p: parties.retirer_partie(partie=p, par=request.user, retiree=False),
        message="De retour sur la carte.",
        partie=partie,
        volet="",
    )


@require_POST
def restaurer(request: Requete, reference: str, partie: str) -> HttpResponse:
    """Bring an earlier version back (``version``: its number in the history)."""
    version = request.POST.get("version", "")
    numero = int(version) if version.isdecimal() and len(version) < 12 else 0  # noqa: PLR2004

    def revenir(objet: PartiePrenante) -> None:
        historique_parties.restaurer_partie(
            partie=objet,
            version_id=numero,
            par=request.user,
            contacts=request.user.has_perm(LIRE_CONTACTS, objet.diagnostic),
        )

    return _agir(
        request,
        reference,
        partie,
        revenir,
        message="La version choisie est de nouveau en vigueur.",
        partie=partie,
        volet="",
    )


@require_http_methods(["GET", "POST"])
def depuis_acteurs(request: Requete, reference: str) -> HttpResponse:
    """Put several people on the map at once: actors of the démarche, names heard in interviews."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    proposes = suggerer_parties(
        diagnostic=diagnostic, entretiens=request.user.has_perm(LIRE_ENTRETIENS, diagnostic)
    )
    cercles = cercles_de(diagnostic)
    if request.method == "POST":
        codes = {c.code for c in cercles}
        choisis = [
            (s, request.POST.get(f"cercle-{s.cle}", ""))
            for s in proposes
            # A free name is told by its rank: the name itself must be the one that was shown.
            if s.acteur or request.POST.get(f"nom-{s.cle}") == s.nom
        ]
        ajoutes = 0
        for suggestion, code in choisis:
            if code in codes:
                parties.ajouter_partie(
                    diagnostic=diagnostic,
                    cercle=code,
                    nom=suggestion.nom,
                    acteur=suggestion.acteur,
                    origine=suggestion.origine,
                    par=request.user,
                )
                ajoutes += 1
        if ajoutes:
            pluriel = "s" if ajoutes > 1 else ""
            messages.success(request, f"{ajoutes} partie{pluriel} prenante{pluriel} sur la carte.")
            return redirect("diagnostics:parties", reference)
        messages.info(request, "Choisissez un cercle pour au moins un nom.")
    return render(
        request,
        "diagnostics/parties/acteurs.html",
        {
            **droits_de(request, diagnostic),
            "proposes": proposes,
            "cercles": cercles,
            "onglet": "parties",
        },
    )
