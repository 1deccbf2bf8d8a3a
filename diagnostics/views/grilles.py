"""Screens of interview grids."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acteurs.models import Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.forms_grilles import LECTEUR_CHOIX, GrilleForm, QuestionForm
from diagnostics.grilles_reference import grilles_reference
from diagnostics.models import Diagnostic, GrilleEntretien, QuestionGrille, VersionGrille
from diagnostics.services import grilles as services
from diagnostics.services.grilles_lecture import lister_grilles
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

_CHAMPS_QUESTION = ("texte", "aide", "nature", "choix", "thematique")


def trouver_grille(
    request: Requete, reference: str, grille: str, permission: str = CONTRIBUER
) -> tuple[Diagnostic, GrilleEntretien]:
    """Return the démarche and one of its grids, rights checked."""
    diagnostic = trouver_demarche(request, reference, permission)
    objet = get_object_or_404(
        diagnostic.grilles.select_related("thematique", "diagnostic"), reference=grille
    )
    return diagnostic, objet


def _version(grille: GrilleEntretien, demandee: str | None) -> VersionGrille:
    versions = grille.versions.select_related("publiee_par")
    if not demandee:
        derniere = versions.order_by("-numero").first()
        if derniere is None:
            raise Http404
        return derniere
    if not demandee.isdigit():
        raise Http404
    return get_object_or_404(versions, numero=int(demandee))


@require_GET
def grilles(request: Requete, reference: str) -> HttpResponse:
    """List the grids, and propose to start one."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    themes = dict(Thematique.objects.values_list("pk", "libelle"))
    archivees = request.GET.get("archivees") == "oui"
    return render(
        request,
        "diagnostics/entretiens/grilles.html",
        {
            **droits_de(request, diagnostic),
            "lignes": lister_grilles(diagnostic=diagnostic, archivees=archivees),
            "archivees": archivees,
            "nombre_archivees": diagnostic.grilles.exclude(archivee_le=None).count(),
            "modeles": [(m, themes.get(m.thematique, "")) for m in grilles_reference().values()],
            "onglet": "sources",
            "ecran": "grilles",
        },
    )


@require_POST
def creer(request: Requete, reference: str) -> HttpResponse:
    """Start a grid, empty or from a reference one."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    try:
        grille = services.creer_grille(
            diagnostic=diagnostic,
            par=request.user,
            titre=request.POST.get("titre", ""),
            modele=request.POST.get("modele", ""),
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
        return redirect("diagnostics:grilles", reference)
    messages.success(request, "Grille ouverte\u00a0: relisez ses questions, puis publiez-la.")
    return redirect("diagnostics:grille", reference, grille.reference)


def _page(
    request: Requete,
    diagnostic: Diagnostic,
    grille: GrilleEntretien,
    *,
    status: int = 200,
    **valeurs: Any,
) -> HttpResponse:
    version = _version(grille, request.GET.get("version"))
    questions = list(version.questions.select_related("thematique"))
    droits = droits_de(request, diagnostic)
    ouverte = droits["peut_contribuer"] and version.est_brouillon and not grille.est_archivee
    en_edition = valeurs.get("en_edition") or request.GET.get("modifier")
    en_cours = valeurs.pop("formulaire_question", None)
    return render(
        request,
        "diagnostics/entretiens/grille.html",
        {
            **droits,
            "grille": grille,
            "version": version,
            "versions": list(grille.versions.select_related("publiee_par").order_by("-numero")),
            "questions": [
                (q, (en_cours or _formulaire(q)) if ouverte and q.cle == en_edition else None)
                for q in questions
            ],
            "ouverte": ouverte,
            "formulaire": GrilleForm(instance=grille, initial={"version": grille.version}),
            "nouvelle": QuestionForm(prefix="nouvelle"),
            "usages": version.entretiens.count(),
            "en_edition": en_edition,
            "conflit": None,
            "conflit_question": None,
            "onglet": "sources",
            "ecran": "grilles",
            **valeurs,
        },
        status=status,
    )


def _formulaire(question: QuestionGrille, donnees: Any = None) -> QuestionForm:
    return QuestionForm(donnees, instance=question, prefix=question.cle)


@require_http_methods(["GET", "POST"])
def grille(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Read a grid; contributors write its questions."""
    ecrit = request.method == "POST"
    diagnostic, objet = trouver_grille(
        request, reference, grille, CONTRIBUER if ecrit else LIRE_ENTRETIENS
    )
    if not ecrit:
        return _page(request, diagnostic, objet)
    formulaire = GrilleForm(request.POST, instance=objet)
    if not formulaire.is_valid():
        objet.refresh_from_db()
        return _page(request, diagnostic, objet, status=422, formulaire=formulaire)
    champs = {c: formulaire.cleaned_data[c] for c in ("titre", "thematique", "duree", "intention")}
    try:
        services.modifier_grille(
            grille=objet,
            champs=champs,
            par=request.user,
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ConflitDEdition as refus:
        conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
        return _page(
            request,
            diagnostic,
            conflit.actuel,
            status=409,
            formulaire=GrilleForm(conflit.saisie),
            conflit=conflit,
        )
    messages.success(request, "Grille enregistrée.")
    return redirect("diagnostics:grille", reference, grille)


@require_POST
def ajouter_question(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Add a question at the end."""
    diagnostic, objet = trouver_grille(request, reference, grille)
    formulaire = QuestionForm(request.POST, prefix="nouvelle")
    if formulaire.is_valid():
        try:
            question = services.ajouter_question(
                grille=objet, champs=_champs(formulaire), par=request.user
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Question ajoutée.")
            retour = redirect("diagnostics:grille", reference, grille)
            retour["Location"] += f"#q-{question.cle}"
            return retour
    return _page(request, diagnostic, objet, status=422, nouvelle=formulaire)


def _champs(formulaire: QuestionForm) -> dict[str, Any]:
    return {c: formulaire.cleaned_data[c] for c in _CHAMPS_QUESTION}


def _question(grille: GrilleEntretien, cle: str) -> QuestionGrille:
    return get_object_or_404(
        QuestionGrille, grille_version__grille=grille, grille_version__publiee_le=None, cle=cle
    )


@require_POST
def modifier_question(request: Requete, reference: str, grille: str, cle: str) -> HttpResponse:
    """Change a question."""
    diagnostic, objet = trouver_grille(request, reference, grille)
    question = _question(objet, cle)
    formulaire = _formulaire(question, request.POST)
    if not formulaire.is_valid():
        return _page(
            request,
            diagnostic,
            objet,
            status=422,
            en_edition=cle,
            formulaire_question=formulaire,
        )
    try:
        services.modifier_question(
            grille=objet,
            cle=cle,
            champs=_champs(formulaire),
            par=request.user,
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ConflitDEdition as refus:
        conflit = dresser_conflit(
            formulaire=formulaire, actuel=refus.actuel, lecteurs={"choix": LECTEUR_CHOIX}
        )
        return _page(
            request,
            diagnostic,
            objet,
            status=409,
            en_edition=cle,
            formulaire_question=_formulaire(conflit.actuel, conflit.saisie),
            conflit_question=conflit,
        )
    messages.success(request, "Question enregistrée.")
    retour = redirect("diagnostics:grille", reference, grille)
    retour["Location"] += f"#q-{cle}"
    return retour


@require_POST
def retirer_question(request: Requete, reference: str, grille: str, cle: str) -> HttpResponse:
    """Take a question out."""
    _, objet = trouver_grille(request, reference, grille)
    question = _question(objet, cle)
    services.retirer_question(grille=objet, cle=cle, par=request.user)
    messages.success(request, f"Question retirée\u00a0: «\u00a0{question.texte}\u00a0».")
    return redirect("diagnostics:grille", reference, grille)


@require_POST
def placer_question(request: Requete, reference: str, grille: str, cle: str) -> HttpResponse:
    """Move a question: ``pas`` (-1, 1) or ``avant`` (the key of the one to precede)."""
    _, objet = trouver_grille(request, reference, grille)
    _question(objet, cle)
    pas = request.POST.get("pas", "0")
    rang = services.placer_question(
        grille=objet,
        cle=cle,
        pas=int(pas) if pas in {"-1", "1"} else 0,
        avant=request.POST.get("avant"),
    )
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"rang": rang})
    retour = redirect("diagnostics:grille", reference, grille)
    retour["Location"] += f"#q-{cle}"
    return retour


def _agir(
    request: Requete, reference: str, grille: str, action: Callable[[GrilleEntretien], str]
) -> HttpResponse:
    _, objet = trouver_grille(request, reference, grille)
    try:
        messages.success(request, action(objet))
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    return redirect("diagnostics:grille", reference, grille)


@require_POST
def preparer(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Start the next version."""

    def action(objet: GrilleEntretien) -> str:
        version = services.preparer_version(grille=objet, par=request.user)
        return (
            f"La version {version.numero} est en préparation\u00a0: les entretiens déjà menés "
            "gardent la leur."
        )

    return _agir(request, reference, grille, action)


@require_POST
def publier(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Freeze the version being written."""

    def action(objet: GrilleEntretien) -> str:
        version = services.publier_version(
            grille=objet, par=request.user, note=request.POST.get("note", "")
        )
        return f"Version {version.numero} publiée\u00a0: elle sert aux prochains entretiens."

    return _agir(request, reference, grille, action)


@require_POST
def abandonner(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Drop the version being written."""

    def action(objet: GrilleEntretien) -> str:
        services.abandonner_version(grille=objet)
        return "Version abandonnée\u00a0: la version publiée reste en place."

    return _agir(request, reference, grille, action)


@require_POST
def archiver(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Put a grid away, or take it back."""
    archivee = request.POST.get("archivee") != "non"

    def action(objet: GrilleEntretien) -> str:
        services.ranger_grille(grille=objet, archivee=archivee, par=request.user)
        return (
            "Grille archivée\u00a0: ses réponses restent, on ne la propose plus."
            if archivee
            else "Grille reprise."
        )

    return _agir(request, reference, grille, action)


@require_POST
def dupliquer(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Copy a grid."""
    _, objet = trouver_grille(request, reference, grille)
    copie = services.dupliquer_grille(grille=objet, par=request.user)
    messages.success(request, "Copie ouverte\u00a0: elle part des mêmes questions.")
    return redirect("diagnostics:grille", reference, copie.reference)


@require_GET
def comparer(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Show what changed between two versions."""
    diagnostic, objet = trouver_grille(request, reference, grille, LIRE_ENTRETIENS)
    versions = list(objet.versions.order_by("numero"))
    numeros = {v.numero: v for v in versions}

    def lire(nom: str, defaut: VersionGrille) -> VersionGrille:
        valeur = request.GET.get(nom, "")
        return numeros.get(int(valeur) if valeur.isdigit() else 0, defaut)

    apres = lire("apres", versions[-1])
    avant = lire("avant", versions[max(0, versions.index(apres) - 1)])
    return render(
        request,
        "diagnostics/entretiens/comparer.html",
        {
            **droits_de(request, diagnostic),
            "grille": objet,
            "versions": versions,
            "avant": avant,
            "apres": apres,
            "ecarts": services.comparer_versions(avant, apres),
            "onglet": "sources",
            "ecran": "grilles",
        },
    )


@require_GET
def imprimer(request: Requete, reference: str, grille: str) -> HttpResponse:
    """Show a blank grid, made to be printed and filled in by hand."""
    diagnostic, objet = trouver_grille(request, reference, grille, LIRE_ENTRETIENS)
    version = _version(objet, request.GET.get("version"))
    return render(
        request,
        "diagnostics/entretiens/grille_vierge.html",
        {
            **droits_de(request, diagnostic),
            "grille": objet,
            "version": version,
            "questions": list(version.questions.select_related("thematique")),
            "onglet": "sources",
            "ecran": "grilles",
        },
    )
