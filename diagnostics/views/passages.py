"""From a passage of an interview to a statement, a need, a relation; their lists."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acteurs.models import Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.forms_entretiens import AppuiForm, BesoinForm, EnonceForm, RelationForm
from diagnostics.models import (
    Besoin,
    Diagnostic,
    Entretien,
    Passage,
    RelationSignalee,
    Reponse,
    Verbatim,
)
from diagnostics.services import passages as services
from diagnostics.views.entretiens import trouver_entretien
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

VERS: Final = {
    "enonce": "Un nouvel énoncé",
    "appui": "Un énoncé existant",
    "besoin": "Un besoin",
    "relation": "Une relation",
}
PAR_PAGE = 40
_CHAMPS_BESOIN = ("texte", "qui", "thematique")
_CHAMPS_RELATION = ("nom_a", "acteur_a", "nature", "nom_b", "acteur_b", "precision")


def _formulaire(vers: str, diagnostic: Diagnostic, donnees: Any = None, initial: Any = None) -> Any:
    if vers == "appui":
        return AppuiForm(donnees, diagnostic=diagnostic, initial=initial)
    if vers == "besoin":
        return BesoinForm(donnees, initial=initial)
    if vers == "relation":
        return RelationForm(donnees, diagnostic=diagnostic, initial=initial)
    return EnonceForm(donnees, themes=Thematique.objects.all(), initial=initial)


def _entier(valeur: str | None) -> int | None:
    return int(valeur) if valeur and valeur.isdigit() and len(valeur) < 10 else None  # noqa: PLR2004


@require_http_methods(["GET", "POST"])
def passage(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Make something of a passage: ``source``, ``debut``, ``fin`` (or the words), ``vers``."""
    diagnostic, objet = trouver_entretien(request, reference, entretien)
    donnees = request.POST if request.method == "POST" else request.GET
    source = services.source_de(objet, donnees.get("source", ""))
    if source is None:
        raise Http404
    vers = donnees.get("vers", "") if donnees.get("vers") in VERS else "enonce"
    place, refus = None, ""
    if request.method == "POST" or donnees.get("debut"):
        try:
            place = services.situer(
                source.texte,
                debut=_entier(donnees.get("debut")),
                fin=_entier(donnees.get("fin")),
                extrait=donnees.get("extrait", ""),
            )
        except ValidationError as erreur:
            refus = premier_message(erreur)
    extrait = source.texte[place[0] : place[1]] if place else donnees.get("extrait", "")
    formulaire = _formulaire(
        vers,
        diagnostic,
        request.POST if request.method == "POST" else None,
        initial=_initiales(source, extrait),
    )
    if request.method == "POST" and place and formulaire.is_valid():
        try:
            texte = _poser(request, source, place, vers, formulaire)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, texte)
            retour = redirect("diagnostics:entretien", reference, entretien)
            retour["Location"] += f"#{donnees.get('source', '')}"
            return retour
    return render(
        request,
        "diagnostics/entretiens/passage.html",
        {
            **droits_de(request, diagnostic),
            "entretien": objet,
            "source": source,
            "designation": donnees.get("source", ""),
            "question": source.question,
            "place": place,
            "extrait": extrait,
            "refuse": _est_refuse(source),
            "refus": refus,
            "vers": vers,
            "choix": VERS.items(),
            "formulaire": formulaire,
            "acteurs_connus": getattr(formulaire, "connus", []),
            "onglet": "sources",
            "ecran": "entretiens",
        },
        status=422 if refus or formulaire.errors else 200,
    )


def _est_refuse(source: Reponse | Verbatim) -> bool:
    accord = source.consentement if isinstance(source, Verbatim) else source.entretien.consentement
    return accord == "refuse"


def _initiales(source: Reponse | Verbatim, extrait: str) -> dict[str, Any]:
    theme = source.question.thematique_id if source.question else None
    if theme is None and source.entretien.grille:
        theme = source.entretien.grille.grille.thematique_id
    acteur = source.entretien.acteur
    # Words that may not be quoted are not proposed as they are.
    repris = "" if _est_refuse(source) else " ".join(extrait.split())[:400]
    return {
        "texte": repris,
        "thematique": theme,
        "qui": acteur.nom[:160] if acteur else "",
        "nom_a": acteur.nom if acteur else "",
    }


@transaction.atomic
def _poser(
    request: Requete,
    source: Reponse | Verbatim,
    place: tuple[int, int],
    vers: str,
    formulaire: Any,
) -> str:
    passage = services.poser_passage(source=source, debut=place[0], fin=place[1], par=request.user)
    propres = formulaire.cleaned_data
    if vers == "enonce":
        services.en_enonce(passage=passage, par=request.user, **propres)
        return "Énoncé ajouté à la matrice, appuyé par ce passage."
    if vers == "appui":
        preuve = services.en_preuve(passage=passage, par=request.user, **propres)
        mot = "contredit" if preuve.sens == "contredit" else "appuie"
        return f"Ce passage {mot} l’énoncé «\u00a0{preuve.element.texte}\u00a0»."
    diagnostic = source.entretien.diagnostic
    if vers == "besoin":
        services.noter_besoin(
            diagnostic=diagnostic,
            champs={c: propres[c] for c in _CHAMPS_BESOIN},
            par=request.user,
            passage=passage,
        )
        return "Besoin noté, lié à ce passage."
    services.noter_relation(
        diagnostic=diagnostic,
        champs={c: propres[c] for c in _CHAMPS_RELATION},
        par=request.user,
        passage=passage,
    )
    return "Relation notée, liée à ce passage."


@require_POST
def oublier(request: Requete, reference: str, entretien: str, passage: str) -> HttpResponse:
    """Forget a passage that became nothing."""
    _, objet = trouver_entretien(request, reference, entretien)
    try:
        services.oublier_passage(passage=get_object_or_404(objet.passages, reference=passage))
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "Passage oublié.")
    return redirect("diagnostics:entretien", reference, entretien)


# ── Needs and relations ─────────────────────────────────────────────────────
_MODELES: Final[dict[str, Any]] = {"besoins": Besoin, "relations": RelationSignalee}


def _lister(diagnostic: Diagnostic, ecran: str, request: Requete) -> Any:
    retirees = request.GET.get("retires") == "oui"
    fiches = (
        _MODELES[ecran]
        .objects.filter(diagnostic=diagnostic, retire_le__isnull=not retirees)
        .select_related("passage__entretien", "passage__verbatim", "passage__reponse", "auteur")
    )
    q = request.GET.get("q", "").strip()
    if ecran == "besoins":
        fiches = fiches.select_related("thematique")
        if request.GET.get("theme"):
            fiches = fiches.filter(thematique=request.GET["theme"])
        return fiches.filter(texte__icontains=q) if q else fiches
    fiches = fiches.select_related("acteur_a", "acteur_b")
    if request.GET.get("nature") in RelationSignalee.Nature.values:
        fiches = fiches.filter(nature=request.GET["nature"])
    return fiches.filter(nom_a__icontains=q) | fiches.filter(nom_b__icontains=q) if q else fiches


def _page_liste(
    request: Requete,
    diagnostic: Diagnostic,
    ecran: str,
    *,
    status: int = 200,
    **valeurs: Any,
) -> HttpResponse:
    fiches = _lister(diagnostic, ecran, request)
    toutes = _MODELES[ecran].objects.filter(diagnostic=diagnostic)
    formulaire = valeurs.pop("formulaire", None) or _fiche_form(ecran, diagnostic)
    return render(
        request,
        f"diagnostics/entretiens/{ecran}.html",
        {
            **droits_de(request, diagnostic),
            "page": Paginator(fiches, PAR_PAGE).get_page(request.GET.get("page")),
            "total": toutes.filter(retire_le=None).count(),
            "nombre_retires": toutes.exclude(retire_le=None).count(),
            "retires": request.GET.get("retires") == "oui",
            "filtres": {n: request.GET.get(n, "") for n in ("q", "theme", "nature")},
            "themes": list(Thematique.objects.all()) if ecran == "besoins" else [],
            "natures": RelationSignalee.Nature.choices,
            "formulaire": formulaire,
            "acteurs_connus": getattr(formulaire, "connus", []),
            "modifiee": None,
            "conflit": None,
            "ancre": ecran[:-1],
            "fiche_url": f"diagnostics:{ecran[:-1]}",
            "retirer_url": f"diagnostics:{ecran[:-1]}_retirer",
            "liste_url": reverse(f"diagnostics:{ecran}", args=[diagnostic.reference]),
            "onglet": "sources",
            "ecran": ecran,
            **valeurs,
        },
        status=status,
    )


def _fiche_form(ecran: str, diagnostic: Diagnostic, donnees: Any = None, fiche: Any = None) -> Any:
    initial = {"version": fiche.version} if fiche else None
    if ecran == "besoins":
        return BesoinForm(donnees, instance=fiche, initial=initial)
    return RelationForm(donnees, instance=fiche, initial=initial, diagnostic=diagnostic)


def _champs(ecran: str, formulaire: Any) -> dict[str, Any]:
    noms = _CHAMPS_BESOIN if ecran == "besoins" else _CHAMPS_RELATION
    return {c: formulaire.cleaned_data[c] for c in noms}


def _liste(request: Requete, reference: str, ecran: str) -> HttpResponse:
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE_ENTRETIENS)
    if not ecrit:
        return _page_liste(request, diagnostic, ecran)
    formulaire = _fiche_form(ecran, diagnostic, request.POST)
    if formulaire.is_valid():
        noter = services.noter_besoin if ecran == "besoins" else services.noter_relation
        try:
            noter(diagnostic=diagnostic, champs=_champs(ecran, formulaire), par=request.user)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Besoin noté." if ecran == "besoins" else "Relation notée.")
            return redirect(f"diagnostics:{ecran}", reference)
    return _page_liste(request, diagnostic, ecran, status=422, formulaire=formulaire)


def _fiche(request: Requete, reference: str, ecran: str, fiche: str) -> HttpResponse:
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(_MODELES[ecran], diagnostic=diagnostic, reference=fiche)
    formulaire = _fiche_form(ecran, diagnostic, request.POST if ecrit else None, objet)
    conflit = None
    if ecrit and formulaire.is_valid():
        try:
            services.modifier_fiche(
                fiche=objet,
                champs=_champs(ecran, formulaire),
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = _fiche_form(ecran, diagnostic, conflit.saisie, conflit.actuel)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Enregistré.")
            return redirect(f"diagnostics:{ecran}", reference)
    return _page_liste(
        request,
        diagnostic,
        ecran,
        status=409 if conflit else 422 if formulaire.errors else 200,
        formulaire=formulaire,
        modifiee=objet,
        conflit=conflit,
    )


def _retirer(request: Requete, reference: str, ecran: str, fiche: str) -> HttpResponse:
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(_MODELES[ecran], diagnostic=diagnostic, reference=fiche)
    retiree = request.POST.get("retire") != "non"
    services.retirer_fiche(fiche=objet, retiree=retiree, par=request.user)
    messages.success(
        request,
        "Retiré de la liste\u00a0: on le retrouve dans les éléments retirés."
        if retiree
        else "Remis dans la liste.",
    )
    return redirect(f"diagnostics:{ecran}", reference)


@require_http_methods(["GET", "POST"])
def besoins(request: Requete, reference: str) -> HttpResponse:
    """List the needs heard; note one."""
    return _liste(request, reference, "besoins")


@require_http_methods(["GET", "POST"])
def besoin(request: Requete, reference: str, besoin: str) -> HttpResponse:
    """Change a need."""
    return _fiche(request, reference, "besoins", besoin)


@require_POST
def retirer_besoin(request: Requete, reference: str, besoin: str) -> HttpResponse:
    """Take a need out of the list, or put it back."""
    return _retirer(request, reference, "besoins", besoin)


@require_http_methods(["GET", "POST"])
def relations(request: Requete, reference: str) -> HttpResponse:
    """List the relations heard of; note one."""
    return _liste(request, reference, "relations")


@require_http_methods(["GET", "POST"])
def relation(request: Requete, reference: str, relation: str) -> HttpResponse:
    """Change a relation."""
    return _fiche(request, reference, "relations", relation)


@require_POST
def retirer_relation(request: Requete, reference: str, relation: str) -> HttpResponse:
    """Take a relation out of the list, or put it back."""
    return _retirer(request, reference, "relations", relation)


@require_GET
def passage_direct(request: Requete, reference: str, passage: str) -> HttpResponse:
    """Lead to a passage where it stands in its interview."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    objet = get_object_or_404(
        Passage.objects.select_related("entretien"),
        entretien__diagnostic=diagnostic,
        entretien__nature=Entretien.Nature.ENTRETIEN,
        reference=passage,
    )
    retour = redirect("diagnostics:entretien", reference, objet.entretien.reference)
    retour["Location"] += f"#passage-{objet.reference}"
    return retour
