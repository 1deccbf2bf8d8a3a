"""Actors as open data: a filtered list, one entry, in every format; long lists as files."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.core import is_ratelimited

from acteurs.colonnes import lire_annuaire
from acteurs.criteres import Criteres
from acteurs.filters import ActeurFilter
from acteurs.listes import Liste
from ouverture.champs import Lecteur, en_feature
from ouverture.criteres import lire_public
from ouverture.filtres import Introuvable
from ouverture.formats import FORMATS, Format
from ouverture.formats.jsonld import en_organisation
from ouverture.formats.tableau import ecrire_xlsx
from ouverture.lecture import choisir_ids, lire_donnees
from ouverture.lieux import proposer_lieux
from ouverture.models import ExportActeurs
from ouverture.retrouver import Ailleurs, retrouver_acteur
from ouverture.services.exports import TropDExports, annuaire_de_la_nuit, demander_export
from ouverture.sortie import classeur, conditionner, marquer, nommer, ouvrir
from socle.travaux import relancer_travail
from socle.typographie import ecrire_nombre

XLSX_DIRECT_MAX = 5_000
"""Rows of a workbook made while one waits: it cannot leave before it is whole."""
CADENCE = "60/h"
"""Lists that a visitor without an account downloads from one address."""
DEMANDES = "20/h"
"""Files asked for from one address."""


def _trop(request: HttpRequest, groupe: str, cadence: str) -> bool:
    return not request.user.is_authenticated and is_ratelimited(
        request, group=groupe, key="ip", rate=cadence, increment=True
    )


def _trop_souvent(request: HttpRequest) -> HttpResponse:
    reponse = render(request, "acteurs/trop_d_exports.html", status=429)
    reponse["Retry-After"] = "3600"
    return cast("HttpResponse", ouvrir(reponse))


@require_safe
def acteurs(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The published list with its filters; the whole directory is the file of the night."""
    format_ = FORMATS[extension]
    if _trop(request, "ouverture.acteurs", CADENCE):
        return _trop_souvent(request)
    criteres = lire_public(request.GET)
    if not criteres.valeurs and (nuit := annuaire_de_la_nuit(extension)):
        return _servir(request, nuit, format_)
    marque = marquer(extension, lire_annuaire().numero, criteres.cle, criteres.cle_droits)
    return ouvrir(
        conditionner(request, marque, lambda: _ecrire(request, criteres, format_, marque))
    )


@require_safe
def liste(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list as the person who asks sees it: drafts, what a démarche chose.

    What anybody may read has one address, that of open data: this one sends there.
    """
    criteres = Criteres.lire(request.GET, request.user)
    if criteres.est_public:
        adresse = reverse("ouverture:acteurs", args=[extension])
        question = request.META["QUERY_STRING"]
        suite = HttpResponsePermanentRedirect(f"{adresse}?{question}" if question else adresse)
        return cast("HttpResponseBase", ouvrir(suite))
    if _trop(request, "ouverture.acteurs", CADENCE):
        return _trop_souvent(request)
    reponse = _ecrire(request, criteres, FORMATS[extension])
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _ecrire(
    request: HttpRequest, criteres: Criteres, format_: Format, marque: str = ""
) -> HttpResponseBase:
    """Write a list: as it is read, or on disk for a workbook."""
    nom = format_.nommer(f"acteurs-{timezone.localdate().isoformat()}")
    if request.method == "HEAD":
        # Not read, so of a length not known.
        return nommer(StreamingHttpResponse((), content_type=format_.mime), nom, marque)
    ids = choisir_ids(criteres)
    donnees = lire_donnees(ids, None if criteres.est_public else criteres.visibles())
    if format_.ecrire:
        flux = StreamingHttpResponse(format_.ecrire(donnees), content_type=format_.mime)
        return nommer(flux, nom, marque)
    if len(ids) > XLSX_DIRECT_MAX:
        if criteres.est_public:
            return redirect(f"{reverse('ouverture:exporter')}?{criteres.adresse}")
        messages.error(
            request,
            f"Cette liste dépasse {ecrire_nombre(XLSX_DIRECT_MAX)} acteurs, trop pour un classeur "
            "fait à l’instant\u00a0: resserrez les filtres, ou choisissez le CSV.",
        )
        return redirect(f"{reverse('acteurs:liste')}?{criteres.adresse}")
    return nommer(classeur(lambda sortie: ecrire_xlsx(donnees, sortie)), nom, marque)


def _servir(request: HttpRequest, export: ExportActeurs, format_: Format) -> HttpResponseBase:
    """Send a file made before, dated: who has it already is told so."""
    fichier = export.ouvrir()
    if fichier is None:
        raise Http404
    fait = cast("Any", export.termine_le)
    nom = format_.nommer(f"acteurs-{timezone.localdate(fait).isoformat()}")
    marque = marquer(export.reference, fait)

    def envoyer() -> HttpResponseBase:
        return nommer(FileResponse(fichier, content_type=format_.mime), nom, marque)

    return ouvrir(conditionner(request, marque, envoyer, date=fait))


@require_safe
def acteur(request: HttpRequest, reference: str, extension: str) -> HttpResponseBase:
    """One published entry, by its SIRET, SIREN, RNA number or reference, wherever it went."""
    try:
        trouves = Lecteur().lire_ids([retrouver_acteur(reference)])
    except Introuvable:
        raise Http404 from None
    except Ailleurs as ailleurs:
        suite = reverse("ouverture:acteur", args=[ailleurs.identifiant, extension])
        reponse: HttpResponseBase = ouvrir(HttpResponsePermanentRedirect(suite))
        # Merges can be undone: browsers ask again.
        reponse["Cache-Control"] = "no-cache"
        return reponse
    if not trouves:
        raise Http404
    donnees = trouves[0]
    format_ = FORMATS[extension]
    nom = format_.nommer(f"acteur-{donnees['identifiant']}")
    if extension == "csv" and format_.ecrire:
        contenu = b"".join(format_.ecrire([donnees]))
        return ouvrir(nommer(HttpResponse(contenu, content_type=format_.mime), nom))
    if extension == "xlsx":
        return ouvrir(nommer(classeur(lambda sortie: ecrire_xlsx([donnees], sortie)), nom))
    objet = en_feature(donnees) if extension == "geojson" else en_organisation(donnees)
    return ouvrir(_en_json(objet, format_.mime))


def _en_json(objet: Any, mime: str) -> HttpResponse:
    import orjson

    return HttpResponse(orjson.dumps(objet, option=orjson.OPT_INDENT_2), content_type=mime)


@require_http_methods(["GET", "HEAD", "POST"])
def exporter(request: HttpRequest) -> HttpResponse:
    """Every format of a list, and a file of it made in the background."""
    donnees = request.POST if request.method == "POST" else request.GET
    criteres = lire_public(donnees)
    if request.method == "POST":
        if request.POST.get("format") not in FORMATS:
            messages.error(request, "Choisissez un format.")
        elif _trop(request, "ouverture.exports", DEMANDES):
            return _trop_souvent(request)
        else:
            try:
                export = demander_export(
                    criteres=criteres, format_=request.POST["format"], demandeur=request.user
                )
            except ValidationError as erreur:
                messages.error(request, erreur.messages[0])
            except TropDExports:
                messages.error(
                    request,
                    "Beaucoup de fichiers sont en préparation\u00a0: réessayez dans une minute.",
                )
            else:
                return redirect("ouverture:fichier", export.reference)
    contexte = {
        "filtre": ActeurFilter(_sans_objet(donnees), request=request),
        "lieux": proposer_lieux(criteres),
        "releve": Liste(criteres).releve,
        "adresse": criteres.adresse,
        "valeurs": criteres.valeurs,
        "formats": FORMATS.values(),
        "xlsx_max": XLSX_DIRECT_MAX,
        "adresse_entiere": request.build_absolute_uri("/")[:-1],
    }
    return render(request, "ouverture/exporter.html", contexte)


def _sans_objet(donnees: Any) -> Any:
    """Return the address without what open data does not read."""
    gardees = donnees.copy()
    for nom in ("statut", "vue", "page", "format", "csrfmiddlewaretoken"):
        gardees.pop(nom, None)
    return gardees


def _export(reference: str) -> ExportActeurs:
    trouve: ExportActeurs = get_object_or_404(ExportActeurs, reference=reference)
    return trouve


@require_safe
def fichier(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a file is; with htmx, only that."""
    export = _export(reference)
    gabarit = "ouverture/fichier.html"
    if getattr(request, "htmx", False):
        gabarit += "#suivi"
    filtre = ActeurFilter(QueryDict(export.filtres), request=request)
    contexte = {
        "export": export,
        "format": FORMATS[export.format],
        "filtres": [libelle for libelle, _ in filtre.actifs()],
    }
    return render(request, gabarit, contexte)


@require_safe
def telecharger(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file itself."""
    export = _export(reference)
    if not (export.est_disponible and export.fichier_existe()):
        return redirect("ouverture:fichier", reference)
    return _servir(request, export, FORMATS[export.format])


@require_POST
def relancer(request: HttpRequest, reference: str) -> HttpResponse:
    """Try again after a failure."""
    export = _export(reference)
    if _trop(request, "ouverture.exports", DEMANDES):
        return _trop_souvent(request)
    relancer_travail(export)
    return redirect("ouverture:fichier", reference)
