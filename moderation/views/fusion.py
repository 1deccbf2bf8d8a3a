"""Joining two entries: choose the other one, compare, decide; and undo."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.models import Acteur, FusionActeurs
from acteurs.rangs import charger
from acteurs.rules import ECRIVENT, roles_de
from acteurs.services.fusion import FusionImpossible, merge_acteurs, unmerge_acteurs
from acteurs.services.rattachements import compter, prevoir
from acteurs.services.references import suivre
from acteurs.views.reunies import suit_les_fusions
from comptes.requete import Requete
from moderation.comparaison import GROUPES, comparer, gardee_par_defaut, valeurs_choisies
from moderation.models import DoublonPossible
from moderation.services.doublons import mark_actors_distincts
from moderation.services.recherche_doublons import candidats_de
from socle.droits import exiger
from socle.modeles import ConflitDEdition

MODIFIER = "acteurs.modifier_acteur"
VOIR = "acteurs.voir_acteur"
TROUVES_MAX = 20
PAR_PAGE = 20


def _acteur(request: Requete, reference: str, permission: str = MODIFIER) -> Acteur:
    acteur = get_object_or_404(
        Acteur.objects.select_related(
            "commune", "type", "sous_type", "organisation"
        ).prefetch_related("thematiques"),
        reference=reference,
    )
    exiger(request, permission, acteur, voir=VOIR)
    return acteur


@require_safe
@suit_les_fusions
def choix(request: Requete, reference: str) -> HttpResponse:
    """Which other entry is the same actor? Look-alikes, and a search."""
    acteur = _acteur(request, reference)
    q = request.GET.get("q", "").strip()
    trouves = []
    if q:
        visibles = Acteur.objects.visibles_par(request.user).recherche(q).exclude(pk=acteur.pk)
        vivants = visibles.exclude(statut=Acteur.Statut.ARCHIVE)
        trouves = charger(list(vivants.values_list("pk", flat=True)[:TROUVES_MAX]))
    candidats = [
        (autre, [str(DoublonPossible.Raison(r).label) for r in raisons])
        for autre, _, raisons in candidats_de(acteur)
        if request.user.has_perm(VOIR, autre)
    ]
    contexte = {"acteur": acteur, "candidats": candidats, "trouves": trouves, "q": q}
    gabarit = "moderation/reunir_choix.html"
    return render(request, f"{gabarit}#trouves" if request.htmx else gabarit, contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@suit_les_fusions
def comparaison(request: Requete, reference: str, autre: str) -> HttpResponse:
    """Two entries side by side: which values to keep, what will move; then join them."""
    if deja := suivre(autre):
        messages.info(request, f"Cette fiche est déjà réunie à {deja.nom}.")
        return redirect("acteurs:fiche", deja.reference)
    gardee, absorbee = _acteur(request, reference), _acteur(request, autre, VOIR)
    if not request.user.has_perm(MODIFIER, absorbee):
        raise PermissionDenied
    if "paire" in request.GET:  # from the list: nobody chose yet which one to keep
        attaches = {a.pk: compter(a) for a in (gardee, absorbee)}
        defaut = gardee_par_defaut(gardee, absorbee, attaches)
        if defaut == absorbee:
            gardee, absorbee = absorbee, gardee
        return redirect("moderation:reunir", gardee.reference, absorbee.reference)
    choix = {cle: v for cle, _, _ in GROUPES if (v := request.POST.get(f"choix-{cle}"))}
    alerte = ""
    if request.method == "POST":
        if request.POST.get("geste") == "distincts":
            mark_actors_distincts(un=gardee, autre=absorbee, par=request.user)
            messages.success(request, "C’est noté\u00a0: ce sont deux acteurs distincts.")
            return redirect("acteurs:fiche", gardee.reference)
        reponse, alerte = _reunir(request, gardee, absorbee, choix)
        if reponse:
            return reponse
        gardee, absorbee = _acteur(request, reference), _acteur(request, autre)
    return render(
        request,
        "moderation/reunir.html",
        {
            "gardee": gardee,
            "autre": absorbee,
            "lignes": comparer(gardee, absorbee, choix),
            "previsions": prevoir(gardee, absorbee),
            "archivee": Acteur.Statut.ARCHIVE in (gardee.statut, absorbee.statut),
            "perd_la_main": _perd_la_main(gardee, absorbee),
            "alerte": alerte,
        },
        status=422 if alerte else 200,
    )


def _perd_la_main(gardee: Acteur, absorbee: Acteur) -> str:
    """Return the organisation that entered the entry withdrawn and not the one kept, or ''."""
    siennes = gardee.organisation_id, absorbee.organisation_id
    if None in siennes or siennes[0] == siennes[1] or absorbee.organisation is None:
        return ""
    return absorbee.organisation.nom


def _reunir(
    request: Requete, gardee: Acteur, absorbee: Acteur, choix: Mapping[str, str]
) -> tuple[HttpResponse | None, str]:
    """Join them; return where to go, else what went wrong."""
    valeurs, themes = valeurs_choisies(gardee, absorbee, choix)
    try:
        merge_acteurs(
            survivant=gardee,
            absorbe=absorbee,
            valeurs=valeurs,
            thematiques=themes,
            par=request.user,
            versions=(_version(request, "gardee"), _version(request, "autre")),
        )
    except ConflitDEdition as conflit:
        return None, (
            f"{conflit.actuel} a été modifiée entre-temps\u00a0: relisez les valeurs ci-dessous, "
            "vos choix sont gardés."
        )
    except FusionImpossible as refus:
        return None, str(refus)
    except ValidationError as erreur:
        return None, " ".join(erreur.messages)
    messages.success(
        request,
        "Les deux fiches n’en font plus qu’une. Vous pouvez défaire cette fusion pendant "
        "30\u00a0jours.",
    )
    return redirect("acteurs:fiche", gardee.reference), ""


def _version(request: Requete, cle: str) -> int:
    valeur = request.POST.get(f"version-{cle}", "")
    return int(valeur) if valeur.isdecimal() else 0


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Merges made lately of entries this user may change."""
    exiger(request, "acteurs.creer_acteur")
    fusions: Any = FusionActeurs.objects.select_related(
        "survivant__commune", "absorbe__commune", "par", "annulee_par"
    ).order_by("-faite_le", "-pk")
    soigne = request.user.has_perm("moderation.voir_doublons")
    if not soigne:
        siennes = [pk for pk, (role, _) in roles_de(request.user).items() if role in ECRIVENT]
        fusions = fusions.filter(Q(survivant__organisation__in=siennes))
    page = Paginator(fusions, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [(f, f.se_defait and request.user.has_perm(MODIFIER, f.survivant)) for f in page]
    contexte = {"page": page, "lignes": lignes, "peut_soigner": soigne}
    return render(request, "moderation/fusions.html", contexte)


@require_POST
def retour(request: Requete, reference: str) -> HttpResponse:
    """Undo a merge."""
    fusion = get_object_or_404(
        FusionActeurs.objects.select_related("survivant", "absorbe"), reference=reference
    )
    exiger(request, MODIFIER, fusion.survivant, voir=VOIR)
    try:
        fait = unmerge_acteurs(fusion=fusion, par=request.user)
    except FusionImpossible as refus:
        messages.error(request, str(refus))
        return redirect("moderation:fusions")
    texte = f"{fait.absorbe.nom} a de nouveau sa fiche."
    if fait.gardes:
        texte += " Les champs modifiés depuis n’ont pas été rendus\u00a0: relisez les deux fiches."
    if fait.perdus:
        texte += " Ce qui a été supprimé ou déplacé depuis n’est pas revenu."
    messages.success(request, texte)
    return redirect(reverse("acteurs:fiche", args=[fait.absorbe.reference]))
