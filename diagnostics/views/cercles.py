"""Circles of the map, its dated versions, its exports."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE, LIRE_CONTACTS, droits_de, trouver_demarche
from diagnostics.dessins.grille_parties import dessiner_grille
from diagnostics.dessins.parties import dessiner_cercles
from diagnostics.exports.parties import carte_en_csv, carte_en_kumu
from diagnostics.forms import premier_message
from diagnostics.forms_parties import CercleForm, VersionForm
from diagnostics.models import Cercle, Diagnostic
from diagnostics.services import parties, versions_carte
from diagnostics.services.carte_parties import lire_carte
from diagnostics.views.images import repondre_image
from socle.conflits import dresser_conflit
from socle.dessin_svg import svg_autonome
from socle.droits import exiger
from socle.modeles import ConflitDEdition

REFUS = 422
CONFLIT = 409


@require_http_methods(["GET", "POST"])
def cercles(request: Requete, reference: str) -> HttpResponse:
    """List the circles; rename, add, reorder, remove one."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    fautif: tuple[str, CercleForm] | None = None
    conflit = None
    if request.method == "POST":
        try:
            fautif = _traiter(request, diagnostic)
        except ConflitDEdition as refus:
            code = request.POST.get("cercle", "")
            saisi = CercleForm(request.POST, prefix=f"c-{code}")
            saisi.is_valid()
            conflit = dresser_conflit(formulaire=saisi, actuel=refus.actuel)
            fautif = code, CercleForm(conflit.saisie, instance=conflit.actuel, prefix=f"c-{code}")
        if fautif is None:
            return redirect("diagnostics:cercles", reference)
    carte = lire_carte(diagnostic=diagnostic)
    ecrits = {c.code: c for c in diagnostic.cercles.all()}
    lignes = []
    for cercle in carte.cercles:
        formulaire = CercleForm(
            instance=ecrits.get(cercle.code),
            initial={"nom": cercle.nom, "question": cercle.question},
            prefix=f"c-{cercle.code}",
        )
        if fautif and fautif[0] == cercle.code:
            formulaire = fautif[1]
        lignes.append((cercle, formulaire))
    nouveau = fautif[1] if fautif and fautif[0] == "" else CercleForm(prefix="neuf")
    return render(
        request,
        "diagnostics/parties/cercles.html",
        {
            **droits_de(request, diagnostic),
            "lignes": lignes,
            "nouveau": nouveau,
            "conflit": conflit,
            "en_conflit": fautif[0] if conflit and fautif else "",
            "onglet": "parties",
        },
        status=CONFLIT if conflit else REFUS if fautif else 200,
    )


def _traiter(request: Requete, diagnostic: Diagnostic) -> tuple[str, CercleForm] | None:
    """Do what was asked; return the form (and its circle's code) that came back with errors."""
    code = request.POST.get("cercle", "")
    acte = request.POST.get("acte", "")
    if acte == "ajouter":
        return _ecrire(
            request,
            CercleForm(request.POST, prefix="neuf"),
            "",
            lambda champs: parties.ajouter_cercle(
                diagnostic=diagnostic,
                nom=champs["nom"],
                question=champs["question"],
                par=request.user,
            ),
        )
    cercle = _cercle(diagnostic, code)
    if acte == "renommer":
        return _ecrire(
            request,
            CercleForm(request.POST, prefix=f"c-{code}"),
            code,
            lambda champs: parties.renommer_cercle(
                cercle=cercle,
                nom=champs["nom"],
                question=champs["question"],
                par=request.user,
                version_attendue=champs["version"],
            ),
        )
    try:
        if acte in {"monter", "descendre"}:
            parties.decaler_cercle(cercle=cercle, pas=-1 if acte == "monter" else 1)
            messages.success(request, "Ordre des cercles enregistré.")
        elif acte == "supprimer":
            vers = diagnostic.cercles.filter(code=request.POST.get("vers", "")).first()
            deplaces = parties.supprimer_cercle(cercle=cercle, vers=vers, par=request.user)
            suite = f" {deplaces} rangée{'s' if deplaces > 1 else ''} ailleurs." if deplaces else ""
            messages.success(request, f"Cercle «\u00a0{cercle.nom}\u00a0» supprimé.{suite}")
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    return None


def _cercle(diagnostic: Diagnostic, code: str) -> Cercle:
    try:
        return parties.trouver_cercle_ecrit(diagnostic, code)
    except ValidationError:
        raise Http404 from None


def _ecrire(
    request: Requete, formulaire: CercleForm, code: str, acte: Callable[[dict[str, Any]], Any]
) -> tuple[str, CercleForm] | None:
    if formulaire.is_valid():
        try:
            acte(formulaire.cleaned_data)
        except ValidationError as erreur:
            formulaire.add_error("nom", erreur.messages)
        else:
            messages.success(request, "Cercles enregistrés.")
            return None
    return code, formulaire


# ── Dated versions ──────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def versions(request: Requete, reference: str) -> HttpResponse:
    """List the kept versions; keep the map as it stands."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE)
    formulaire = VersionForm(request.POST if ecrit else None)
    if ecrit and formulaire.is_valid():
        try:
            version = versions_carte.garder_version(
                diagnostic=diagnostic, nom=formulaire.cleaned_data["nom"], par=request.user
            )
        except ValidationError as erreur:
            formulaire.add_error("nom", erreur.messages)
        else:
            messages.success(request, f"Version «\u00a0{version.nom}\u00a0» gardée.")
            return redirect("diagnostics:versions_carte", reference)
    return render(
        request,
        "diagnostics/parties/versions.html",
        {
            **droits_de(request, diagnostic),
            "versions": list(diagnostic.versions_carte.select_related("auteur")),
            "formulaire": formulaire,
            "onglet": "parties",
        },
        status=REFUS if formulaire.errors else 200,
    )


@require_GET
def comparer(request: Requete, reference: str, version: str) -> HttpResponse:
    """Show a kept version beside another one (``avec``) or the map of today, and say what changed."""
    diagnostic = trouver_demarche(request, reference)
    ancienne = get_object_or_404(diagnostic.versions_carte, reference=version)
    autre = diagnostic.versions_carte.filter(reference=request.GET.get("avec", "")).first()
    grille = request.GET.get("vue") == "grille"
    dessiner = dessiner_grille if grille else dessiner_cercles
    avant = versions_carte.lire_version(ancienne)
    apres = versions_carte.lire_version(autre) if autre else lire_carte(diagnostic=diagnostic)
    if autre and autre.cree_le < ancienne.cree_le:
        ancienne, autre, avant, apres = autre, ancienne, apres, avant
    return render(
        request,
        "diagnostics/parties/comparaison.html",
        {
            **droits_de(request, diagnostic),
            "ancienne": ancienne,
            "autre": autre,
            "versions": list(diagnostic.versions_carte.all()),
            "comparaison": versions_carte.comparer(avant, apres),
            "dessin_avant": dessiner(avant, identifiant="avant"),
            "dessin_apres": dessiner(apres, identifiant="apres"),
            "total_avant": avant.total,
            "total_apres": apres.total,
            "grille": grille,
            "onglet": "parties",
        },
    )


@require_POST
def effacer_version(request: Requete, reference: str, version: str) -> HttpResponse:
    """Erase a kept version."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(diagnostic.versions_carte, reference=version)
    versions_carte.effacer_version(version=objet)
    messages.success(request, f"Version «\u00a0{objet.nom}\u00a0» effacée.")
    return redirect("diagnostics:versions_carte", reference)


# ── Exports ─────────────────────────────────────────────────────────────────
_GENRES: Final = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@require_GET
def exporter(request: Requete, reference: str, fmt: str) -> HttpResponse:
    """Give the map as a file; ``contacts=1`` adds persons for those who may read them."""
    diagnostic = trouver_demarche(request, reference)
    contacts = request.GET.get("contacts") == "1"
    if contacts:
        exiger(request, LIRE_CONTACTS, diagnostic, voir=LIRE)
    carte = lire_carte(diagnostic=diagnostic, contacts=contacts and fmt in {"csv", "json"})
    contenu: str
    grille = request.GET.get("vue") == "grille"
    if fmt == "csv":
        contenu = carte_en_csv(carte, contacts=contacts)
    elif fmt == "json":
        contenu = carte_en_kumu(carte, reference=diagnostic.reference, contacts=contacts)
    else:
        dessin = dessiner_grille(carte) if grille else dessiner_cercles(carte)
        if fmt == "png":
            return repondre_image(
                request,
                diagnostic,
                dessin=dessin,
                titre=f"Parties prenantes, {'influence et intérêt' if grille else 'cercles'}",
                nom=f"parties-prenantes{'-grille' if grille else ''}"
                f"-{slugify(diagnostic.titre)[:40]}.png",
            )
        contenu = svg_autonome(dessin)
    nom = f"parties-prenantes{'-grille' if grille and fmt == 'svg' else ''}"
    fichier = f"{nom}-{slugify(diagnostic.titre)[:40]}.{fmt}"
    return HttpResponse(
        contenu,
        content_type=_GENRES[fmt],
        headers={
            "Content-Disposition": f'attachment; filename="{fichier}"',
            "Cache-Control": "private, no-store",
        },
    )
