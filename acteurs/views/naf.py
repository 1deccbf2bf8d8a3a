"""The table « themes proposed by activity code »: read, change, add, restore."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acteurs.familles import code_nu
from acteurs.forms_naf import FiltreNafForm, RegleNafForm
from acteurs.models import ApplicationThemes, RegleNaf
from acteurs.services.application import derniere_application, launch_regles
from acteurs.services.naf import concernes, reference_de, restore_regle, save_regle
from acteurs.views.travaux import annuler, relancer
from comptes.requete import Requete
from socle.droits import exiger
from socle.texte import normaliser
from socle.typographie import ecrire_nombre

REGLER = "acteurs.regler_themes"


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Show the lines of one nomenclature; with htmx, only the lines, or the work under way."""
    exiger(request, REGLER)
    application = derniere_application()
    if request.htmx and request.htmx.target == "application":
        return render(request, "acteurs/naf.html#application", {"application": application})
    form = FiltreNafForm(request.GET)
    criteres = form.cleaned_data if form.is_valid() else {}
    nomenclature = criteres.get("nomenclature") or RegleNaf.Nomenclature.NAF2
    regles = RegleNaf.objects.filter(nomenclature=nomenclature).prefetch_related("thematiques")
    if criteres.get("changees"):
        regles = regles.filter(personnalisee=True)
    lignes = [r for r in regles if _correspond(r, criteres.get("q", ""))]
    contexte = {
        "form": form,
        "regles": lignes,
        "nomenclature": RegleNaf.Nomenclature(nomenclature),
        "filtree": bool(criteres.get("q") or criteres.get("changees")),
        "application": application,
    }
    gabarit = "acteurs/naf.html#lignes" if request.htmx else "acteurs/naf.html"
    return render(request, gabarit, contexte)


def _correspond(regle: RegleNaf, texte: str) -> bool:
    """A code finds the lines that apply to it and those under it; words, labels and themes."""
    cherche = normaliser(texte)
    if not cherche:
        return True
    code, nu = code_nu(texte), code_nu(regle.prefixe)
    if code[:2].isdigit():
        return nu.startswith(code) or code.startswith(nu)
    mots = normaliser(f"{regle.libelle} {' '.join(t.libelle for t in regle.thematiques.all())}")
    return all(mot in mots for mot in cherche.split())


@require_http_methods(["GET", "HEAD", "POST"])
def modification(request: Requete, pk: int) -> HttpResponse:
    """Change the themes of a code."""
    exiger(request, REGLER)
    regle = get_object_or_404(RegleNaf, pk=pk)
    nombre = concernes(regle.nomenclature, regle.prefixe).count()
    form = RegleNafForm(request.POST or None, instance=regle, concernees=nombre)
    if request.method == "POST" and form.is_valid():
        return _enregistrer(request, form)
    reference = reference_de(regle)
    return render(
        request,
        "acteurs/naf_regle.html",
        {
            "form": form,
            "regle": regle,
            "reference": reference,
            "concernees": nombre,
            "retour": _retour(regle),
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ajout(request: Requete) -> HttpResponse:
    """Add a code."""
    exiger(request, REGLER)
    regle = RegleNaf(nomenclature=RegleNaf.Nomenclature.NAF2)
    form = RegleNafForm(request.POST or None, instance=regle)
    if request.method == "POST" and form.is_valid():
        return _enregistrer(request, form)
    return render(
        request,
        "acteurs/naf_regle.html",
        {"form": form, "regle": None, "reference": None, "concernees": None, "retour": _retour()},
        status=422 if form.is_bound else 200,
    )


def _enregistrer(request: Requete, form: RegleNafForm) -> HttpResponse:
    regle = save_regle(regle=form.save(commit=False), thematiques=form.cleaned_data["thematiques"])
    message = f"Les thèmes du code {regle.prefixe} sont enregistrés."
    if form.cleaned_data.get("appliquer"):
        suite = launch_regles(
            nomenclature=regle.nomenclature, prefixe=regle.prefixe, par=request.user
        )
        message += f" {_dire_appliquees(suite)}"
    messages.success(request, message)
    return redirect(_retour(regle))


@require_POST
def retablissement(request: Requete, pk: int) -> HttpResponse:
    """Give a line back what the reference says; the entries follow."""
    exiger(request, REGLER)
    regle = get_object_or_404(RegleNaf, pk=pk)
    nomenclature, prefixe, retour = regle.nomenclature, regle.prefixe, _retour(regle)
    garde = restore_regle(regle=regle)
    quoi = (
        f"Le code {prefixe} propose de nouveau les thèmes du référentiel."
        if garde
        else f"La ligne {prefixe}, ajoutée à la main, est retirée de la table."
    )
    if request.POST.get("appliquer"):
        suite = launch_regles(nomenclature=nomenclature, prefixe=prefixe, par=request.user)
        quoi += f" {_dire_appliquees(suite)}"
    messages.success(request, quoi)
    return redirect(retour)


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Stop after the current batch; what is changed stays."""
    message = "Le changement de thèmes s’arrête. Les fiches déjà revues le restent."
    return annuler(request, _application(request, reference), _retour(), message)


@require_POST
def relance(request: Requete, reference: str) -> HttpResponse:
    """Take up a failed or cancelled work where it stopped."""
    return relancer(_application(request, reference), _retour())


def _application(request: Requete, reference: str) -> ApplicationThemes:
    exiger(request, REGLER)
    return get_object_or_404(ApplicationThemes, reference=reference)


def _dire_appliquees(nombre: int | ApplicationThemes) -> str:
    if isinstance(nombre, ApplicationThemes):
        return "Les fiches concernées changent en arrière-plan : l’avancement est ci-dessous."
    if nombre == 0:
        return "Aucune fiche n’avait à changer."
    if nombre == 1:
        return "Une fiche a changé de thèmes."
    return f"{ecrire_nombre(nombre)} fiches ont changé de thèmes."


def _retour(regle: RegleNaf | None = None) -> str:
    """Address of the table, on the nomenclature one was reading."""
    adresse = reverse("acteurs:naf")
    if regle is None or regle.nomenclature == RegleNaf.Nomenclature.NAF2:
        return adresse
    return f"{adresse}?nomenclature={regle.nomenclature}"
