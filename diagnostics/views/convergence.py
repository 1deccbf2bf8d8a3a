"""Convergence of objectives: matrix, reading by actor, point of view, exports."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acteurs.exports import en_csv, en_xlsx
from acteurs.models import Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE, PILOTER, trouver_demarche
from diagnostics.acces_pistes import (
    cadre,
    exiger_ecriture,
    repond_pour,
    trouver_concerne,
    trouver_piste,
    voit_equipe,
)
from diagnostics.conflits_avis import dresser_conflit_avis
from diagnostics.dessins.convergence import dessiner_convergence
from diagnostics.exports_pistes import ENTETES_CONVERGENCE, rangees_convergence
from diagnostics.forms import premier_message
from diagnostics.forms_avis import AvisForm
from diagnostics.forms_pistes import ConfierForm
from diagnostics.models import Apport, Attente, PointDeVue
from diagnostics.services import avis as services
from diagnostics.services.convergence import lire_convergence
from diagnostics.services.pistes import confier as confier_acteur
from socle.modeles import ConflitDEdition

REFUS, CONFLIT = 422, 409
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def convergence(request: Requete, reference: str) -> HttpResponse:
    """Show who stands where: sentences, drawing, table."""
    diagnostic = trouver_demarche(request, reference)
    lecture = lire_convergence(diagnostic, voit_equipe=voit_equipe(request, diagnostic))
    return render(
        request,
        "diagnostics/pistes/convergence.html",
        {
            **cadre(request, diagnostic, "convergence"),
            "lecture": lecture,
            "dessin": dessiner_convergence(lecture),
            "dessin_etroit": dessiner_convergence(lecture, etroit=True),
            "degres": [(d, mot) for d, mot in PointDeVue.Degre.choices],
        },
    )


@require_GET
def acteur(request: Requete, reference: str, acteur: str) -> HttpResponse:
    """Read one actor across the ideas."""
    diagnostic = trouver_demarche(request, reference)
    concerne = trouver_concerne(diagnostic, acteur)
    lecture = lire_convergence(diagnostic, voit_equipe=voit_equipe(request, diagnostic))
    return render(
        request,
        "diagnostics/pistes/acteur.html",
        {
            **cadre(request, diagnostic, "convergence"),
            "concerne": concerne,
            "lue": lecture.acteur(concerne),
            "autres": [a for a in lecture.acteurs if a.pk != concerne.pk],
            "repond": repond_pour(request, concerne),
            "confier_form": ConfierForm(concerne=concerne)
            if request.user.has_perm(PILOTER, diagnostic)
            else None,
        },
    )


@require_POST
def confier(request: Requete, reference: str, acteur: str) -> HttpResponse:
    """Let a structure of the démarche write for an actor."""
    diagnostic = trouver_demarche(request, reference, PILOTER)
    concerne = trouver_concerne(diagnostic, acteur)
    formulaire = ConfierForm(request.POST, concerne=concerne)
    if formulaire.is_valid():
        confier_acteur(concerne=concerne, membre=formulaire.cleaned_data["membre"])
        messages.success(request, "C’est noté.")
    else:
        messages.error(request, "Choisissez une structure membre de la démarche.")
    return redirect("diagnostics:convergence_acteur", reference, acteur)


@require_http_methods(["GET", "POST"])
def avis(request: Requete, reference: str, piste: str, acteur: str) -> HttpResponse:
    """Write what an actor makes of an idea: the team, or the actor's own structure."""
    trouvee = trouver_piste(request, reference, piste, LIRE)
    concerne = trouver_concerne(trouvee.diagnostic, acteur)
    equipe = exiger_ecriture(request, concerne)
    themes = {t.pk: t for t in Thematique.objects.all()}
    point = PointDeVue.objects.filter(piste=trouvee, acteur=concerne).first()
    secret = point is not None and point.est_secret and point.auteur_id != request.user.pk
    formulaire = AvisForm(
        request.POST if request.method == "POST" else None,
        themes=themes,
        point=None if secret else point,
        equipe=equipe,
    )
    actuel = conflit = None
    refuse = request.method == "POST" and secret and equipe
    if not refuse and request.method == "POST" and formulaire.is_valid():
        origine = PointDeVue.Origine.EQUIPE if equipe else PointDeVue.Origine.STRUCTURE
        try:
            services.ecrire(
                piste=trouvee,
                acteur=concerne,
                saisie=formulaire.saisie,
                origine=origine,
                version_attendue=formulaire.version_attendue,
                par=request.user,
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
        except ConflitDEdition as erreur:
            actuel = PointDeVue.objects.select_related("auteur").get(pk=erreur.actuel.pk)
            if actuel.est_secret and actuel.auteur_id != request.user.pk:
                # Nobody else reads it: the team may not write over it, a structure knowingly.
                secret, refuse = True, equipe
                repris = request.POST.copy()
                repris["version"] = str(actuel.version)
            else:
                conflit = dresser_conflit_avis(
                    formulaire=formulaire,
                    actuel=actuel,
                    auteur=actuel.auteur or actuel.get_origine_display(),
                )
                repris = conflit.saisie
            formulaire = AvisForm(repris, themes=themes, equipe=equipe)
        else:
            messages.success(request, "Point de vue enregistré.")
            if "encore" in request.POST:
                return redirect("diagnostics:avis_equipe", reference, piste, acteur)
            return redirect("diagnostics:piste", reference, piste)
    return render(
        request,
        "diagnostics/pistes/avis.html",
        {
            **cadre(request, trouvee.diagnostic, "idees"),
            "piste": trouvee,
            "concerne": concerne,
            "formulaire": formulaire,
            "equipe": equipe,
            "secret": secret,
            "refuse": refuse,
            "conflit": conflit,
            "remplace": actuel is not None and conflit is None and not refuse,
        },
        status=CONFLIT if actuel or refuse else REFUS if formulaire.errors else 200,
    )


@require_POST
def rapprocher(request: Requete, reference: str) -> HttpResponse:
    """Link an expectation with a contribution, or with an expectation it contradicts.

    ``attente`` and one of ``apport``, ``autre`` (numbers); ``oui=non`` undoes.
    """
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)

    def numero(nom: str) -> int:
        valeur = request.POST.get(nom, "")
        return int(valeur) if valeur.isdecimal() else 0

    attentes = Attente.objects.filter(point_de_vue__piste__diagnostic=diagnostic).select_related(
        "point_de_vue__piste"
    )
    attente = get_object_or_404(attentes, pk=numero("attente"))
    oui = request.POST.get("oui") != "non"
    try:
        if numero("apport"):
            apports = Apport.objects.filter(
                point_de_vue__piste__diagnostic=diagnostic
            ).select_related("point_de_vue")
            services.couvrir(
                attente=attente,
                apport=get_object_or_404(apports, pk=numero("apport")),
                par=request.user,
                oui=oui,
            )
        else:
            services.opposer(
                une=attente, autre=get_object_or_404(attentes, pk=numero("autre")), oui=oui
            )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "Rapprochement noté." if oui else "Rapprochement défait.")
    retour = redirect("diagnostics:piste", reference, attente.point_de_vue.piste.reference)
    retour["Location"] += "#attentes"
    return retour


@require_GET
def exporter(request: Requete, reference: str, extension: str) -> HttpResponse:
    """Download the points of view the reader may see, harmless in a spreadsheet."""
    diagnostic = trouver_demarche(request, reference)
    lecture = lire_convergence(
        diagnostic, voit_equipe=voit_equipe(request, diagnostic), ecartees=True
    )
    return repondre_fichier(
        f"convergence {diagnostic.titre}",
        extension,
        ENTETES_CONVERGENCE,
        rangees_convergence(lecture),
    )


def repondre_fichier(
    nom: str, extension: str, entetes: tuple[str, ...], rangees: Any
) -> HttpResponse:
    """Answer rows as a CSV or XLSX file."""
    if extension == "csv":
        reponse = HttpResponse(
            b"".join(en_csv(rangees, entetes)), content_type="text/csv; charset=utf-8"
        )
    elif extension == "xlsx":
        sortie = io.BytesIO()
        en_xlsx(rangees, sortie, entetes)
        reponse = HttpResponse(sortie.getvalue(), content_type=XLSX)
    else:
        raise Http404
    reponse["Content-Disposition"] = f'attachment; filename="{slugify(nom)[:80]}.{extension}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
