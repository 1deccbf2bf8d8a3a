"""Read-only API of what is published: ``/api/v1/plateformes/``. Rights: what everybody reads."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from acteurs.criteres import choisir_territoire
from plateformes.models import PUBLIQUES, Plateforme, UsageTerritoire
from plateformes.services.vocabulaire import suivre_codes
from plateformes.vitrine.criteres import utilisables
from plateformes.vitrine.ouverture import usage_en_donnees
from plateformes.vitrine.publication import AUTRES_LISTES, en_donnees, lire_codes
from plateformes.vitrine.tenue_index import lire_index
from plateformes.vitrine.usages import filtrer_usages, lire_choix
from socle.api import ERREURS, PagesStrictes

NON_PUBLIQUES = [statut for statut in Plateforme.Statut.values if statut not in PUBLIQUES]


class PlateformePagination(PagesStrictes):
    """Pages that neither skip nor repeat an entry when others are published meanwhile."""

    ordering = "code"


class UsagePagination(PlateformePagination):
    """The same, for uses."""

    ordering = "reference"


class TerritoireSerializer(serializers.Serializer):
    """A territory: its kind and its official code identify it."""

    nature = serializers.CharField()
    code = serializers.CharField()
    nom = serializers.CharField()


class PorteurSerializer(serializers.Serializer):
    """The structure that holds a platform."""

    nom = serializers.CharField()
    siren = serializers.CharField()
    reference = serializers.CharField(help_text="Référence dans l’annuaire des acteurs")


class ChiffreSerializer(serializers.Serializer):
    """A figure, with its date and its source."""

    grandeur = serializers.CharField()
    libelle = serializers.CharField()
    valeur = serializers.FloatField()
    unite = serializers.CharField()
    date = serializers.DateField()
    source = serializers.CharField()


class RoleSerializer(serializers.Serializer):
    """What a local government may do with it."""

    formule = serializers.CharField()
    actions = serializers.ListField(child=serializers.CharField())


def _texte() -> serializers.CharField:
    return serializers.CharField()


def _liste() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


class PlateformesSerializer(serializers.ListSerializer):
    """A page of entries: the codes of their lists are read once for all."""

    def to_representation(self, data: Any) -> Any:
        """Say what the open data says."""
        fiches = list(data)
        codes = lire_codes(fiche.pk for fiche in fiches)
        return [en_donnees(fiche, codes) for fiche in fiches]


class PlateformeSerializer(serializers.Serializer):
    """An entry of the catalogue, as in the open data."""

    class Meta:
        """Lists are read whole."""

        list_serializer_class = PlateformesSerializer

    code = _texte()
    nom = _texte()
    page = serializers.URLField()
    statut = _texte()
    nature = _texte()
    modele = _texte()
    accroche = _texte()
    description = _texte()
    site = _texte()
    langues = _texte()
    modele_economique = _texte()
    prix_collectivite = _texte()
    forme_juridique = _texte()
    qui_decide = _texte()
    colleges = _texte()
    place_usagers = _texte()
    partage_benefices = _texte()
    hebergement = _texte()
    sous_traitant = _texte()
    contact_rgpd = _texte()
    export = _texte()
    portabilite = _texte()
    licence = _texte()
    depot = _texte()
    api = _texte()
    standards = _texte()
    accessibilite = _texte()
    accessibilite_url = _texte()
    accompagnement = _texte()
    source = _texte()
    besoins = _liste()
    fonctionnalites = _liste()
    thematiques = _liste()
    fonctions = _liste()
    publics = _liste()
    alternatives = _liste()
    national = serializers.BooleanField()
    territoires = TerritoireSerializer(many=True)
    territoires_cites = _texte()
    porteur = PorteurSerializer()
    logiciel_libre = serializers.BooleanField(allow_null=True)
    marque_blanche = serializers.BooleanField(allow_null=True)
    annee_creation = serializers.IntegerField(allow_null=True)
    chiffres = ChiffreSerializer(many=True)
    role_collectivite = RoleSerializer()
    source_annee = serializers.IntegerField(allow_null=True)
    reseau = _texte()
    publiee_le = serializers.DateTimeField(allow_null=True)
    revue_le = serializers.DateTimeField(allow_null=True)
    modifiee_le = serializers.DateTimeField()

    def to_representation(self, instance: Plateforme) -> dict[str, Any]:
        """Say what the open data says: one module decides what is public."""
        return en_donnees(instance)


class UsageSerializer(serializers.Serializer):
    """A confirmed use: who declared it is an organisation, never a person."""

    reference = serializers.CharField()
    plateforme = serializers.CharField()
    territoire = TerritoireSerializer()
    plateforme_nom = serializers.CharField()
    organisation = serializers.CharField()
    depuis = serializers.IntegerField(allow_null=True)
    role = serializers.CharField()
    cout = serializers.CharField()
    resultats = serializers.CharField()
    temoignage = serializers.CharField()

    def to_representation(self, instance: UsageTerritoire) -> dict[str, Any]:
        """Say what the open data says."""
        return usage_en_donnees(instance)


LISTES = {
    "theme": "thematiques",
    "fonction": "fonctions",
    "public": "publics",
    "alternative": "alternatives",
}
COLONNES = ("nature", "modele")
BOOLEENS = {"national": {"oui": True, "non": False}, "libre": {"oui": True}}
_CHAMP = {
    "q": "Mots du besoin, tous présents dans la fiche",
    "territoire": "nature:code d’un territoire où la plateforme est utilisable",
}
_FACETTES = {
    "theme": "Codes de thèmes", "fonction": "Codes de fonctions", "public": "Codes de publics",
    "alternative": "Codes de services capitalistiques", "nature": "service, outil ou portail",
    "modele": "cooperatif, associatif, public, commercial ou autre",
    "national": "oui\u00a0: partout en France\u202f; non\u00a0: certains territoires",
    "libre": "oui\u00a0: logiciel libre",
}  # fmt: skip
VALEURS_MAX = 30


def _facette(nom: str, dit: str) -> OpenApiParameter:
    """Describe a facet: several values, of which one is enough."""
    return OpenApiParameter(
        nom,
        description=f"{dit}. Plusieurs valeurs, en répétant le paramètre\u00a0: une suffit.",
        many=True,
        explode=True,
    )


@extend_schema_view(
    list=extend_schema(
        summary="Les plateformes publiées",
        description="Les plateformes de l’économie solidaire publiées au catalogue.",
        parameters=[
            *(_facette(nom, dit) for nom, dit in _FACETTES.items()),
            *(OpenApiParameter(nom, description=dit) for nom, dit in _CHAMP.items()),
        ],
        responses={200: PlateformeSerializer(many=True), **ERREURS},
    ),
    retrieve=extend_schema(
        summary="Une plateforme",
        description="Une plateforme, par son code.",
        responses={200: PlateformeSerializer, **ERREURS},
    ),
)
class PlateformeViewSet(ReadOnlyModelViewSet):
    """Published platforms of the solidarity economy."""

    serializer_class = PlateformeSerializer
    pagination_class = PlateformePagination
    lookup_field = "code"
    queryset = Plateforme.objects.none()

    def get_queryset(self) -> QuerySet[Plateforme]:
        """Return the published entries, filtered as the address says."""
        # Told by what is left out, so that SQLite walks the index of codes and stops after a page
        # instead of sorting every published entry.
        lues = Plateforme.objects.exclude(statut__in=NON_PUBLIQUES)
        parametres = {c: v.replace("\x00", "")[:120] for c, v in self.request.query_params.items()}
        criteres: defaultdict[str, str] = defaultdict(str, parametres)
        if criteres["q"]:
            lues = lues.qui_repondent(criteres["q"])
        lues = self._filtrer(lues)
        if criteres["territoire"]:
            lieu = choisir_territoire(criteres["territoire"])
            index = lire_index()
            bits = utilisables(index, lieu) if lieu else 0
            lues = lues.filter(pk__in=[index.pks[rang] for rang in index.positions(bits)])
        return lues.select_related("porteur", "reseau").prefetch_related(*AUTRES_LISTES)

    def _filtrer(self, lues: Any) -> Any:
        """Keep what the facets of the address ask for: one value of each is enough."""
        choix = {
            nom: [
                valeur
                for v in self.request.query_params.getlist(nom)[:VALEURS_MAX]
                if (valeur := v.replace("\x00", "")[:60])
            ]
            for nom in _FACETTES
        }
        choix = {nom: valeurs for nom, valeurs in choix.items() if valeurs}
        suivis = suivre_codes({nom: choix[nom] for nom in LISTES if nom in choix})
        for nom, valeurs in choix.items():
            if nom in LISTES:
                codes = {suivis.get((nom, v), v) for v in valeurs}
                lien: Any = getattr(Plateforme, LISTES[nom])
                mot = lien.field.m2m_reverse_field_name()
                # A subquery rather than a join: an entry that has two of the words comes once.
                tenues = lien.through.objects.filter(**{f"{mot}__code__in": codes})
                lues = lues.filter(pk__in=tenues.values("plateforme"))
            elif nom in COLONNES:
                lues = lues.filter(**{f"{nom}__in": valeurs})
            else:
                dits = [BOOLEENS[nom][v] for v in valeurs if v in BOOLEENS[nom]]
                lues = lues.filter(**{f"{nom}__in": dits})
        return lues


@extend_schema_view(
    list=extend_schema(
        summary="Les usages confirmés",
        description="Où des plateformes publiées sont utilisées, et par quel territoire.",
        parameters=[
            OpenApiParameter("plateforme", description="Code d’une plateforme"),
            OpenApiParameter("role", description="Code d’un rôle de la collectivité"),
            OpenApiParameter("territoire", description="nature:code d’un territoire"),
        ],
        responses={200: UsageSerializer(many=True), **ERREURS},
    ),
    retrieve=extend_schema(
        summary="Un usage",
        description="Un usage, par sa référence.",
        responses={200: UsageSerializer, **ERREURS},
    ),
)
class UsageViewSet(ReadOnlyModelViewSet):
    """Where published platforms are used."""

    serializer_class = UsageSerializer
    pagination_class = UsagePagination
    lookup_field = "reference"
    queryset = UsageTerritoire.objects.none()

    def get_queryset(self) -> QuerySet[UsageTerritoire]:
        """Return the confirmed uses."""
        return filtrer_usages(lire_choix(self.request.query_params))
