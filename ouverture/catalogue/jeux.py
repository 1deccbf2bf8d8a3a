"""The sets of open data of this site."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.urls import reverse

from acteurs.criteres import Criteres
from acteurs.listes import Liste
from acteurs.models import Revision, Thematique
from filieres.models import Filiere
from ouverture.catalogue.lignes import (
    CHAMPS_FILIERE,
    CHAMPS_RELATION,
    champs_plateforme,
    champs_usage,
    lire_filieres,
    lire_relations,
)
from ouverture.catalogue.modeles import Distribution, Jeu
from ouverture.champs import CHAMPS
from ouverture.champs_lieux import (
    CHAMPS_COMMUNE,
    CHAMPS_TERRITOIRE,
    CHAMPS_THEME,
    lire_communes,
    lire_territoires,
    lire_thematiques,
)
from ouverture.services.exports import annuaire_de_la_nuit
from ouverture.suites import territoires_publics
from plateformes.models import Plateforme, UsageTerritoire
from relations.models import Relation
from territoires.models import Commune, Referentiel


def _compter_acteurs() -> int:
    return Liste(Criteres.lire({}, AnonymousUser())).releve.total


def _dater_acteurs() -> datetime | None:
    return Revision.objects.filter(pk=1).values_list("modifie_le", flat=True).first()


def _fichiers_acteurs() -> Iterator[Distribution]:
    for code in ("csv", "geojson", "jsonld", "xlsx"):
        nuit = annuaire_de_la_nuit(code) if code != "xlsx" else None
        adresse = reverse("ouverture:acteurs", args=[code])
        if nuit:
            yield Distribution(code, adresse, octets=nuit.taille, faite_le=nuit.termine_le)
        else:
            yield Distribution(code, adresse)
    yield Distribution("json", reverse("ouverture:acteurs_gogocarto"), titre="GoGoCarto")
    yield _api("acteurs")
    yield _ogc("acteurs")


def _api(nom: str) -> Distribution:
    adresse, schema = reverse(f"api:{nom}-list"), reverse("api:schema")
    return Distribution("json", adresse, titre="API", service=True, description=schema)


def _ogc(nom: str) -> Distribution:
    adresse = reverse("ouverture:ogc_collection", args=[nom])
    return Distribution(
        "geojson", adresse, titre="OGC API – Features", service=True,
        description=reverse("ouverture:ogc_api"),
    )  # fmt: skip


def _fichiers(code: str, *natures: str, api: str = "", ogc: str = "") -> Iterator[Distribution]:
    for nature in natures:
        yield Distribution(nature, reverse("ouverture:jeu_fichier", args=[code, nature]))
    if api:
        yield _api(api)
    if ogc:
        yield _ogc(ogc)


def _fichiers_plateformes(nom: str, api: str) -> Iterable[Distribution]:
    fichiers = [Distribution(n, reverse(nom, args=[n])) for n in ("csv", "json", "xlsx")]
    return [*fichiers, _api(api)]


def _charge(cle: str) -> datetime | None:
    return Referentiel.objects.filter(pk=cle).values_list("charge_le", flat=True).first()


def _dernier(objets: Any) -> datetime | None:
    derniere: datetime | None = objets.aggregate(d=Max("modifie_le"))["d"]
    return derniere


def _tenus(objets: Callable[[], Any]) -> dict[str, Any]:
    """How many rows people keep, and when one last changed."""
    return {"compter": lambda: objets().count(), "dater": lambda: _dernier(objets())}


def _officiels(objets: Callable[[], Any], lire: Callable[[Any], Any]) -> dict[str, Any]:
    """What the rows of the official code have alike."""
    return {
        "theme": "REGI",
        "frequence": "ANNUAL",
        "source": "Code officiel géographique de l’Insee, diffusé par Etalab",
        "compter": lambda: objets().count(),
        "dater": partial(_charge, "cog"),
        "lignes": lambda: lire(objets()),
    }


def _communes() -> Any:
    return Commune.objects.actuelles().order_by("pk")


def _territoires() -> Any:
    return territoires_publics().filter(actif=True).order_by("nature", "code")


@lru_cache(maxsize=1)
def jeux() -> dict[str, Jeu]:
    """Return the sets by their code; nothing is counted nor read until asked."""
    tous = (
        Jeu(
            code="acteurs",
            titre="Acteurs de l’économie sociale et solidaire et des territoires",
            description="Annuaire national tenu par les collectivités et les réseaux de l’ESS\u00a0: "
            "identité, activité, thèmes, adresse et position. Aucune personne n’y figure.",
            champs=CHAMPS,
            mots=("ESS", "annuaire", "association", "coopérative", "SIRET"),
            theme="SOCI",
            frequence="DAILY",
            source="Répertoire Sirene, RNA, listes officielles de l’ESS, saisie des territoires",
            compter=_compter_acteurs,
            dater=_dater_acteurs,
            distributions=_fichiers_acteurs,
            lieux=True,
            page=reverse("acteurs:liste"),
        ),
        Jeu(
            code="relations",
            titre="Relations entre acteurs",
            description="Qui travaille avec qui\u00a0: coopérations, adhésions, fournitures, "
            "hébergements, financements, partages. Seules les relations publiques y figurent.",
            champs=CHAMPS_RELATION,
            mots=("coopération", "réseau", "ESS"),
            theme="SOCI",
            frequence="CONT",
            source="Déclarations des organisations du territoire",
            **_tenus(Relation.objects.publiques),
            distributions=partial(_fichiers, "relations", "csv", "json"),
            lignes=lire_relations,
        ),
        Jeu(
            code="plateformes",
            titre="Plateformes de l’économie sociale et solidaire",
            description="Catalogue des plateformes numériques solidaires\u00a0: services, "
            "gouvernance, modèle économique, alternatives.",
            champs=champs_plateforme(),
            mots=("plateforme", "numérique", "commun", "coopérative"),
            theme="TECH",
            frequence="CONT",
            source="Fiches tenues par les réseaux de l’ESS, relues et sourcées",
            **_tenus(Plateforme.objects.publiees),
            distributions=partial(_fichiers_plateformes, "plateformes:donnees", "plateformes"),
            page=reverse("plateformes:liste"),
        ),
        Jeu(
            code="usages",
            titre="Usages des plateformes par les territoires",
            description="Qui se sert de quelle plateforme, depuis quand, avec quels résultats.",
            champs=champs_usage(),
            mots=("plateforme", "usage", "collectivité"),
            theme="TECH",
            frequence="CONT",
            source="Déclarations des organisations, confirmées par un réseau",
            **_tenus(UsageTerritoire.objects.publics),
            distributions=partial(_fichiers_plateformes, "plateformes:usages_donnees", "usages"),
            page=reverse("plateformes:usages"),
        ),
        Jeu(
            code="filieres",
            titre="Filières territoriales publiques",
            description="Chaînes de valeur et écosystèmes que leurs équipes ont rendus publics.",
            champs=CHAMPS_FILIERE,
            mots=("filière", "chaîne de valeur", "circuit court"),
            theme="ECON",
            frequence="CONT",
            source="Équipes des filières",
            **_tenus(Filiere.objects.publiques),
            distributions=partial(_fichiers, "filieres", "csv", "json"),
            lignes=lire_filieres,
            page=reverse("filieres:accueil"),
        ),
        Jeu(
            code="communes",
            titre="Communes",
            description="Communes en vigueur, avec leur département, leur région, leurs codes "
            "postaux, leur population et leur centre.",
            champs=CHAMPS_COMMUNE,
            mots=("commune", "COG", "Insee"),
            **_officiels(_communes, lire_communes),
            distributions=partial(
                _fichiers, "communes", "csv", "geojson", api="communes", ogc="communes"
            ),
            lieux=True,
        ),
        Jeu(
            code="territoires",
            titre="Territoires",
            description="Intercommunalités, pays, parcs, départements et régions en vigueur.",
            champs=CHAMPS_TERRITOIRE,
            mots=("EPCI", "intercommunalité", "département", "région"),
            **_officiels(_territoires, lire_territoires),
            distributions=partial(
                _fichiers, "territoires", "csv", "json", api="territoires", ogc="territoires"
            ),
            page=reverse("territoires:liste"),
        ),
        Jeu(
            code="thematiques",
            titre="Thèmes",
            description="Vocabulaire des thèmes qui classent acteurs, filières et plateformes.",
            champs=CHAMPS_THEME,
            mots=("thème", "vocabulaire"),
            theme="SOCI",
            frequence="IRREG",
            source="Terreau",
            compter=Thematique.objects.count,
            dater=lambda: None,
            distributions=partial(_fichiers, "thematiques", "csv", "json", api="thematiques"),
            lignes=lambda: iter(lire_thematiques()),
        ),
    )
    return {jeu.code: jeu for jeu in tous}
