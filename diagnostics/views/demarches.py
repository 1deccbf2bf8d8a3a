"""List of démarches, creation, page of a démarche."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.requete import Requete
from diagnostics.acces import LIRE, VOIR, droits_de
from diagnostics.dessins.matrice import dessiner_matrice
from diagnostics.forms import CreationForm
from diagnostics.models import Diagnostic, MembreDiagnostic, Mention
from diagnostics.sections import blocs_pour
from diagnostics.services.bilan import acteurs_par_type, dresser_bilan
from diagnostics.services.creation import creer
from diagnostics.services.fils import lire_conversations
from diagnostics.services.journal import Filtres, lire_entrees
from diagnostics.services.listes import mes_demarches
from diagnostics.services.outils import lire_outils
from socle.droits import exiger
from territoires.models import Territoire
from territoires.recherche import chercher
from territoires.services.adoption import trouver

RECENTS = 5
CONVERSATIONS = 4
ESSENTIEL = 4
"""Statements of each quadrant shown on the page of the démarche: the most supported ones."""


@require_GET
def liste(request: Requete) -> HttpResponse:
    """List the user's démarches, archived ones apart."""
    demarches = mes_demarches(utilisateur=request.user)
    return render(
        request,
        "diagnostics/liste.html",
        {
            "ouvertes": [d for d in demarches if not d.est_archivee],
            "archivees": [d for d in demarches if d.est_archivee],
            "peut_creer": _peut_creer(request),
        },
    )


def _peut_creer(request: Requete) -> bool:
    return bool(request.organisation) and request.user.has_perm(
        "diagnostics.creer_diagnostic", request.organisation
    )


@require_http_methods(["GET", "POST"])
def creer_demarche(request: Requete) -> HttpResponse:
    """Choose a territory, then describe the démarche."""
    if not request.organisation:
        return render(request, "diagnostics/creer_sans_organisation.html")
    if not _peut_creer(request):
        raise PermissionDenied
    choisi = request.GET.get("territoire", "")
    territoire = _territoire_choisi(choisi)
    formulaire = None
    if territoire:
        formulaire = CreationForm(
            request.POST or None,
            utilisateur=request.user,
            initial={
                "visibilite": Diagnostic.Visibilite.MEMBRES,
                "organisation": request.organisation.pk,
            },
        )
        if request.method == "POST" and formulaire.is_valid():
            try:
                diagnostic = creer(
                    territoire=territoire, pilote=request.user, **formulaire.cleaned_data
                )
            except ValidationError as erreur:
                formulaire.add_error(None, erreur)
            else:
                messages.success(
                    request, "La démarche est créée. Invitez celles et ceux qui la mèneront."
                )
                return redirect("diagnostics:membres", diagnostic.reference)
    recherche = request.GET.get("q", "").strip()
    return render(
        request,
        "diagnostics/creer.html",
        {
            "territoire": territoire,
            "formulaire": formulaire,
            "recherche": recherche,
            "trouves": chercher(recherche),
            "adoptes": Territoire.objects.adoptes_par(request.organisation),
        },
        status=422 if formulaire is not None and formulaire.errors else 200,
    )


def _territoire_choisi(choisi: str) -> Territoire | None:
    """Read « nature/code »; a code that leads nowhere shows the choice again."""
    nature, _, code = choisi.partition("/")
    return trouver(nature, code) if code else None


@require_GET
def fiche(request: Requete, reference: str) -> HttpResponse:
    """Show where the démarche stands; outsiders of a public one get its public page."""
    diagnostic = get_object_or_404(
        Diagnostic.objects.select_related("territoire", "organisation"), reference=reference
    )
    exiger(request, VOIR, diagnostic, voir=VOIR)
    if not request.user.has_perm(LIRE, diagnostic):
        return redirect("diagnostics:publique", reference)
    phases = list(diagnostic.phases.all())
    matrice = diagnostic.matrice()
    essentiel = matrice.tete(ESSENTIEL)
    droits = droits_de(request, diagnostic)
    membres = diagnostic.membres.select_related("utilisateur").order_by("pk")
    return render(
        request,
        "diagnostics/fiche.html",
        {
            **droits,
            "phases": phases,
            "matrice": essentiel,
            "dessin": dessiner_matrice(essentiel, identifiant="apercu"),
            "dessin_etroit": dessiner_matrice(essentiel, colonnes=1, identifiant="apercu-etroit"),
            "bilan": dresser_bilan(
                diagnostic=diagnostic,
                matrice=matrice,
                phases=phases,
                peut_agir=droits["peut_contribuer"],
            ),
            "acteurs": acteurs_par_type(diagnostic=diagnostic),
            "sources": list(diagnostic.entretiens.entendus().select_related("acteur"))
            if droits["lit_entretiens"]
            else [],
            "membres": membres,
            "roles": MembreDiagnostic.Role,
            "outils": lire_outils(diagnostic=diagnostic, matrice=matrice, droits=droits),
            "activite": lire_entrees(
                diagnostic=diagnostic, utilisateur=request.user, filtres=Filtres(), limite=RECENTS
            ),
            "conversations": lire_conversations(diagnostic=diagnostic, utilisateur=request.user)[
                :CONVERSATIONS
            ],
            "mentions_non_lues": Mention.objects.filter(
                utilisateur=request.user, lue_le=None, commentaire__diagnostic=diagnostic
            ).count(),
            "blocs": blocs_pour(request, diagnostic),
            "onglet": "fiche",
        },
    )
