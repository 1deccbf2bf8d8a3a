"""The curators' table, an entry as they see it, its creation, its state, its versions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.requete import Requete
from plateformes.forms_atelier import ConfierForm, formulaire_de
from plateformes.models import ChangementPublic, Plateforme, Relecture, stockage_logos
from plateformes.rules import reseaux_de
from plateformes.services import DoublonPossible, create_plateforme
from plateformes.services.cycle import ACTIONS, actions_possibles, changer_statut
from plateformes.services.edition import restaurer_version
from plateformes.services.journal import comparer_versions, libelle_de, raconter
from plateformes.services.reglages import reglages_de
from plateformes.views_atelier.commun import VOIR, manques, prendre, reseau_courant
from plateformes.vitrine.declarations import peut_valider
from socle.droits import exiger
from socle.modeles import ConflitDEdition

PAR_PAGE = 30
FACETTES = {
    "miennes": "De mon réseau",
    "attente": "Sans réseau",
    "toutes": "Toutes",
}


@require_safe
def atelier(request: Requete) -> HttpResponse:
    """Every entry by state: what waits for a decision comes first."""
    exiger(request, "plateformes.creer")
    siens = reseaux_de(request.user)
    quoi = request.GET.get("quoi", "")
    quoi = quoi if quoi in FACETTES else "miennes"
    plateformes = Plateforme.objects.all()
    if quoi == "miennes" and not request.user.is_superuser:
        plateformes = plateformes.a_tenir_par(siens)
    elif quoi == "attente":
        plateformes = plateformes.sans_reseau()
    q = request.GET.get("q", "").strip()[:100]
    plateformes = plateformes.qui_repondent(q)
    nombres = plateformes.nombres_par_statut()
    statut = request.GET.get("statut", "")
    if statut in Plateforme.Statut.values:
        plateformes = plateformes.filter(statut=statut)
    page = Paginator(plateformes.pour_l_atelier(), PAR_PAGE).get_page(request.GET.get("page"))
    reseau = reseau_courant(request)
    contexte = {
        "page": page,
        "quoi": quoi,
        "facettes": FACETTES,
        "statut": statut,
        "etats": [(e.value, e.label, nombres.get(e.value, 0)) for e in Plateforme.Statut],
        "total": sum(nombres.values()),
        "q": q,
        "reseau": reseau,
        "reseau_nom": reseau.nom if reseau else "",
        "relectures": Relecture.objects.attendues_de(request.user),
    }
    return render(request, "plateformes/atelier/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete) -> HttpResponse:
    """Start an entry: its name, its site, a sentence; the rest by sections."""
    exiger(request, "plateformes.creer")
    form = formulaire_de("nom", "site", "accroche", "nature")(request.POST or None)
    contexte: dict[str, Any] = {"form": form, "doublons": []}
    if request.method == "POST" and form.is_valid():
        champs, _ = form.saisie()
        try:
            plateforme = create_plateforme(
                champs=champs,
                reseau=reseau_courant(request),
                par=request.user,
                confirme="confirme" in request.POST,
            )
        except DoublonPossible as alerte:
            contexte["doublons"] = alerte.candidats
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(
                request, f"{plateforme.nom} est en brouillon\u00a0: complétez sa fiche."
            )
            return redirect("plateformes:atelier_fiche", plateforme.code)
    return render(
        request,
        "plateformes/atelier/creation.html",
        contexte,
        status=422 if request.method == "POST" else 200,
    )


@require_safe
def fiche(request: Requete, code: str) -> HttpResponse:
    """An entry as its curators see it: state, what is missing, reviews, remarks, proposals."""
    plateforme = prendre(request, code, VOIR)
    if not request.user.has_perm("plateformes.relire", plateforme):
        return redirect("plateformes:fiche", plateforme.code)
    contexte = contexte_fiche(request, plateforme)
    return render(request, "plateformes/atelier/fiche.html", contexte)


def contexte_fiche(request: Any, plateforme: Plateforme, **plus: Any) -> dict[str, Any]:
    """Return what the page of an entry shows to curators."""
    commentaires = plateforme.commentaires_champs.select_related("auteur", "resolu_par")
    return {
        "plateforme": plateforme,
        "sections": manques(plateforme),
        "actions": actions_possibles(plateforme, request.user),
        "peut_modifier": request.user.has_perm("plateformes.modifier", plateforme),
        "peut_relire": request.user.has_perm("plateformes.relire", plateforme),
        "relectures": plateforme.relectures.montrees(),
        "commentaires": [(c, libelle_de(c.champ)) for c in commentaires],
        "propositions": plateforme.propositions.a_examiner().select_related("auteur"),
        "confier": ConfierForm(),
        "reglages": reglages_de(plateforme.reseau_id),
        "versions": raconter(plateforme)[:8],
        "chiffres": plateforme.chiffres.all(),
        "usages": plateforme.usages.select_related("territoire", "organisation"),
        "peut_valider": peut_valider(request.user, plateforme),
        "champs_commentables": [
            (section.titre, [(champ, libelle_de(champ)) for champ in section.champs])
            for section, _ in manques(plateforme)
        ],
        **plus,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def statut(request: Requete, code: str, action: str) -> HttpResponse:
    """Confirm a step of the cycle, with its reason when it needs one, then make it."""
    plateforme = prendre(request, code, VOIR)
    if action not in ACTIONS:
        raise Http404
    etape = ACTIONS[action]
    exiger(request, etape.permission, plateforme, voir=VOIR)
    if request.method != "POST":
        contexte: dict[str, Any] = {"plateforme": plateforme, "action": etape, "erreur": ""}
        contexte |= {"motif": "", "possible": plateforme.statut in etape.depuis}
        return render(request, "plateformes/atelier/statut.html", contexte)
    motif = request.POST.get("motif", "")[:500]
    try:
        changer_statut(
            plateforme=plateforme,
            action=action,
            par=request.user,
            motif=motif,
            reseau=reseau_courant(request),
            version_attendue=_entier(request.POST.get("version")),
        )
    except ConflitDEdition as refus:
        contexte = {
            "plateforme": refus.actuel,
            "action": etape,
            "erreur": "La fiche a changé entre-temps\u00a0: relisez-la, puis recommencez. "
            "Ce que vous avez écrit est gardé ci-dessous.",
            "motif": motif,
            "possible": True,
        }
        return render(request, "plateformes/atelier/statut.html", contexte, status=409)
    except ValidationError as erreur:
        contexte = {
            "plateforme": plateforme,
            "action": etape,
            "erreur": " ".join(erreur.messages),
            "motif": motif,
            "possible": True,
        }
        return render(request, "plateformes/atelier/statut.html", contexte, status=422)
    else:
        messages.success(request, f"{plateforme.nom}\u00a0: {etape.libelle.lower()}, c’est fait.")
    return redirect("plateformes:atelier_fiche", plateforme.code)


def _entier(texte: str | None) -> int | None:
    return int(texte) if texte and texte.isdigit() else None


@require_safe
def versions(request: Requete, code: str) -> HttpResponse:
    """Every version, and what differs between two of them."""
    plateforme = prendre(request, code, "plateformes.relire")
    avant, apres = (
        plateforme.history.filter(pk=pk).first() if (pk := _entier(request.GET.get(nom))) else None
        for nom in ("avant", "apres")
    )
    contexte = {
        "plateforme": plateforme,
        "versions": raconter(plateforme),
        "avant": avant,
        "apres": apres,
        "ecarts": comparer_versions(avant, apres) if avant and apres else None,
        "peut_modifier": request.user.has_perm("plateformes.modifier", plateforme),
    }
    return render(request, "plateformes/atelier/versions.html", contexte)


@require_POST
def restauration(request: Requete, code: str, ligne: int) -> HttpResponse:
    """Bring back a version."""
    plateforme = prendre(request, code, "plateformes.modifier")
    passage = get_object_or_404(plateforme.history, pk=ligne)
    try:
        restaurer_version(plateforme=plateforme, ligne=passage, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, f"La version {passage.version} est rétablie.")
    return redirect("plateformes:atelier_versions", plateforme.code)


@require_safe
def logo(request: HttpRequest, code: str) -> FileResponse:
    """The logo of an entry its visitor may read."""
    plateforme = prendre(request, code, VOIR)
    if not plateforme.logo or not stockage_logos().exists(str(plateforme.logo)):
        raise Http404
    reponse = FileResponse(plateforme.logo.open("rb"), content_type="image/png")
    reponse["Cache-Control"] = "private, max-age=3600"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@require_safe
def changements(request: HttpRequest) -> HttpResponse:
    """The public change log: what entered, changed, left."""
    lignes = ChangementPublic.objects.select_related("plateforme")
    page = Paginator(lignes, 50).get_page(request.GET.get("page"))
    return render(request, "plateformes/atelier/changements.html", {"page": page})
