"""Read-only views of ``/api/v1/``: what everybody reads, by official codes."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from ouverture.api.champs_openapi import composer, paginer, parametre
from ouverture.api.rendu import Rendu
from ouverture.champs import CHAMPS, Lecteur
from ouverture.champs_lieux import (
    CHAMPS_COMMUNE,
    CHAMPS_TERRITOIRE,
    CHAMPS_THEME,
    NATURES,
    lire_communes,
    lire_territoires,
    lire_thematiques,
)
from ouverture.curseurs import MOTIF, CurseurInconnu, ouvrir, sceller
from ouverture.filtres import (
    FILTRE_CADRE,
    FILTRES_ACTEUR,
    Filtre,
    Introuvable,
    ParametreInvalide,
    lire_parametres,
)
from ouverture.retrouver import Ailleurs, retrouver_acteur, retrouver_commune, retrouver_territoire
from ouverture.suites import SuiteActeurs, suite_communes, suite_territoires
from socle.api import ERREURS
from territoires.models import Commune

PAR_PAGE, PAR_PAGE_MAX = 50, 500
PAGINATION = (
    Filtre(
        "par_page",
        f"Nombre de résultats par page ({PAR_PAGE} si rien n’est dit)",
        {"type": "integer", "minimum": 1, "maximum": PAR_PAGE_MAX},
    ),
    Filtre(
        "curseur",
        "Début de la page\u00a0: suivez l’adresse « next » plutôt que de l’écrire",
        {"type": "string", "pattern": MOTIF},
    ),
)
_MOTS = Filtre("q", "Mots du nom, ou codes", {"type": "string", "maxLength": 120})
_TERRITOIRE = next(f for f in FILTRES_ACTEUR if f.nom == "territoire")
_COMMUNE = next(f for f in FILTRES_ACTEUR if f.nom == "commune")
FILTRES_COMMUNE = (
    _MOTS,
    _TERRITOIRE,
    Filtre(
        "departement", "Code d’un département", {"type": "string", "pattern": r"^[0-9][0-9AB][0-9]?$"}
    ),
    Filtre("region", "Code d’une région", {"type": "string", "pattern": r"^[0-9]{2}$"}),
    Filtre(
        "type",
        "Communes (si rien n’est dit), ou parties de communes",
        {"type": "string", "enum": list(Commune.Type.values)},
    ),
    FILTRE_CADRE,
)  # fmt: skip
FILTRES_TERRITOIRE = (
    _MOTS,
    Filtre(
        "nature",
        "Nature du périmètre",
        {"type": "string", "enum": [nature for nature, _ in NATURES]},
    ),
    _COMMUNE,
    FILTRE_CADRE,
)


DEPLACE = {301: OpenApiResponse(description="Une autre adresse l’a remplacée")}


class Ressource(ViewSet):
    """A collection of public rows, given a page at a time."""

    lookup_value_regex = "[^/]+"
    filtres: ClassVar[tuple[Filtre, ...]] = ()
    suite: ClassVar[Any]
    """Takes what an address asks for and gives a ``Suite``."""
    renderer_classes = (Rendu,)

    def paginer(self, request: Request) -> Response:
        """Return a page."""
        nom = type(self).__name__
        try:
            demande = lire_parametres(request.query_params, (*self.filtres, *PAGINATION))
            nombre = int(demande.pop("par_page", PAR_PAGE))
            curseur = demande.pop("curseur", "")
            suite = type(self).suite(demande)
            page = suite.page(ouvrir(curseur, nom) if curseur else "", nombre)
        except ParametreInvalide as erreur:
            raise ParseError(str(erreur)) from erreur
        except Introuvable as erreur:
            raise NotFound(str(erreur)) from erreur
        except CurseurInconnu as erreur:
            raise NotFound("Ce curseur ne mène nulle part.") from erreur
        suivante = None
        if page.suite:
            adresse = request.query_params.copy()
            adresse["curseur"] = sceller(page.suite, nom)
            suivante = request.build_absolute_uri(f"?{adresse.urlencode()}")
        return Response({"count": suite.compter(), "next": suivante, "results": page.lignes})

    def trouver(self, request: Request, pk: str, chercher: Callable[[str], Any]) -> Any:
        """Return a row, or send where it went."""
        try:
            lire_parametres(request.query_params, ())
            return chercher(pk)
        except ParametreInvalide as erreur:
            raise ParseError(str(erreur)) from erreur
        except Introuvable as erreur:
            raise NotFound(str(erreur)) from erreur


def envoyer(nom: str, identifiant: str) -> HttpResponseRedirect:
    """Send for good to another row: a plain answer that every client follows."""
    return HttpResponseRedirect(reverse(nom, args=[identifiant]), status=301)


ActeurSerializer = composer("Acteur", CHAMPS)
CommuneSerializer = composer("Commune", CHAMPS_COMMUNE)
TerritoirePublieSerializer = composer("TerritoireOfficiel", CHAMPS_TERRITOIRE)
ThematiqueSerializer = composer("Thematique", CHAMPS_THEME)


def _decrire(quoi: str, un: str, serialiseur: Any, parametres: tuple[Filtre, ...]) -> Any:
    """Describe a resource in the schema."""
    return extend_schema_view(
        list=extend_schema(
            summary=quoi,
            parameters=[parametre(f) for f in parametres],
            responses={200: paginer(f"Page{serialiseur.__name__}", serialiseur), **ERREURS},
        ),
        retrieve=extend_schema(
            summary=un,
            parameters=[
                OpenApiParameter(
                    "id",
                    str,
                    OpenApiParameter.PATH,
                    description=serialiseur._declared_fields["identifiant"].help_text,  # noqa: SLF001
                )
            ],
            responses={200: serialiseur, **DEPLACE, **ERREURS},
        ),
    )


@_decrire(
    "Les acteurs publiés",
    "Un acteur",
    ActeurSerializer,
    (*FILTRES_ACTEUR, FILTRE_CADRE, *PAGINATION),
)
class ActeurViewSet(Ressource):
    """Published entries of the directory."""

    filtres = (*FILTRES_ACTEUR, FILTRE_CADRE)
    suite = SuiteActeurs

    def list(self, request: Request) -> Response:
        """Les acteurs de l’annuaire, avec les mêmes filtres que la liste du site."""
        return self.paginer(request)

    def retrieve(self, request: Request, pk: str) -> Any:
        """Un acteur, par son SIRET, son SIREN, son numéro RNA ou sa référence publique.

        Une fiche fusionnée avec une autre mène à celle qui la remplace.
        """
        try:
            acteur = self.trouver(request, pk, retrouver_acteur)
        except Ailleurs as ailleurs:
            return envoyer("api:acteurs-detail", ailleurs.identifiant)
        return Response(Lecteur().lire_ids([acteur])[0])


@_decrire("Les communes", "Une commune", CommuneSerializer, (*FILTRES_COMMUNE, *PAGINATION))
class CommuneViewSet(Ressource):
    """Communes of the official geographic code."""

    filtres = FILTRES_COMMUNE
    suite = suite_communes

    def list(self, request: Request) -> Response:
        """Les communes du code officiel géographique en vigueur."""
        return self.paginer(request)

    def retrieve(self, request: Request, pk: str) -> Any:
        """Une commune, par son code INSEE\u00a0; un ancien code mène à la commune actuelle."""
        try:
            commune = self.trouver(request, pk, retrouver_commune)
        except Ailleurs as ailleurs:
            return envoyer("api:communes-detail", ailleurs.identifiant)
        return Response(next(lire_communes(Commune.objects.filter(pk=commune))))


@_decrire(
    "Les territoires",
    "Un territoire",
    TerritoirePublieSerializer,
    (*FILTRES_TERRITOIRE, *PAGINATION),
)
class TerritoireViewSet(Ressource):
    """Official perimeters."""

    filtres = FILTRES_TERRITOIRE
    suite = suite_territoires

    def list(self, request: Request) -> Response:
        """Les périmètres officiels\u00a0: intercommunalités, départements, régions, bassins de vie…"""
        return self.paginer(request)

    def retrieve(self, request: Request, pk: str) -> Any:
        """Un territoire, par sa nature et son code, par exemple « epci:200093201 »."""
        try:
            territoires = self.trouver(request, pk, retrouver_territoire)
        except Ailleurs as ailleurs:
            return envoyer("api:communes-detail", ailleurs.identifiant)
        return Response(next(lire_territoires(territoires)))


@_decrire("Les thèmes", "Un thème", ThematiqueSerializer, ())
class ThematiqueViewSet(Ressource):
    """Themes of the directory."""

    def list(self, request: Request) -> Response:
        """Les thèmes, en une seule page."""
        themes = self.trouver(request, "", lambda _: lire_thematiques())
        return Response({"count": len(themes), "next": None, "results": themes})

    def retrieve(self, request: Request, pk: str) -> Response:
        """Un thème, par son code."""
        themes = {
            t["identifiant"]: t for t in self.trouver(request, pk, lambda _: lire_thematiques())
        }
        if pk not in themes:
            raise NotFound("Aucun thème n’a ce code.")
        return Response(themes[pk])
