"""Who has been heard, and who has not: kinds of actors, themes, communes (constant queries)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q

from acteurs.models import Acteur, Thematique, TypeActeur
from diagnostics.models import Diagnostic, Entretien, Reponse

COMMUNES_MONTREES: Final = 12
"""Communes never heard that get their own row, the most populated first; the others are named."""


@dataclass(frozen=True)
class LigneCouverture:
    """One kind, theme or commune: how many interviews held and planned, how many actors known."""

    code: str
    libelle: str
    entendus: int
    prevus: int
    connus: int = 0

    @property
    def etat(self) -> str:
        """Heard, planned, or never."""
        if self.entendus:
            return "entendu"
        return "prevu" if self.prevus else "jamais"


@dataclass(frozen=True)
class Volet:
    """One way to look at it, and what is missing."""

    cle: str
    titre: str
    lignes: tuple[LigneCouverture, ...]
    restantes: tuple[LigneCouverture, ...] = ()
    total: int = 0
    comptes: dict[str, int] = field(default_factory=dict)

    @property
    def maximum(self) -> int:
        """The longest bar."""
        return max((x.entendus + x.prevus for x in self.lignes), default=0)


def _volet(cle: str, titre: str, lignes: list[LigneCouverture], montrees: int = 0) -> Volet:
    etats = [x.etat for x in lignes]
    coupe = len(lignes) - etats.count("jamais") + montrees if montrees else len(lignes)
    return Volet(
        cle,
        titre,
        tuple(lignes[:coupe]),
        tuple(lignes[coupe:]),
        len(lignes),
        {e: etats.count(e) for e in ("entendu", "prevu", "jamais")},
    )


def lire_couverture(diagnostic: Diagnostic) -> list[Volet]:
    """Return the three views: what was held, what is planned, what nobody has told yet.

    An interview tells about the kind of its actor; about the themes of its grid, of the
    questions answered and of its actor; about its commune, else its actor's.
    """
    rencontres = list(
        diagnostic.entretiens.exclude(nature=Entretien.Nature.DOCUMENT)
        .exclude(statut=Entretien.Statut.ANNULE)
        .values(
            "pk",
            "statut",
            "acteur_id",
            "acteur__type_id",
            "acteur__commune_id",
            "commune_id",
            "grille__grille__thematique_id",
        )
    )
    themes = _themes(diagnostic, rencontres)
    return [
        _volet("types", "Types d’acteurs", _par_type(diagnostic, rencontres)),
        _volet("themes", "Thèmes", _par_theme(diagnostic, rencontres, themes)),
        _volet("communes", "Communes", _par_commune(diagnostic, rencontres), COMMUNES_MONTREES),
    ]


def _compter(
    rencontres: Iterable[dict[str, Any]], cles: Any
) -> tuple[dict[Any, int], dict[Any, int]]:
    """Count held and planned interviews by what ``cles`` returns for each."""
    entendus: dict[Any, int] = defaultdict(int)
    prevus: dict[Any, int] = defaultdict(int)
    for r in rencontres:
        compte = entendus if r["statut"] == Entretien.Statut.REALISE else prevus
        for cle in cles(r):
            compte[cle] += 1
    return entendus, prevus


def _par_type(diagnostic: Diagnostic, rencontres: list[Any]) -> list[LigneCouverture]:
    entendus, prevus = _compter(rencontres, lambda r: filter(None, [r["acteur__type_id"]]))
    connus = dict(
        diagnostic.acteurs.exclude(statut=Acteur.Statut.ARCHIVE)
        .order_by()
        .values_list("type")
        .annotate(n=Count("pk"))
    )
    return [
        LigneCouverture(t.pk, t.libelle, entendus[t.pk], prevus[t.pk], connus.get(t.pk, 0))
        for t in TypeActeur.objects.filter(parent=None)
    ]


def _themes(diagnostic: Diagnostic, rencontres: list[Any]) -> dict[int, set[str]]:
    """Return the themes each interview tells about."""
    par_entretien: dict[int, set[str]] = defaultdict(set)
    repondues = (
        Reponse.objects.filter(entretien__diagnostic=diagnostic)
        .exclude(texte="", valeur="")
        .exclude(question__thematique=None)
        .values_list("entretien_id", "question__thematique_id")
        .distinct()
    )
    for entretien, theme in repondues:
        par_entretien[entretien].add(theme)
    par_acteur: dict[int, set[str]] = defaultdict(set)
    liens = Acteur.thematiques.through.objects.filter(
        acteur_id__in={r["acteur_id"] for r in rencontres if r["acteur_id"]}
    ).values_list("acteur_id", "thematique_id")
    for acteur, theme in liens:
        par_acteur[acteur].add(theme)
    for r in rencontres:
        if r["grille__grille__thematique_id"]:
            par_entretien[r["pk"]].add(r["grille__grille__thematique_id"])
        par_entretien[r["pk"]] |= par_acteur.get(r["acteur_id"], set())
    return par_entretien


def _par_theme(
    diagnostic: Diagnostic, rencontres: list[Any], themes: dict[int, set[str]]
) -> list[LigneCouverture]:
    entendus, prevus = _compter(rencontres, lambda r: themes.get(r["pk"], ()))
    connus = dict(
        Acteur.thematiques.through.objects.filter(acteur__diagnostics=diagnostic)
        .values_list("thematique_id")
        .annotate(n=Count("acteur", distinct=True))
    )
    return [
        LigneCouverture(t.pk, t.libelle, entendus[t.pk], prevus[t.pk], connus.get(t.pk, 0))
        for t in Thematique.objects.all()
    ]


def _par_commune(diagnostic: Diagnostic, rencontres: list[Any]) -> list[LigneCouverture]:
    entendus, prevus = _compter(
        rencontres, lambda r: filter(None, [r["commune_id"] or r["acteur__commune_id"]])
    )
    communes: Any = diagnostic.territoire.communes.annotate(
        connus=Count("acteurs", filter=Q(acteurs__diagnostics=diagnostic), distinct=True)
    ).order_by("nom")
    lignes = [
        (c.population or 0, LigneCouverture(c.pk, c.nom, entendus[c.pk], prevus[c.pk], c.connus))
        for c in communes
    ]
    rangs = {"entendu": 0, "prevu": 1, "jamais": 2}
    return [x for _, x in sorted(lignes, key=lambda p: (rangs[p[1].etat], -p[0], p[1].libelle))]
