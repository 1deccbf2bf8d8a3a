"""Enter, change, withdraw, put back a relation; its page and history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.models import Acteur
from comptes.requete import Requete
from relations.forms import RelationForm, RetraitForm
from relations.lectures import avec_les_bouts, chercher, raconter
from relations.models import Relation
from relations.services import ecriture
from relations.signature import signataire
from socle.conflits import dresser_conflit
from socle.droits import exiger
from socle.modeles import ConflitDEdition

REFUS, CONFLIT = 422, 409
RECHERCHE_MAX = 80
VOIR, CREER, MODIFIER = "relations.voir", "relations.creer", "relations.modifier"


def trouver_acteur(request: Requete, reference: str) -> Acteur:
    """Return an actor this reader may read.

    Raises:
        Http404: no such actor for this reader.
    """
    lisibles = Acteur.objects.visibles_par(request.user).exclude(statut=Acteur.Statut.ARCHIVE)
    return get_object_or_404(lisibles.select_related("type", "commune"), reference=reference)


def trouver_relation(request: Requete, reference: str, permission: str = VOIR) -> Relation:
    """Return a relation when the reader holds ``permission`` on it.

    Raises:
        Http404: no such relation for this reader.
        PermissionDenied: read, but not this.
    """
    relation = get_object_or_404(avec_les_bouts(Relation.objects.all()), reference=reference)
    exiger(request, permission, relation, voir=VOIR)
    return relation


def rapporter(formulaire: Any, erreur: ValidationError) -> None:
    """Show what a service refused, beside its field when the form has it."""
    if hasattr(erreur, "error_dict"):
        for nom, textes in erreur.message_dict.items():
            formulaire.add_error(nom if nom in formulaire.fields else None, textes)
    else:
        formulaire.add_error(None, erreur.messages)


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete, reference: str) -> HttpResponse:
    """Choose the other actor, then say what links them; « puis une autre » comes back here."""
    acteur = trouver_acteur(request, reference)
    exiger(request, CREER, acteur)
    autre = _autre(request, acteur)
    if autre is None:
        recherche = request.GET.get("q", "").strip()[:RECHERCHE_MAX]
        return render(
            request,
            "relations/choisir.html",
            {
                "acteur": acteur,
                "recherche": recherche,
                "trouves": chercher(acteur, request.user, recherche),
            },
        )
    formulaire = RelationForm(
        request.POST if request.method == "POST" else None,
        acteur=acteur,
        autre=autre,
        initial={"sens": request.GET.get("sens", "")},
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            relation = ecriture.creer(
                organisation=signataire(request), par=request.user, **formulaire.champs()
            )
        except ValidationError as erreur:
            rapporter(formulaire, erreur)
        else:
            messages.success(request, f"Relation ajoutée\u00a0: {relation}.")
            if request.POST.get("suite") == "autre":
                return redirect("relations:creer", reference)
            return redirect(f"{reverse('acteurs:fiche', args=[reference])}#relations")
    return _page(request, formulaire, status=REFUS if formulaire.errors else 200)


def _autre(request: Requete, acteur: Acteur) -> Acteur | None:
    """Return the actor chosen at the other end, None when nobody is yet."""
    choisie = request.GET.get("avec", "")
    if not choisie:
        return None
    lisibles = Acteur.objects.visibles_par(request.user).exclude(statut=Acteur.Statut.ARCHIVE)
    return get_object_or_404(lisibles.exclude(pk=acteur.pk), reference=choisie)


def _page(
    request: Requete,
    formulaire: RelationForm,
    *,
    relation: Relation | None = None,
    conflit: Any = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "relations/saisie.html",
        {
            "acteur": formulaire.acteur,
            "autre": formulaire.autre,
            "formulaire": formulaire,
            "relation": relation,
            "conflit": conflit,
            "signataire": (relation.organisation if relation else signataire(request)),
        },
        status=status,
    )


@require_safe
def fiche(request: Requete, reference: str) -> HttpResponse:
    """What a relation says, where it comes from, and every version of it."""
    relation = trouver_relation(request, reference)
    return render(
        request,
        "relations/fiche.html",
        {
            "relation": relation,
            "versions": raconter(relation),
            "peut_modifier": request.user.has_perm(MODIFIER, relation),
            "retrait": RetraitForm(initial={"version": relation.version}),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def modification(request: Requete, reference: str) -> HttpResponse:
    """Change a relation, read from the side named by ``de``; conflicts are shown."""
    relation = trouver_relation(request, reference, MODIFIER)
    cote = relation.depart
    if request.GET.get("de") == relation.arrivee.reference:
        cote = relation.arrivee
    options = {"acteur": cote, "autre": relation.autre(cote)}
    if request.method != "POST":
        return _page(request, RelationForm(instance=relation, **options), relation=relation)
    formulaire = RelationForm(request.POST, instance=relation, **options)
    if formulaire.is_valid():
        try:
            ecriture.modifier(
                relation,
                champs=formulaire.champs(),
                par=request.user,
                version_attendue=formulaire.cleaned_data.get("version"),
            )
        except ValidationError as erreur:
            rapporter(formulaire, erreur)
        except ConflitDEdition as erreur:
            conflit = dresser_conflit(
                formulaire=formulaire, actuel=erreur.actuel, lecteurs=formulaire.lecteurs()
            )
            relation = trouver_relation(request, reference, MODIFIER)
            formulaire = RelationForm(conflit.saisie, instance=relation, **options)
            return _page(request, formulaire, relation=relation, conflit=conflit, status=CONFLIT)
        else:
            messages.success(request, "Relation enregistrée.")
            return redirect("relations:fiche", reference)
    return _page(request, formulaire, relation=relation, status=REFUS if formulaire.errors else 200)


@require_POST
def retrait(request: Requete, reference: str) -> HttpResponse:
    """Withdraw a relation; its page offers to put it back."""
    relation = trouver_relation(request, reference, MODIFIER)
    formulaire = RetraitForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Le motif tient en 300 signes.")
        return redirect("relations:fiche", reference)
    try:
        ecriture.retirer(
            relation,
            par=request.user,
            motif=formulaire.cleaned_data["motif"],
            version_attendue=formulaire.cleaned_data["version"],
        )
    except ConflitDEdition:
        messages.warning(
            request, "Cette relation vient de changer\u00a0: relisez-la avant de la retirer."
        )
    else:
        messages.success(request, "Relation retirée. Vous pouvez la remettre depuis cette page.")
    return redirect("relations:fiche", reference)


@require_POST
def remise(request: Requete, reference: str) -> HttpResponse:
    """Put a withdrawn relation back."""
    relation = trouver_relation(request, reference, MODIFIER)
    return _reprendre(request, relation, lambda: ecriture.remettre(relation, par=request.user))


@require_POST
def restauration(request: Requete, reference: str, passage: int) -> HttpResponse:
    """Bring back an older version."""
    relation = trouver_relation(request, reference, MODIFIER)
    return _reprendre(
        request,
        relation,
        lambda: ecriture.retablir(relation, passage=passage, par=request.user),
    )


def _reprendre(request: Requete, relation: Relation, geste: Any) -> HttpResponse:
    try:
        geste()
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, "Relation rétablie.")
    return redirect("relations:fiche", relation.reference)
