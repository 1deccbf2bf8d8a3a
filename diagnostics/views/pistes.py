"""Stakes and project ideas: list, page of an idea, what supports it, whom it concerns."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, trouver_demarche
from diagnostics.acces_pistes import (
    cadre,
    repond_pour,
    trouver_concerne,
    trouver_piste,
    voit_equipe,
)
from diagnostics.forms import premier_message
from diagnostics.forms_pistes import AppuiForm, ConcernerForm, EnjeuForm, PisteForm
from diagnostics.lectures_convergence import Cellule
from diagnostics.methode import questions
from diagnostics.models import AppuiPiste, Diagnostic, ElementMoff, Piste
from diagnostics.services import pistes as services
from diagnostics.services.convergence import lire_convergence
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

REFUS, CONFLIT = 422, 409


@require_GET
def liste(request: Requete, reference: str) -> HttpResponse:
    """Show stakes and ideas side by side."""
    diagnostic = trouver_demarche(request, reference)
    lecture = lire_convergence(
        diagnostic, voit_equipe=voit_equipe(request, diagnostic), ecartees=True
    )
    ouvertes = [p for p in lecture.pistes if p.piste.est_ouverte]
    return render(
        request,
        "diagnostics/pistes/liste.html",
        {
            **cadre(request, diagnostic, "idees"),
            "ouvertes": ouvertes,
            "ecartees": [p for p in lecture.pistes if not p.piste.est_ouverte],
            "trop": len(ouvertes) > services.CONSEILLEES,
            "enjeux": list(diagnostic.enjeux.prefetch_related("thematiques", "elements", "pistes")),
        },
    )


def _choix_d_enonces(diagnostic: Diagnostic, choisis: set[str]) -> list[dict[str, Any]]:
    """Statements to start an idea from, by quadrant, those already chosen told apart."""
    enonces = list(diagnostic.elements.actifs().order_by("ordre", "pk"))
    return [
        {
            "code": code,
            "question": question,
            "enonces": [
                {"element": e, "choisi": e.reference in choisis}
                for e in enonces
                if e.quadrant == code
            ],
            "ouvert": any(e.reference in choisis for e in enonces if e.quadrant == code),
        }
        for code, question in questions().items()
    ]


@require_http_methods(["GET", "POST"])
def nouvelle(request: Requete, reference: str) -> HttpResponse:
    """Write an idea, born from one or several statements (``element``, repeated)."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    donnees = request.POST if request.method == "POST" else request.GET
    choisis = set(donnees.getlist("element"))
    choisis_enonces = list(
        ElementMoff.objects.actifs().filter(diagnostic=diagnostic, reference__in=choisis)
    )
    formulaire = PisteForm(
        request.POST if request.method == "POST" else None,
        diagnostic=diagnostic,
        initial={"thematique": choisis_enonces[0].thematique_id if choisis_enonces else None},
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            piste = services.creer_piste(
                diagnostic=diagnostic,
                champs=formulaire.champs,
                enjeux=formulaire.cleaned_data.get("enjeux", ()),
                elements=choisis_enonces,
                par=request.user,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "La piste est écrite. Dites maintenant qui elle concerne.")
            return redirect("diagnostics:piste", reference, piste.reference)
    return render(
        request,
        "diagnostics/pistes/nouvelle.html",
        {
            **cadre(request, diagnostic, "idees"),
            "formulaire": formulaire,
            "quadrants": _choix_d_enonces(diagnostic, choisis),
        },
        status=REFUS if formulaire.errors else 200,
    )


def _entendus_d_abord(lue: Any) -> list[tuple[Cellule, int]]:
    """Concerned actors, those who were heard first."""
    cellules = [c for c in lue.cellules if c.etat != "hors"] if lue else []
    return [(c, c.acteur.pk) for c in sorted(cellules, key=lambda c: c.etat == "muet")]


def _page(request: Requete, piste: Piste, *, status: int = 200, **valeurs: Any) -> HttpResponse:
    diagnostic = piste.diagnostic
    peut_lire_paroles = request.user.has_perm(LIRE_ENTRETIENS, diagnostic)
    lecture = lire_convergence(
        diagnostic, voit_equipe=voit_equipe(request, diagnostic), ecartees=True
    )
    lue = lecture.piste(piste.reference)
    appuis = list(
        piste.appuis.select_related("element", "entretien").prefetch_related("element__preuves")
    )
    contexte: dict[str, Any] = {
        **cadre(request, diagnostic, "idees"),
        "piste": piste,
        "enjeux": list(piste.enjeux.all()),
        "lue": lue,
        "paroles": _entendus_d_abord(lue),
        "siens": {
            a.pk
            for a in diagnostic.acteurs_concernes.select_related("membre")
            if repond_pour(request, a)
        },
        "sens": [
            (code, libelle, [a for a in appuis if a.sens == code])
            for code, libelle in (
                (AppuiPiste.Sens.APPUIE, "Ce qui l’appuie"),
                (AppuiPiste.Sens.CONTREDIT, "Ce qui la contredit"),
            )
        ],
        "appui_form": AppuiForm(piste=piste, lit_entretiens=peut_lire_paroles),
        "concerner_form": ConcernerForm(piste=piste, utilisateur=request.user),
    }
    return render(request, "diagnostics/pistes/piste.html", {**contexte, **valeurs}, status=status)


@require_GET
def piste(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Read an idea: what it rests on, what each actor makes of it, what follows."""
    return _page(request, trouver_piste(request, reference, piste))


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Change an idea; when somebody did so meanwhile, show both."""
    trouvee = trouver_piste(request, reference, piste, CONTRIBUER)
    formulaire = PisteForm(
        request.POST if request.method == "POST" else None,
        instance=trouvee,
        diagnostic=trouvee.diagnostic,
        initial={"version": trouvee.version},
    )
    conflit = None
    if request.method == "POST" and formulaire.is_valid():
        try:
            services.modifier_piste(
                piste=trouvee,
                champs=formulaire.champs,
                enjeux=formulaire.cleaned_data.get("enjeux", trouvee.enjeux.all()),
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"] or 0,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = PisteForm(conflit.saisie, instance=trouvee, diagnostic=trouvee.diagnostic)
        else:
            messages.success(request, "Piste enregistrée.")
            return redirect("diagnostics:piste", reference, piste)
    return render(
        request,
        "diagnostics/pistes/modifier.html",
        {
            **cadre(request, trouvee.diagnostic, "idees"),
            "piste": trouvee,
            "formulaire": formulaire,
            "conflit": conflit,
        },
        status=CONFLIT if conflit else REFUS if formulaire.errors else 200,
    )


@require_POST
def appuyer(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Attach what supports or contradicts an idea."""
    trouvee = trouver_piste(request, reference, piste, CONTRIBUER)
    formulaire = AppuiForm(
        request.POST,
        piste=trouvee,
        lit_entretiens=request.user.has_perm(LIRE_ENTRETIENS, trouvee.diagnostic),
    )
    if formulaire.is_valid():
        try:
            services.appuyer(piste=trouvee, par=request.user, **formulaire.cleaned_data)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        else:
            messages.success(request, "Rattaché.")
            return redirect("diagnostics:piste", reference, piste)
    return _page(request, trouvee, status=REFUS, appui_form=formulaire)


@require_POST
def retirer_appui(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Take a support away (``appui``: its number within the idea)."""
    trouvee = trouver_piste(request, reference, piste, CONTRIBUER)
    numero = request.POST.get("appui", "")
    appui = get_object_or_404(trouvee.appuis, pk=numero if numero.isdecimal() else 0)
    services.retirer_appui(appui=appui, par=request.user)
    messages.success(request, "Retiré. L’historique le garde.")
    return redirect("diagnostics:piste", reference, piste)


@require_POST
def concerner(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Say that an idea concerns an actor."""
    trouvee = trouver_piste(request, reference, piste, CONTRIBUER)
    formulaire = ConcernerForm(request.POST, piste=trouvee, utilisateur=request.user)
    if formulaire.is_valid():
        donnees = formulaire.cleaned_data
        try:
            concerne = services.concerner(
                piste=trouvee,
                acteur=donnees["acteur"],
                partie=donnees.get("partie"),
                nom=donnees["nom"],
                fiche=donnees.get("connu"),
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, f"{concerne} est concerné par cette piste.")
            return redirect("diagnostics:piste", reference, piste)
    return _page(request, trouvee, status=REFUS, concerner_form=formulaire)


@require_POST
def ne_plus_concerner(request: Requete, reference: str, piste: str) -> HttpResponse:
    """Take an actor off an idea (``acteur``: its reference)."""
    trouvee = trouver_piste(request, reference, piste, CONTRIBUER)
    concerne = trouver_concerne(trouvee.diagnostic, request.POST.get("acteur", ""))
    try:
        services.ne_plus_concerner(piste=trouvee, concerne=concerne)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, f"{concerne} n’est plus concerné par cette piste.")
    return redirect("diagnostics:piste", reference, piste)


@require_http_methods(["GET", "POST"])
def enjeux(request: Requete, reference: str) -> HttpResponse:
    """Write a new stake."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    return _editer_enjeu(request, diagnostic, None)


@require_http_methods(["GET", "POST"])
def enjeu(request: Requete, reference: str, enjeu: str) -> HttpResponse:
    """Change a stake."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    return _editer_enjeu(request, diagnostic, get_object_or_404(diagnostic.enjeux, reference=enjeu))


def _editer_enjeu(request: Requete, diagnostic: Diagnostic, objet: Any) -> HttpResponse:
    formulaire = EnjeuForm(
        request.POST if request.method == "POST" else None,
        instance=objet,
        diagnostic=diagnostic,
        initial={"version": objet.version} if objet else None,
    )
    conflit = None
    if request.method == "POST" and formulaire.is_valid():
        champs = dict(formulaire.cleaned_data)
        version = champs.pop("version")
        try:
            services.enregistrer_enjeu(
                diagnostic=diagnostic,
                champs=champs,
                par=request.user,
                enjeu=objet,
                version_attendue=version or 0,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            objet = conflit.actuel
            formulaire = EnjeuForm(conflit.saisie, instance=objet, diagnostic=diagnostic)
        else:
            messages.success(request, "Enjeu enregistré.")
            return redirect("diagnostics:pistes", diagnostic.reference)
    return render(
        request,
        "diagnostics/pistes/enjeu.html",
        {
            **cadre(request, diagnostic, "idees"),
            "enjeu": objet,
            "formulaire": formulaire,
            "conflit": conflit,
        },
        status=CONFLIT if conflit else REFUS if formulaire.errors else 200,
    )


@require_POST
def supprimer_enjeu(request: Requete, reference: str, enjeu: str) -> HttpResponse:
    """Erase a stake."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    services.supprimer_enjeu(
        enjeu=get_object_or_404(diagnostic.enjeux, reference=enjeu), par=request.user
    )
    messages.success(request, "Enjeu effacé\u00a0; les pistes qu’il a fait naître restent.")
    return redirect("diagnostics:pistes", reference)
