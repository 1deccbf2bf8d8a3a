"""A structure keeps its own entry: asking, the link of its mailbox, its screen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.core import is_ratelimited

from acteurs.models import Acteur
from acteurs.rules import ECRIVENT, roles_de
from acteurs.views.reunies import suit_les_fusions
from comptes.models import Organisation
from comptes.requete import Requete
from comptes.services.organisations import creer_organisation
from moderation.forms_tenues import NOUVELLE, MaFicheForm, RevendicationForm
from moderation.models import TenueActeur
from moderation.rules_fiches import tenues_de
from moderation.services.courriels_tenues import lire_jeton
from moderation.services.tenues import (
    TenueImpossible,
    change_own_entry,
    changements_relus,
    contact_de,
    grant_tenue,
    leave_tenue,
    refuse_tenue,
    request_tenue,
)
from socle.droits import exiger
from socle.modeles import ConflitDEdition

VOIR = "acteurs.voir_acteur"
ESSAIS = "20/h"


def _acteur(request: HttpRequest, reference: str, permission: str) -> Acteur:
    acteur = get_object_or_404(
        Acteur.objects.select_related("commune__departement", "type", "sous_type"),
        reference=reference,
    )
    exiger(request, permission, acteur, voir=VOIR)
    return acteur


def _structures(request: Requete) -> list[Organisation]:
    siennes = [
        pk
        for pk, (role, nature) in roles_de(request.user).items()
        if role in ECRIVENT and nature == Organisation.Nature.STRUCTURE_ESS
    ]
    return list(Organisation.objects.filter(pk__in=siennes).order_by("nom"))


@require_http_methods(["GET", "HEAD", "POST"])
@suit_les_fusions
def revendiquer(request: Requete, reference: str) -> HttpResponse:
    """Say that an entry is that of one's structure."""
    acteur = _acteur(request, reference, "moderation.revendiquer")
    if acteur.pk in tenues_de(request.user):
        return redirect("moderation:mes_fiches")
    contact = contact_de(acteur)
    form = RevendicationForm(
        request.POST or None, acteur=acteur, structures=_structures(request), contact=contact
    )
    if request.method == "POST":
        trop = is_ratelimited(
            request, group="moderation.revendiquer", key="user", rate=ESSAIS, increment=True
        )
        if trop:
            form.add_error(None, "Trop d’essais\u00a0: revenez dans une heure.")
        elif form.is_valid() and (tenue := _demander(request, acteur, form)):
            envoye = tenue.voie == TenueActeur.Voie.COURRIEL
            messages.success(
                request,
                f"Un lien part à {tenue.courriel}\u00a0: la personne qui le suit confirme votre "
                "demande."
                if envoye
                else "Votre demande est transmise au réseau\u00a0: sa réponse vous parviendra par "
                "courriel.",
            )
            return redirect("moderation:mes_fiches")
    contexte = {"acteur": acteur, "form": form, "contact": contact, "nouvelle": NOUVELLE}
    statut = 422 if request.method == "POST" else 200
    return render(request, "moderation/revendiquer.html", contexte, status=statut)


def _demander(request: Requete, acteur: Acteur, form: RevendicationForm) -> TenueActeur | None:
    donnees = form.cleaned_data
    try:
        return request_tenue(
            acteur=acteur,
            organisation=_organisation(request, donnees),
            voie=donnees["voie"],
            par=request.user,
            message=donnees["message"],
        )
    except TenueImpossible as refus:
        form.add_error(None, str(refus))
    except ValidationError as erreur:
        form.add_error("organisation", erreur.messages)
    return None


def _organisation(request: Requete, donnees: dict[str, Any]) -> Organisation:
    if donnees["organisation"] != NOUVELLE:
        return next(o for o in _structures(request) if o.reference == donnees["organisation"])
    neuve = Organisation(
        nom=donnees["nom"].strip(),
        siren=donnees["siren"],
        nature=Organisation.Nature.STRUCTURE_ESS,
    )
    return creer_organisation(organisation=neuve, createur=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """The link sent to the public contact: yes, it is us; or no, we know nothing of it."""
    tenue = lire_jeton(jeton)
    if tenue is None:
        raise Http404
    contexte: dict[str, Any] = {"tenue": tenue, "acteur": tenue.acteur, "erreur": ""}
    if request.method == "POST" and tenue.etat == TenueActeur.Etat.DEMANDEE:
        try:
            if request.POST.get("reponse") == "oui":
                tenue = grant_tenue(tenue=tenue)
            elif request.POST.get("reponse") == "non":
                tenue = refuse_tenue(
                    tenue=tenue, motif="La structure dit ne pas connaître cette demande."
                )
        except TenueImpossible as refus:
            contexte["erreur"] = str(refus)
        contexte["tenue"] = tenue
    reponse = render(request, "moderation/tenue_confirmer.html", contexte)
    reponse["Referrer-Policy"] = "same-origin"  # none at all would refuse the form
    reponse["Cache-Control"] = "private, no-store"
    return reponse


# ── The structure's own screen ──────────────────────────────────────────────
@require_safe
def mes_fiches(request: Requete) -> HttpResponse:
    """Entries that the user's structures keep, asked for, or kept."""
    siennes = [pk for pk, (role, _) in roles_de(request.user).items() if role in ECRIVENT]
    tenues = (
        TenueActeur.objects.filter(organisation__in=siennes)
        .select_related("acteur__commune", "acteur__type", "acteur__sous_type", "organisation")
        .order_by("acteur__nom_normalise", "-cree_le")
    )
    par_etat: dict[str, list[TenueActeur]] = {}
    for tenue in tenues:
        par_etat.setdefault(tenue.etat, []).append(tenue)
    actives = par_etat.get(TenueActeur.Etat.ACTIVE, [])
    contexte = {
        "actives": actives,
        "demandees": par_etat.get(TenueActeur.Etat.DEMANDEE, []),
        "passees": [
            t for t in tenues if t.etat not in TenueActeur.VIVANTES and not _reprise(t, tenues)
        ][:10],
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "moderation/mes_fiches.html", contexte)


def _reprise(ancienne: TenueActeur, tenues: Any) -> bool:
    """Whether the same structure asked again since, for the same entry."""
    return any(
        t.acteur_id == ancienne.acteur_id
        and t.organisation_id == ancienne.organisation_id
        and t.pk > ancienne.pk
        for t in tenues
    )


@require_http_methods(["GET", "HEAD", "POST"])
@suit_les_fusions
def modifier(request: Requete, reference: str) -> HttpResponse:
    """The structure changes its entry: published at once, or read first by the network."""
    acteur = _acteur(request, reference, "acteurs.tenir")
    tenue = tenues_de(request.user)[acteur.pk] if not request.user.is_superuser else None
    if tenue is None:  # an operator corrects entries as everyone else
        return redirect("acteurs:modification", acteur.reference)
    tenue.acteur = acteur
    form = MaFicheForm(request.POST or None, instance=acteur)
    contexte: dict[str, Any] = {
        "acteur": acteur,
        "form": form,
        "relus": changements_relus(acteur),
        "conflit": None,
        "cherche": False,
    }
    if request.method == "POST" and form.is_valid():
        try:
            contribution = change_own_entry(
                tenue=tenue,
                champs=form.saisie(),
                thematiques=form.cleaned_data["thematiques"],
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
            )
        except ConflitDEdition as conflit:
            donnees = request.POST.copy()
            donnees["version"] = str(conflit.actuel.version)  # type: ignore[attr-defined]
            contexte |= {
                "conflit": conflit.actuel,
                "form": MaFicheForm(donnees, instance=acteur),
            }
        except ValidationError as erreur:
            form.refuser(erreur)
        except TenueImpossible as refus:
            messages.error(request, str(refus))
            return redirect("acteurs:fiche", acteur.reference)
        else:
            messages.success(
                request,
                "Vos changements sont transmis au réseau, qui les relit avant de les publier."
                if contribution
                else "Votre fiche est à jour.",
            )
            return redirect("acteurs:fiche", acteur.reference)
    statut = 422 if request.method == "POST" else 200
    return render(request, "moderation/ma_fiche.html", contexte, status=statut)


@require_POST
def quitter(request: Requete, reference: str) -> HttpResponse:
    """Stop keeping an entry, or take back the request."""
    tenue = get_object_or_404(TenueActeur.objects.select_related("acteur"), reference=reference)
    if not request.user.has_perm("moderation.quitter_tenue", tenue):
        raise Http404
    try:
        leave_tenue(tenue=tenue, par=request.user)
    except TenueImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(
            request,
            f"Votre structure ne tient plus la fiche {tenue.acteur.nom}. "
            "Elle reste dans l’annuaire.",
        )
    return redirect(reverse("moderation:mes_fiches"))
