"""The queue of those who decide: one list, decisions on several, and undoing them."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from acteurs.models import PropositionOfficielle
from comptes.requete import Requete
from moderation.file_d_attente import Filtre, compter, lire_file
from moderation.forms import FiltreForm
from moderation.models import Contribution, LotDecisions
from moderation.portee import choix_de_lieux, contributions_de, territoires_de
from moderation.services.annulation import annulable_jusqu_a, undo_lot
from moderation.services.attribution import collegues_de, entrust_lot
from moderation.services.decisions import LOT_MAX, MOTIF_ATTENDU, Bilan, decide_lot
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre

GABARIT = "moderation/file.html"


@require_safe
def file(request: Requete) -> HttpResponse:
    """What waits for a decision, where this user looks after; with htmx, only the list."""
    exiger(request, "moderation.voir_file")
    contexte = _contexte(request, request.GET)
    gabarit = f"{GABARIT}#file" if request.htmx else GABARIT
    return render(request, gabarit, contexte)


def _contexte(request: Requete, parametres: QueryDict) -> dict[str, Any]:
    siens = territoires_de(request.user)
    filtre = Filtre.lire(parametres, siens)
    lue = lire_file(request.user, filtre, parametres.get("page"))
    adresse = reverse("moderation:file")
    return {
        "form": FiltreForm(parametres, territoires=_choix(siens, filtre)),
        "filtre": filtre,
        "file": lue,
        "page": lue.page,
        "onglets": _onglets(request, parametres, siens, lue.page.paginator.count),
        "filtree": bool(filtre.quoi or filtre.de or filtre.acteur or parametres.get("territoire")),
        "ici": f"{adresse}?{parametres.urlencode()}" if parametres else adresse,
        "lot": _lot_annulable(request, parametres.get("lot", "")),
        "statistiques": request.user.has_perm("moderation.voir_statistiques"),
        "siens": siens,
        "collegues": [c for c in collegues_de(request.user) if c.pk != request.user.pk],
        "coches": (),
        "motif": "",
        "erreur": "",
    }


def _choix(siens: list[Any], filtre: Filtre) -> list[tuple[str, str]]:
    """Return the places to choose from; none when the user looks after everything."""
    return choix_de_lieux(siens, filtre.territoires) if siens else []


def _onglets(
    request: Requete, parametres: QueryDict, siens: list[Any], celui_ci: int
) -> list[tuple[str, str, bool]]:
    """Return the tabs: label, address, whether it is this one (``celui_ci``: its count)."""
    ici = Filtre.lire(parametres, siens)
    onglets = []
    for etat, libelle in (
        ("", "À examiner"),
        ("moi", "Les miennes"),
        ("question", "Questions"),
        ("decidees", "Décidées"),
    ):
        suite = parametres.copy()
        for cle in ("page", "lot", "etat"):
            suite.pop(cle, None)
        if etat:
            suite["etat"] = etat
        if etat in {"", "moi"}:
            nombre = (
                celui_ci if ici.etat == etat else compter(request.user, Filtre.lire(suite, siens))
            )
            compte = f" ({ecrire_nombre(nombre)})"
        else:
            compte = ""
        onglets.append((f"{libelle}{compte}", f"?{suite.urlencode()}", ici.etat == etat))
    return onglets


def _lot_annulable(request: Requete, reference: str) -> dict[str, Any] | None:
    """Return the gesture just made, while it can be undone."""
    lot = LotDecisions.objects.filter(reference=reference, annule_le=None).first()
    if lot is None or not request.user.has_perm("moderation.annuler", lot):
        return None
    if annulable_jusqu_a(lot) < timezone.now():
        return None
    nombre = lot.decisions.count()
    mot = "acceptée" if lot.geste == LotDecisions.Geste.ACCEPTER else "refusée"
    s = accorder(nombre)
    return {"objet": lot, "dit": f"{ecrire_nombre(nombre)} proposition{s} {mot}{s}."}


def retour_sur(request: Requete, **ajouts: str) -> str:
    """Return the address of the queue the form came from, with further parameters."""
    retour = request.POST.get("retour", "")
    attendu = reverse("moderation:file")
    sur = url_has_allowed_host_and_scheme(retour, allowed_hosts=None)
    morceaux = urlsplit(retour if sur else attendu)
    parametres = QueryDict(morceaux.query if morceaux.path == attendu else "", mutable=True)
    parametres.pop("lot", None)
    for cle, valeur in ajouts.items():
        parametres[cle] = valeur
    return f"{attendu}?{parametres.urlencode()}" if parametres else attendu


@require_POST
def decision(request: Requete) -> HttpResponse:
    """Accept or refuse what is ticked, or the one whose button was pressed."""
    exiger(request, "moderation.voir_file")
    geste, _, seule = request.POST.get("decision", "").partition(":")
    if geste == "confier":
        return _confier(request, [seule] if seule else request.POST.getlist("choix"))
    geste = "accepter" if geste == "accepter" else "refuser"
    cles = [seule] if seule else request.POST.getlist("choix")
    motif = request.POST.get("motif", "").strip()
    contributions, officielles = _choisies(request, cles)
    if geste == "refuser" and contributions and not motif:
        contexte = _contexte(request, QueryDict(urlsplit(retour_sur(request)).query))
        contexte |= {"coches": cles, "erreur": MOTIF_ATTENDU}
        return render(request, GABARIT, contexte, status=422)
    bilan = decide_lot(
        geste=geste,
        par=request.user,
        contributions=contributions,
        officielles=officielles,
        motif=motif,
    )
    if not cles:
        messages.info(request, "Cochez d’abord les propositions à accepter ou à refuser.")
    elif not contributions and not officielles:
        messages.warning(request, "Ces propositions ne sont plus à examiner.")
    _dire(request, bilan)
    return redirect(retour_sur(request, **({"lot": bilan.lot.reference} if bilan.lot else {})))


def _confier(request: Requete, cles: list[str]) -> HttpResponse:
    """Take what is ticked, or the one whose button was pressed; entrust it, leave it to all."""
    a = "moi" if request.POST.get("decision") != "confier" else request.POST.get("a", "")
    personne = request.user if a == "moi" else collegues_de(request.user).filter(email=a).first()
    contributions, officielles = _choisies(request, cles)
    bilan = entrust_lot(
        a=personne, par=request.user, contributions=contributions, officielles=officielles
    )
    if not cles:
        messages.info(request, "Cochez d’abord les propositions à confier.")
    if bilan.faites:
        s = accorder(bilan.faites)
        qui = "Vous suivez" if personne == request.user else f"{personne} suit maintenant"
        messages.success(
            request,
            f"{qui} {ecrire_nombre(bilan.faites)} proposition{s}."
            if personne
            else f"{ecrire_nombre(bilan.faites)} proposition{s} laissée{s} à qui veut.",
        )
    _dire(request, bilan)
    return redirect(retour_sur(request))


def _choisies(
    request: Requete, cles: list[str]
) -> tuple[list[Contribution], list[PropositionOfficielle]]:
    par_genre: dict[str, list[str]] = {"c": [], "r": []}
    for cle in cles[:LOT_MAX]:
        genre, _, reference = cle.partition("-")
        par_genre.get(genre, []).append(reference)
    contributions = (
        contributions_de(request.user)
        .filter(reference__in=par_genre["c"])
        .select_related("acteur", "auteur")
    )
    officielles = PropositionOfficielle.objects.filter(reference__in=par_genre["r"]).select_related(
        "acteur", "travail"
    )
    return list(contributions), list(officielles)


def _dire(request: Requete, bilan: Bilan) -> None:
    for echec in bilan.echecs:
        messages.error(request, echec)


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Undo a gesture."""
    exiger(request, "moderation.voir_file")
    lot = get_object_or_404(LotDecisions, reference=reference)
    try:
        bilan = undo_lot(lot=lot, par=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    except PermissionDenied:
        messages.error(request, "Seule la personne qui a décidé peut annuler.")
    else:
        _dire(request, bilan)
        if bilan.faites:
            s = accorder(bilan.faites)
            messages.success(
                request,
                f"{ecrire_nombre(bilan.faites)} décision{s} annulée{s}\u00a0: "
                "les propositions attendent de nouveau.",
            )
    return redirect(retour_sur(request))
