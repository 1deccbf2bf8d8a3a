"""Networks: of a territory, around an actor; alone on a big screen; as files."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_ratelimit.core import is_ratelimited

from acteurs.models import Acteur, Thematique
from comptes.requete import Requete
from relations import ecran, fichiers, isoles, tableau
from relations.models import Disposition
from relations.natures import COURTS
from relations.reseaux import (
    PROFONDEURS,
    cle_acteur,
    cle_territoire,
    lire_autour,
    lire_filtres,
    lire_territoire,
)
from relations.views.saisie import trouver_acteur
from socle.dessin_svg import svg_autonome
from socle.droits import connexion_si_refuse, exiger
from socle.formes import LIBELLES
from territoires.models import Territoire
from territoires.services import adoption

CADENCE = "60/h"
"""Files that a visitor without an account downloads from one address."""


class FiltresForm(forms.Form):
    """What to see of a network."""

    nature = forms.ChoiceField(label="Relation", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    ess = forms.ChoiceField(
        label="ESS",
        required=False,
        choices=[
            ("", "Tous les acteurs"),
            ("entre", "Entre acteurs de l’ESS"),
            ("avec", "Entre l’ESS et les autres"),
        ],
    )
    finies = forms.BooleanField(label="Relations finies aussi", required=False)
    groupes = forms.BooleanField(label="Entourer les groupes", required=False)

    def __init__(self, *args: Any, profondeur: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nature: Any = self.fields["nature"]
        nature.choices = [("", "Toutes"), *COURTS.items()]
        theme: Any = self.fields["theme"]
        themes = Thematique.objects.order_by("ordre", "libelle").values_list("pk", "libelle")
        theme.choices = [("", "Tous"), *themes]
        if profondeur:
            choix = [("1", "Ses liens"), ("2", "Et les liens de ses liens")]
            self.fields["profondeur"] = forms.ChoiceField(
                label="Jusqu’où", choices=choix, required=False
            )
            self.order_fields(["profondeur"])


def trouver_territoire(request: Requete, nature: str, code: str) -> Territoire:
    """Return a territory kept here that this reader may read.

    Raises:
        Http404: no such territory.
        PermissionDenied: a composed one, and nobody is signed in.
    """
    territoire = adoption.trouver(nature, code)
    if territoire is None:
        territoire = Territoire.objects.filter(code=code, officiel=False).first()
    if territoire is None or territoire.pk is None:
        raise Http404
    exiger(request, "territoires.voir_territoire", territoire)
    return territoire


def _demande(request: Requete) -> dict[str, Any]:
    return {
        "groupes": request.GET.get("groupes") == "on",
        "en_avant": request.GET.get("voir", "")[:12],
    }


def _profondeur(request: Requete) -> int:
    valeur = request.GET.get("profondeur", "")
    return int(valeur) if valeur.isdigit() and int(valeur) in PROFONDEURS else 1


def _lire_territoire(
    request: Requete, territoire: Territoire, *, publiques: bool = False
) -> ecran.Lecture:
    return ecran.lire(
        ecran.lecteur_de(lire_territoire, territoire, request.user),
        lire_filtres(request.GET),
        cle_territoire(territoire),
        titre=f"Réseau des acteurs\u00a0: {territoire.nom}",
        publiques=publiques,
        **_demande(request),
    )


def _lire_acteur(request: Requete, acteur: Acteur, *, publiques: bool = False) -> ecran.Lecture:
    return ecran.lire(
        ecran.lecteur_de(lire_autour, acteur, request.user, profondeur=_profondeur(request)),
        lire_filtres(request.GET),
        cle_acteur(acteur),
        titre=f"Réseau autour de {acteur.nom}",
        centre=acteur.reference,
        publiques=publiques,
        **_demande(request),
    )


def _adresse(request: Requete, **changes: str) -> str:
    """Return the filters of the address, changed; '' without any."""
    donnees = request.GET.copy()
    for page in ("isoles", "rangs"):
        donnees.pop(page, None)
    for nom, valeur in changes.items():
        donnees.pop(nom, None)
        if valeur:
            donnees[nom] = valeur
    return donnees.urlencode()


def _contexte(request: Requete, lecture: ecran.Lecture, **de_plus: Any) -> dict[str, Any]:
    themes = dict(Thematique.objects.values_list("pk", "libelle"))
    mots = {
        "nature": lambda v: COURTS.get(v, ""),
        "theme": lambda v: themes.get(v, ""),
        "ess": lambda v: {"entre": "Entre acteurs de l’ESS", "avec": "ESS et autres"}.get(v, ""),
    }
    actifs = [
        (libelle, f"?{_adresse(request, **{nom: ''})}")
        for nom, dire in mots.items()
        if (libelle := dire(request.GET.get(nom, "")))
    ]
    return {
        "lecture": lecture,
        "actifs": actifs,
        "adresse": _adresse(request),
        "sans_voir": _adresse(request, voir=""),
        "en_avant": lecture.reseau.noeuds.get(request.GET.get("voir", "")),
        "familles": [(f, LIBELLES.get(f, f)) for f in lecture.dessin.familles],
        "dehors": any(not n.dedans for n in lecture.reseau.noeuds.values()),
        "formats": fichiers.FORMATS,
        **de_plus,
    }


def _tableau(request: Requete, lecture: ecran.Lecture) -> dict[str, Any]:
    rangs = tableau.paginer(lecture.rangs, request.GET.get("rangs"))
    return {"rangs": rangs, "cites": tableau.citer(rangs)}


@require_safe
@connexion_si_refuse
@vary_on_headers("HX-Request")
def reseau_territoire(request: Requete, nature: str, code: str) -> HttpResponse:
    """The network of a territory: drawing, measures, table, actors nobody is linked to."""
    territoire = trouver_territoire(request, nature, code)
    if (territoire.nature, territoire.code) != (nature, code):
        return redirect("relations:territoire", territoire.nature, territoire.code)
    lecture = _lire_territoire(request, territoire)
    gabarit = "relations/reseau.html"
    contexte = _contexte(
        request,
        lecture,
        **_tableau(request, lecture),
        territoire=territoire,
        acteur=None,
        titre="Qui travaille avec qui",
        base=reverse("relations:territoire", args=[territoire.nature, territoire.code]),
        form=FiltresForm(request.GET),
        isoles=isoles.paginer(territoire, request.user, request.GET.get("isoles")),
        peut_redisposer=request.user.has_perm("relations.importer"),
        peut_creer=False,
    )
    return render(request, f"{gabarit}#resultats" if request.htmx else gabarit, contexte)


@require_safe
@vary_on_headers("HX-Request")
def reseau_acteur(request: Requete, reference: str) -> HttpResponse:
    """The network around an actor, one or two steps away."""
    acteur = trouver_acteur(request, reference)
    lecture = _lire_acteur(request, acteur)
    gabarit = "relations/reseau.html"
    contexte = _contexte(
        request,
        lecture,
        **_tableau(request, lecture),
        territoire=None,
        acteur=acteur,
        titre="Autour de cet acteur",
        base=reverse("relations:acteur", args=[reference]),
        form=FiltresForm(request.GET, profondeur=True),
        isoles=None,
        peut_redisposer=request.user.has_perm("relations.importer"),
        peut_creer=request.user.has_perm("relations.creer", acteur),
    )
    return render(request, f"{gabarit}#resultats" if request.htmx else gabarit, contexte)


# ── Alone on a screen, as files ─────────────────────────────────────────────
@require_safe
@connexion_si_refuse
def ecran_territoire(request: Requete, nature: str, code: str) -> HttpResponse:
    """The drawing alone, as large as the screen; it may be projected: public relations only."""
    territoire = trouver_territoire(request, nature, code)
    retour = reverse("relations:territoire", args=[territoire.nature, territoire.code])
    lecture = _lire_territoire(request, territoire, publiques=True)
    return _grand_ecran(request, lecture, territoire.nom, retour)


@require_safe
def ecran_acteur(request: Requete, reference: str) -> HttpResponse:
    """The drawing alone, as large as the screen; it may be projected: public relations only."""
    acteur = trouver_acteur(request, reference)
    retour = reverse("relations:acteur", args=[reference])
    return _grand_ecran(request, _lire_acteur(request, acteur, publiques=True), acteur.nom, retour)


def _grand_ecran(request: Requete, lecture: ecran.Lecture, nom: str, retour: str) -> HttpResponse:
    contexte = _contexte(request, lecture, nom=nom, retour=f"{retour}?{_adresse(request)}")
    return render(request, "relations/ecran.html", contexte)


@require_safe
@connexion_si_refuse
def export_territoire(request: Requete, nature: str, code: str, fmt: str) -> HttpResponse:
    """The network of a territory as a file."""
    territoire = trouver_territoire(request, nature, code)
    return _export(
        request,
        fmt,
        territoire.nom,
        ecran.lecteur_de(lire_territoire, territoire, request.user),
        lambda publiques: _lire_territoire(request, territoire, publiques=publiques),
    )


@require_safe
def export_acteur(request: Requete, reference: str, fmt: str) -> HttpResponse:
    """The network around an actor as a file."""
    acteur = trouver_acteur(request, reference)
    return _export(
        request,
        fmt,
        acteur.nom,
        ecran.lecteur_de(lire_autour, acteur, request.user, profondeur=_profondeur(request)),
        lambda publiques: _lire_acteur(request, acteur, publiques=publiques),
    )


def _export(request: Requete, fmt: str, nom: str, lecteur: Any, lire: Any) -> HttpResponse:
    """Write a file: public relations only, unless members ask for theirs (« reservees »)."""
    if not request.user.is_authenticated and is_ratelimited(
        request, group="relations.export", key="ip", rate=CADENCE, increment=True
    ):
        return render(request, "acteurs/trop_d_exports.html", status=429)
    reservees = request.user.is_authenticated and request.GET.get("reservees") == "on"
    if fmt == "svg":
        octets, genre = svg_autonome(lire(not reservees).dessin.svg).encode(), "image/svg+xml"
    else:
        reseau = lecteur(lire_filtres(request.GET), publiques=not reservees)
        octets, genre = fichiers.ecrire(reseau, fmt, nom)
    extension = {"kumu": "json"}.get(fmt, fmt)
    fichier = f"reseau-{slugify(nom)[:60] or 'acteurs'}-{timezone.localdate()}.{extension}"
    return HttpResponse(
        octets,
        content_type=genre,
        headers={
            "Content-Disposition": f'attachment; filename="{fichier}"',
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def redisposer(request: Requete) -> HttpResponse:
    """Forget where the actors of a network stand: the next reading places them all anew."""
    exiger(request, "relations.importer")
    if request.POST.get("acteur"):
        acteur = trouver_acteur(request, request.POST["acteur"])
        cle, retour = cle_acteur(acteur), reverse("relations:acteur", args=[acteur.reference])
    else:
        nature, _, code = request.POST.get("territoire", "").partition(":")
        territoire = trouver_territoire(request, nature, code)
        cle = cle_territoire(territoire)
        retour = reverse("relations:territoire", args=[territoire.nature, territoire.code])
    Disposition.objects.filter(cle=cle).delete()
    return redirect(retour)
