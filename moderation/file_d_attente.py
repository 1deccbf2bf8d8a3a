"""The queue: contributions and what registers propose, as one list, filtered, oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value

from acteurs.criteres import choisir_territoire
from acteurs.models import PropositionOfficielle
from acteurs.mots_des_champs import VIDE
from acteurs.services.propositions import (
    Changement,
    dire_changements,
    propositions_de,
    propositions_decidees_de,
)
from moderation.doublons import compter_semblables
from moderation.ecarts import Ecart, dresser_ecarts
from moderation.models import Contribution
from moderation.models.contributions import ContributionQuerySet
from moderation.portee import PARTOUT, contributions_de, dans
from moderation.provenances import Provenance, provenances
from territoires.models import Territoire

PAR_PAGE: Final = 20
NATURES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "nouvelle": (("nouvelle",), ()),
    "correction": (("correction",), ("modification",)),
    "demenagement": ((), ("demenagement",)),
    "fermeture": (("fermeture",), ("fermeture",)),
}
"""Choice → natures of contributions, natures of what registers propose."""
ETATS: Final = ("", "moi", "question", "decidees")


@dataclass(frozen=True)
class Filtre:
    """What the address asks for; anything it does not understand asks for nothing."""

    etat: str = ""
    quoi: str = ""
    de: str = ""
    acteur: str = ""
    territoires: tuple[Territoire, ...] = ()
    """Nothing: everywhere."""

    @classmethod
    def lire(cls, parametres: Mapping[str, Any], siens: Sequence[Territoire]) -> "Filtre":
        """Read an address; without a territory, those the user looks after."""

        def choix(nom: str, permis: Any) -> str:
            valeur = str(parametres.get(nom, ""))
            return valeur if valeur in permis else ""

        demande = str(parametres.get("territoire", ""))
        choisi = choisir_territoire(demande)
        acteur = str(parametres.get("acteur", ""))
        # One entry is looked at whole, wherever it is.
        partout = demande == PARTOUT or bool(acteur)
        return cls(
            etat=choix("etat", ETATS),
            quoi=choix("quoi", NATURES),
            de=choix("de", ("public", "structure", "registre")),
            acteur=acteur,
            territoires=(choisi,) if choisi else () if partout else tuple(siens),
        )


@dataclass(frozen=True)
class Dossier:
    """One proposal of the list, of either kind."""

    cle: str
    objet: Any
    est_contribution: bool
    nom: str
    lignes: Sequence[tuple[Ecart | Changement, Provenance | None]]
    """What changes, and where the value of the entry comes from."""
    semblables: int = 0
    decidable: bool = True


@dataclass(frozen=True)
class File:
    """A page of the queue."""

    page: Page[Any]
    dossiers: list[Dossier]


def contributions_filtrees(utilisateur: Any, filtre: Filtre) -> ContributionQuerySet:
    """Return the contributions a filter keeps."""
    if filtre.de == "registre":
        return Contribution.objects.none()
    siennes = contributions_de(utilisateur)
    resultat = siennes.decidees() if filtre.etat == "decidees" else siennes.en_attente()
    if filtre.etat == "question":
        resultat = resultat.filter(etat=Contribution.Etat.QUESTION)
    elif filtre.etat == "moi":
        resultat = resultat.filter(attribuee_a=utilisateur)
    if filtre.quoi:
        resultat = resultat.filter(nature__in=NATURES[filtre.quoi][0])
    if filtre.de == "structure":
        resultat = resultat.filter(origine=Contribution.Origine.TENUE)
    elif filtre.de == "public":
        resultat = resultat.exclude(origine=Contribution.Origine.TENUE)
    if filtre.acteur:
        resultat = resultat.filter(acteur__reference=filtre.acteur)
    if filtre.territoires:
        resultat = resultat.filter(dans("commune", filtre.territoires))
    return resultat


def officielles_filtrees(utilisateur: Any, filtre: Filtre) -> QuerySet[PropositionOfficielle]:
    """Return what registers propose that a filter keeps."""
    if filtre.etat == "question" or filtre.de in {"public", "structure"}:
        return PropositionOfficielle.objects.none()
    lire = propositions_decidees_de if filtre.etat == "decidees" else propositions_de
    resultat = lire(utilisateur)
    if filtre.etat == "moi":
        resultat = resultat.filter(attribuee_a=utilisateur)
    if filtre.quoi:
        resultat = resultat.filter(nature__in=NATURES[filtre.quoi][1])
    if filtre.acteur:
        resultat = resultat.filter(acteur__reference=filtre.acteur)
    if filtre.territoires:
        resultat = resultat.filter(dans("acteur__commune", filtre.territoires))
    return resultat


def compter(utilisateur: Any, filtre: Filtre) -> int:
    """Return how many proposals a filter keeps."""
    return (
        contributions_filtrees(utilisateur, filtre).count()
        + officielles_filtrees(utilisateur, filtre).count()
    )


class _Comptees(Paginator):
    """Pages of rows counted already: each kind apart is counted faster than their union."""

    def __init__(self, rangs: Any, par_page: int, *, nombre: int) -> None:
        super().__init__(rangs, par_page)
        self.count = nombre


def lire_file(utilisateur: Any, filtre: Filtre, numero: Any) -> File:
    """Return a page of the queue: oldest first; once decided, last decided first."""
    decidees = filtre.etat == "decidees"
    quand = "decidee_le" if decidees else "cree_le"
    cles = [
        requete.order_by()
        .annotate(quand=F(quand), genre=Value(genre, CharField()))
        .values_list("quand", "genre", "pk")
        for genre, requete in (
            ("c", contributions_filtrees(utilisateur, filtre)),
            ("r", officielles_filtrees(utilisateur, filtre)),
        )
    ]
    ordre = ("-quand", "genre", "-pk") if decidees else ("quand", "genre", "pk")
    toutes = cles[0].union(cles[1], all=True).order_by(*ordre)
    page = _Comptees(toutes, PAR_PAGE, nombre=compter(utilisateur, filtre)).get_page(numero)
    return File(page, _charger(utilisateur, [(genre, pk) for _, genre, pk in page.object_list]))


def lignes_de(
    ecarts: Sequence[Ecart] | Sequence[Changement], origines: Mapping[str, Provenance]
) -> list[tuple[Ecart | Changement, Provenance | None]]:
    """Return each change with where the value of the entry comes from, when it has one."""
    return [(e, origines.get(e.cle) if e.avant not in ("", VIDE) else None) for e in ecarts]


def _charger(utilisateur: Any, cles: Sequence[tuple[str, int]]) -> list[Dossier]:
    contributions = (
        Contribution.objects.filter(pk__in=[pk for g, pk in cles if g == "c"])
        .select_related(
            "acteur__commune", "acteur__type", "acteur__organisation", "commune", "auteur",
            "organisation", "attribuee_a", "decidee_par",
        )
        .prefetch_related("acteur__thematiques")
    )  # fmt: skip
    par_cle: dict[tuple[str, int], Dossier] = {}
    ecarts = dresser_ecarts(contributions)
    officielles = dire_changements(
        PropositionOfficielle.objects.filter(pk__in=[pk for g, pk in cles if g == "r"])
        .select_related(
            "acteur__commune", "acteur__type", "acteur__organisation", "travail", "decidee_par",
            "attribuee_a",
        )
        .prefetch_related("acteur__thematiques")
    )  # fmt: skip
    origines = provenances(
        [(c.acteur, c.valeurs) for c in contributions if c.acteur is not None and c.attend]
        + [(o.acteur, o.valeurs) for o, _ in officielles if o.attend]
    )
    semblables = compter_semblables(contributions)
    for c in contributions:
        par_cle["c", c.pk] = Dossier(
            cle=f"c-{c.reference}",
            objet=c,
            est_contribution=True,
            nom=c.nom,
            lignes=lignes_de(ecarts[c.pk], origines.get(c.acteur_id or 0, {})),
            semblables=semblables.get(c.pk, 0),
            decidable=c.attend and utilisateur.has_perm("moderation.decider", c),
        )
    for officielle, changements in officielles:
        par_cle["r", officielle.pk] = Dossier(
            cle=f"r-{officielle.reference}",
            objet=officielle,
            est_contribution=False,
            nom=officielle.acteur.nom,
            lignes=lignes_de(changements, origines.get(officielle.acteur_id, {})),
            decidable=officielle.attend,
        )
    return [par_cle[cle] for cle in cles if cle in par_cle]
