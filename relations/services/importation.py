"""Read a spreadsheet of relations: what it would add is shown first, every rejected row is told.

A file only adds: rows already known are counted, never changed. An import is undone as a whole,
except what somebody changed since. Its rows of history name it: nothing else is kept of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Min
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from acteurs.importers.tableurs import Rejet, Tableau, deviner_colonnes
from acteurs.models import Acteur
from acteurs.services.references import suivre_tous
from relations.models import Relation
from relations.natures import COURTS, Sens, est_symetrique, sens_possibles
from socle.contraintes import verifier_sans_requete
from socle.modeles import reference_courte
from socle.texte import normaliser

GENRE: Final = "relations"
RAISON: Final = "Import "
COLONNES: Final = {
    "premier": "Premier acteur",
    "fiche_premier": "Fiche du premier",
    "relation": "Relation",
    "second": "Second acteur",
    "fiche_second": "Fiche du second",
    "precision": "Précision",
    "periode": "Période",
    "depuis": "Depuis (année)",
    "jusqu_a": "Jusqu’à (année)",
    "source": "Source",
    "visibilite": "Visibilité",
}
_SYNONYMES: Final = {
    "acteur": "premier", "acteur 1": "premier", "de": "premier", "depart": "premier",
    "acteur 2": "second", "vers": "second", "arrivee": "second", "avec": "second",
    "type": "relation", "nature": "relation", "lien": "relation",
    "siret du premier": "fiche_premier", "siret du second": "fiche_second",
    "depuis": "depuis", "jusqu a": "jusqu_a", "ce qu ils font ensemble": "precision",
}  # fmt: skip
_ANNEES: Final = re.compile(r"\d{4}")
_CITEES: Final = 8


@dataclass(frozen=True)
class Proposition:
    """A row that would be added."""

    ligne: int
    relation: Relation

    @property
    def dit(self) -> str:
        """What it says besides its ends and its nature."""
        suite = (self.relation.periode, self.relation.precision, self.relation.source)
        reserve = "" if self.relation.est_publique else "réservée à vos membres"
        return " · ".join(mot for mot in (*suite, reserve) if mot)


@dataclass
class Apercu:
    """What a file would do with these columns."""

    propositions: list[Proposition] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    deja: int = 0
    """Rows that the directory says already."""


@dataclass(frozen=True)
class Import:
    """An import that somebody made."""

    jeton: str
    le: Any
    nombre: int


def deviner(tableau: Tableau) -> list[str]:
    """Guess what each column is."""
    connues = {**_SYNONYMES, **{normaliser(v): k for k, v in COLONNES.items()}}
    return deviner_colonnes(tableau.entetes, connues)


# ── Understanding ───────────────────────────────────────────────────────────
def preparer(
    *, tableau: Tableau, colonnes: list[str], utilisateur: Any, organisation: Any
) -> Apercu:
    """Say what a file would add when its columns mean ``colonnes``; nothing is written.

    Raises:
        ValidationError: a column is missing, or chosen twice.
    """
    choisies = [c for c in colonnes if c]
    if len(set(choisies)) != len(choisies):
        raise ValidationError("Deux colonnes du fichier désignent la même chose\u00a0: choisissez.")
    manquent = [
        COLONNES[nom]
        for nom, fiche in (
            ("premier", "fiche_premier"), ("relation", "relation"), ("second", "fiche_second"),
        )
        if not {nom, fiche} & set(choisies)
    ]  # fmt: skip
    if manquent:
        raise ValidationError(f"Dites quelle colonne est\u00a0: {', '.join(manquent)}.")
    apercu = Apercu(
        ignorees=[e for e, c in zip(tableau.entetes, colonnes, strict=False) if not c and e]
    )
    rangees = [
        (n, {c: v for c, v in zip(colonnes, cellules, strict=False) if c and v})
        for n, cellules in tableau.lignes
    ]
    lecteur = _Lecteur((r for _, r in rangees), utilisateur, organisation)
    for numero, rangee in rangees:
        if not rangee:
            continue
        try:
            relation = lecteur.lire(rangee)
        except ValidationError as erreur:
            extrait = " · ".join(rangee.values())
            apercu.rejets.append(Rejet(numero, " ".join(erreur.messages), extrait[:100]))
        else:
            if relation is None:
                apercu.deja += 1
            else:
                apercu.propositions.append(Proposition(numero, relation))
    return apercu


class _Lecteur:
    """Reads rows; actors and relations known are read before the first one, all at once."""

    def __init__(
        self, rangees: Iterable[Mapping[str, str]], utilisateur: Any, organisation: Any
    ) -> None:
        self.organisation = organisation
        self.sens: dict[str, Sens] = {}
        for sens in sens_possibles():
            for mot in (sens.libelle, sens.code, "" if sens.inverse else COURTS[sens.nature]):
                self.sens.setdefault(normaliser(mot), sens)
        dits = {
            r[c] for r in rangees for c in ("premier", "second", "fiche_premier", "fiche_second")
            if c in r
        }  # fmt: skip
        self._retenir(dits, utilisateur)
        cles = sorted(self.connus)
        lus = Relation.objects.actives().filter(depart__in=cles, arrivee__in=cles).order_by()
        self.prises = {
            _cle(depart, arrivee, nature)
            for depart, arrivee, nature, visibilite, maison in lus.values_list(
                "depart", "arrivee", "nature", "visibilite", "organisation"
            )
            # What another organisation keeps to itself must not be guessed.
            if visibilite == Relation.Visibilite.PUBLIC
            or (organisation and maison == organisation.pk)
        }
        self.vues: set[tuple[Any, ...]] = set()

    def _retenir(self, dits: set[str], utilisateur: Any) -> None:
        self.anciennes = suivre_tous(dits)
        numeros = {d.replace(" ", "") for d in dits}
        lisibles = Acteur.objects.visibles_par(utilisateur).exclude(statut="archive").order_by("pk")
        self.connus: dict[int, Acteur] = {}
        self.par_identite: dict[str, Acteur] = {}
        self.par_nom: dict[str, set[int]] = {}
        references = {*dits, *self.anciennes.values()}
        noms = {normaliser(d)[:300] for d in dits}
        for champ, valeurs in (
            ("reference", references),
            ("siret", {n for n in numeros if n.isdecimal()}),
            ("nom_seul", noms),
        ):
            for acteur in lisibles.filter(**{f"{champ}__in": valeurs - {""}}):
                self.connus[acteur.pk] = acteur
                if champ == "nom_seul":
                    self.par_nom.setdefault(acteur.nom_seul, set()).add(acteur.pk)
                else:
                    self.par_identite[getattr(acteur, champ)] = acteur

    def lire(self, rangee: Mapping[str, str]) -> Relation | None:
        """Return the relation a row adds; None when it is known already.

        Raises:
            ValidationError: it cannot be written: why, and what to do.
        """
        dit = rangee.get("relation", "")
        sens = self.sens.get(normaliser(dit)) if dit else None
        if sens is None:
            exemples = ", ".join(s.libelle for s in sens_possibles()[:3])
            raise ValidationError(
                f"Relation «\u00a0{dit[:60]}\u00a0» inconnue\u00a0: écrivez {exemples}…"
            )
        bouts = [self._acteur(rangee, cote) for cote in ("premier", "second")]
        depart, arrivee = reversed(bouts) if sens.inverse else bouts
        relation = Relation(
            depart=depart,
            arrivee=arrivee,
            nature=sens.nature,
            precision=rangee.get("precision", ""),
            source=rangee.get("source", ""),
            visibilite=_visibilite(rangee.get("visibilite", "")),
            organisation=self.organisation,
            **_annees(rangee),
        )
        if self.organisation is None and not relation.est_publique:
            raise ValidationError("Sans organisation, une relation ne peut être que publique.")
        verifier_sans_requete(relation)
        cle = _cle(relation.depart_id, relation.arrivee_id, relation.nature)
        if cle in self.prises:
            return None
        if cle in self.vues:
            raise ValidationError("Déjà plus haut dans le fichier.")
        self.vues.add(cle)
        return relation

    def _acteur(self, rangee: Mapping[str, str], cote: str) -> Acteur:
        fiche, nom = rangee.get(f"fiche_{cote}", ""), rangee.get(cote, "")
        for dit in (fiche, nom):
            identite = self.anciennes.get(dit, dit).replace(" ", "")
            if identite in self.par_identite:
                return self.par_identite[identite]
        quel = COLONNES[cote].lower()
        if fiche:
            raise ValidationError(
                f"Aucune fiche «\u00a0{fiche[:40]}\u00a0» pour le {quel}\u00a0: vérifiez la "
                "référence ou le SIRET."
            )
        homonymes = self.par_nom.get(normaliser(nom)[:300], set())
        if not homonymes:
            raise ValidationError(
                f"Le {quel} «\u00a0{nom[:60]}\u00a0» n’est pas dans l’annuaire sous ce nom\u00a0: "
                "proposez sa fiche, ou donnez sa référence ou son SIRET."
            )
        if len(homonymes) > 1:
            raise ValidationError(
                f"{len(homonymes)} fiches s’appellent «\u00a0{nom[:60]}\u00a0»\u00a0: donnez la "
                "référence ou le SIRET de la bonne."
            )
        return self.connus[next(iter(homonymes))]


def _cle(depart: int, arrivee: int, nature: str) -> tuple[Any, ...]:
    bouts = sorted((depart, arrivee)) if est_symetrique(nature) else (depart, arrivee)
    return (*bouts, nature)


def _visibilite(dit: str) -> str:
    mot = normaliser(dit)
    if mot in {"", "publique", "public", "tout le monde"}:
        return Relation.Visibilite.PUBLIC
    if mot in {"membres", "reservee", "les membres de mon organisation"}:
        return Relation.Visibilite.MEMBRES
    raise ValidationError(
        f"Visibilité «\u00a0{dit[:40]}\u00a0» inconnue\u00a0: écrivez publique ou membres."
    )


def _annees(rangee: Mapping[str, str]) -> dict[str, int | None]:
    """Read the years, from their columns or from « de 2018 à 2021 », as our exports write it."""
    annees: dict[str, int | None] = {"depuis": None, "jusqu_a": None}
    for nom in annees:
        if dit := rangee.get(nom, ""):
            if not _ANNEES.fullmatch(dit):
                raise ValidationError(
                    f"{COLONNES[nom]}\u00a0: «\u00a0{dit[:20]}\u00a0» n’est pas une année."
                )
            annees[nom] = int(dit)
    if periode := rangee.get("periode", ""):
        trouvees = [int(a) for a in _ANNEES.findall(periode)]
        if len(trouvees) == 2:  # noqa: PLR2004
            annees = {"depuis": trouvees[0], "jusqu_a": trouvees[1]}
        elif len(trouvees) == 1:
            fin = normaliser(periode).startswith("jusqu")
            annees["jusqu_a" if fin else "depuis"] = trouvees[0]
        else:
            raise ValidationError(
                f"Période «\u00a0{periode[:40]}\u00a0» incomprise\u00a0: écrivez «\u00a0depuis "
                "2019\u00a0» ou «\u00a0de 2015 à 2020\u00a0»."
            )
    return annees


# ── Writing, undoing ────────────────────────────────────────────────────────
@transaction.atomic
def importer(
    *, tableau: Tableau, colonnes: list[str], organisation: Any, par: Any
) -> tuple[str, int, list[Rejet]]:
    """Add the relations of a file, all or none; return the name of the import, how many, the rest.

    Raises:
        ValidationError: a column is missing, or somebody entered one of them meanwhile.
    """
    apercu = preparer(
        tableau=tableau, colonnes=colonnes, utilisateur=par, organisation=organisation
    )
    jeton = reference_courte()
    neuves = [p.relation for p in apercu.propositions]
    try:
        with transaction.atomic():
            bulk_create_with_history(
                neuves,
                Relation,
                batch_size=200,
                default_user=par,
                default_change_reason=f"{RAISON}{jeton}",
            )
    except IntegrityError:
        raise ValidationError(
            "Quelqu’un vient d’ajouter une de ces relations\u00a0: relisez l’aperçu."
        ) from None
    return jeton, len(neuves), apercu.rejets


def imports_de(utilisateur: Any) -> list[Import]:
    """Return the last imports of somebody that still have something to undo."""
    lignes = (
        Relation.history.filter(
            history_user=utilisateur, history_type="+", history_change_reason__startswith=RAISON
        )
        .filter(id__in=Relation.objects.actives().filter(version=1).order_by().values("pk"))
        .order_by()
        .values("history_change_reason")
        .annotate(nombre=Count("id"), le=Min("history_date"))
        .order_by("-le")[:_CITEES]
    )
    return [
        Import(ligne["history_change_reason"].removeprefix(RAISON), ligne["le"], ligne["nombre"])
        for ligne in lignes
    ]


@transaction.atomic
def annuler(*, jeton: str, par: Any) -> tuple[int, int]:
    """Withdraw the relations of one's import; return how many, and how many changed since.

    Raises:
        ValidationError: this person made no such import.
    """
    siennes = Relation.history.filter(
        history_user=par, history_type="+", history_change_reason=f"{RAISON}{jeton}"
    )
    cles = list(siennes.values_list("id", flat=True))
    if not jeton or not cles:
        raise ValidationError("Cet import n’est pas le vôtre, ou n’existe pas.")
    actives = list(Relation.objects.select_for_update().filter(pk__in=cles).actives())
    retirees = [relation for relation in actives if relation.version == 1]
    for relation in retirees:
        relation.etat, relation.motif = Relation.Etat.RETIREE, "Import annulé"
        relation.version += 1
        relation.modifie_le = timezone.now()
    if retirees:
        bulk_update_with_history(
            retirees,
            Relation,
            ["etat", "motif", "version", "modifie_le"],
            batch_size=200,
            default_user=par,
            default_change_reason="Import annulé",
        )
    return len(retirees), len(actives) - len(retirees)
