"""News: what happened to the actors of a scope between two moments.

Read from what is already written, once per pair of moments for everybody:

| news | read from |
|---|---|
| new actor | entries created since (found by their number), or published since (history) |
| closed actor | history; closings that a register applied by itself |
| joined entry | history, and the reference kept for it |
| changed entry | history: what differs between before and now; moves a register applied |
| relation | public relations entered since |

Entries that only their organisation sees are no news, nor what changed in them before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import capfirst

from acteurs.models import (
    Acteur,
    PropositionOfficielle,
    ReferenceFusionnee,
    historique_des_themes,
)
from acteurs.services.fiches import CHAMPS_SAISIS
from alertes.models import Jalon
from alertes.perimetre import Perimetre
from relations.models import Relation
from relations.natures import dire

TOUCHES_MAX: Final = 20_000
"""Changes looked at between two moments, the latest ones."""
DITES_MAX: Final = 60
"""News told at once."""
MARGE: Final = timedelta(days=1)
"""A load may end after entries younger than its own: numbers are trusted a day later."""
TUS: Final = {"lon", "lat", "precision", "statut", "date_source"}
"""Fields whose change is told by others, or is no news."""
PUBLIE, ARCHIVE = Acteur.Statut.PUBLIE.value, Acteur.Statut.ARCHIVE.value


@dataclass(frozen=True)
class Nouvelle:
    """Something that happened to an actor, in words."""

    acteur: Acteur
    nature: str
    """« nouveau », « ferme », « reuni », « change » or « relation »."""
    quand: datetime
    texte: str

    @property
    def cle(self) -> str:
        """Stable identity, for feeds."""
        return f"{self.acteur.reference}-{self.nature}-{self.quand:%Y%m%dT%H%M%S}"


LIBELLES: Final = {
    "nouveau": "Nouveaux acteurs",
    "ferme": "Fermetures",
    "reuni": "Fiches réunies",
    "change": "Fiches modifiées",
    "relation": "Nouvelles relations",
}


PREMIERES: Final = 8
"""News of one kind shown at once; the others are folded."""


@dataclass(frozen=True)
class Groupe:
    """The news of one kind."""

    cle: str
    libelle: str
    nombre: int
    nouvelles: list[Nouvelle]

    @property
    def premieres(self) -> list[Nouvelle]:
        """Those shown at once."""
        return self.nouvelles[:PREMIERES]

    @property
    def suite(self) -> list[Nouvelle]:
        """Those folded."""
        return self.nouvelles[PREMIERES:]


@dataclass
class Bulletin:
    """The news of one scope."""

    nouvelles: list[Nouvelle] = field(default_factory=list)
    """The latest first."""
    davantage: bool = False
    """Whether more happened than is told."""
    nouveaux: int = 0
    """How many actors are new, all counted."""

    def __bool__(self) -> bool:
        return bool(self.nouvelles)

    @property
    def groupes(self) -> list["Groupe"]:
        """The news by kind; new actors are all counted, whatever is told of them."""
        groupes = []
        for cle, libelle in LIBELLES.items():
            siennes = [n for n in self.nouvelles if n.nature == cle]
            if siennes:
                nombre = max(len(siennes), self.nouveaux if cle == "nouveau" else 0)
                groupes.append(Groupe(cle, libelle, nombre, siennes))
        return groupes


class Periode:
    """What was touched between two moments, read once and shared by every alert."""

    def __init__(self, depuis: datetime, jusqu_a: datetime) -> None:
        self.depuis = depuis
        self.jusqu_a = jusqu_a

    def _dans(self, champ: str) -> Q:
        return Q(**{f"{champ}__gt": self.depuis, f"{champ}__lte": self.jusqu_a})

    @cached_property
    def premiere_fiche(self) -> int:
        """Number above which entries may be new."""
        jour = timezone.localdate(self.depuis - MARGE)
        jalon = Jalon.objects.filter(jour__lte=jour).order_by("-jour").first()
        return jalon.dernier if jalon else 0

    @cached_property
    def touchees(self) -> dict[int, datetime]:
        """Actor → when its history last moved."""
        lignes = Acteur.history.filter(self._dans("history_date")).order_by("-history_date")
        dernieres: dict[int, datetime] = {}
        for pk, quand in lignes.values_list("id", "history_date")[:TOUCHES_MAX]:
            dernieres.setdefault(pk, quand)
        return dernieres

    @cached_property
    def appliquees(self) -> dict[int, PropositionOfficielle]:
        """Actor → what a register changed by itself, without history."""
        lignes = (
            PropositionOfficielle.objects.filter(
                self._dans("decidee_le"),
                etat=PropositionOfficielle.Etat.ACCEPTEE,
                decidee_par=None,
            )
            .order_by("-decidee_le")
            .only("acteur", "nature", "decidee_le", "motif")[:TOUCHES_MAX]
        )
        return {ligne.acteur_id: ligne for ligne in reversed(list(lignes))}

    @cached_property
    def relations(self) -> dict[int, list[Relation]]:
        """Actor → public relations entered."""
        # Their ends are looked at afterwards: asked for in the query, they may be read first.
        liens = (
            Relation.objects.actives()
            .filter(self._dans("cree_le"), visibilite=Relation.Visibilite.PUBLIC)
            .select_related("depart", "arrivee")
            .order_by("-cree_le")[:TOUCHES_MAX]
        )
        par_acteur: dict[int, list[Relation]] = {}
        for lien in liens:
            if not lien.depart.statut == lien.arrivee.statut == PUBLIE:
                continue
            par_acteur.setdefault(lien.depart_id, []).append(lien)
            par_acteur.setdefault(lien.arrivee_id, []).append(lien)
        return par_acteur

    # ── One scope ───────────────────────────────────────────────────────────
    def lire(self, perimetre: Perimetre) -> Bulletin:
        """Return the news of a scope."""
        if perimetre.introuvable:
            return Bulletin()
        nouveaux = (
            perimetre.acteurs(index=False)
            .filter(self._dans("cree_le"), pk__gt=self.premiere_fiche)
            .exclude(statut=ARCHIVE)
            .order_by()
        )
        premiers = list(nouveaux.order_by("-pk").values_list("pk", flat=True)[: DITES_MAX + 1])
        nombre = len(premiers) if len(premiers) <= DITES_MAX else nouveaux.count()
        touchees = {
            **{pk: p.decidee_le or self.jusqu_a for pk, p in self.appliquees.items()},
            **self.touchees,
        }
        siennes = perimetre.parmi(list(touchees)) - set(premiers)
        recentes = sorted(siennes, key=lambda pk: touchees[pk], reverse=True)
        reliees = perimetre.parmi(list(self.relations))
        ids = {*premiers[:DITES_MAX], *recentes[:DITES_MAX], *reliees}
        acteurs = Acteur.objects.filter(pk__parmi=list(ids)).select_related("commune", "type")
        connus = {acteur.pk: acteur for acteur in acteurs}
        nouvelles = [
            Nouvelle(connus[pk], "nouveau", connus[pk].cree_le, _situer(connus[pk]))
            for pk in premiers[:DITES_MAX]
            if pk in connus
        ]
        nouvelles += _Passe(self, [connus[p] for p in recentes[:DITES_MAX] if p in connus]).dire()
        nouvelles += self._dire_relations(connus, reliees)
        nouvelles.sort(key=lambda n: (n.quand, n.acteur.pk), reverse=True)
        return Bulletin(
            nouvelles[:DITES_MAX],
            davantage=len(nouvelles) > DITES_MAX
            or len(premiers) > DITES_MAX
            or len(recentes) > DITES_MAX,
            nouveaux=nombre,
        )

    def _dire_relations(self, connus: dict[int, Acteur], ids: Iterable[int]) -> list[Nouvelle]:
        dites: set[int] = set()
        nouvelles = []
        for pk in ids:
            for lien in self.relations[pk]:
                if lien.pk in dites or pk not in connus:
                    continue
                dites.add(lien.pk)
                autre = lien.arrivee if lien.depart_id == pk else lien.depart
                texte = f"{dire(lien.nature, inverse=lien.arrivee_id == pk)} {autre.nom}"
                nouvelles.append(Nouvelle(connus[pk], "relation", lien.cree_le, texte))
        return nouvelles


def _situer(acteur: Acteur) -> str:
    return ", ".join(m for m in (acteur.type_affiche, _commune(acteur)) if m)


def _commune(acteur: Acteur) -> str:
    return acteur.commune.nom if acteur.commune else ""


class _Passe:
    """Tells what became of entries: their state before the period against the last one in it."""

    def __init__(self, periode: Periode, acteurs: list[Acteur]) -> None:
        self.periode = periode
        self.acteurs = acteurs
        ids = [acteur.pk for acteur in acteurs]
        siennes = Acteur.history.filter(id__in=ids, history_date__lte=periode.jusqu_a)
        self.avant = self._dernieres(siennes.filter(history_date__lte=periode.depuis))
        self.apres = self._dernieres(siennes.filter(history_date__gt=periode.depuis))
        creees = siennes.filter(history_date__gt=periode.depuis, history_type="+")
        self.creees = set(creees.values_list("id", flat=True))
        reunies = ReferenceFusionnee.objects.filter(reference__in=[a.reference for a in acteurs])
        self.themes = _themes([*self.avant.values(), *self.apres.values()])
        self.reunies = dict(reunies.values_list("reference", "acteur__nom"))

    @staticmethod
    def _dernieres(lignes: Any) -> dict[int, Any]:
        derniers = lignes.order_by().values("id").annotate(d=Max("history_id")).values("d")
        return {ligne.id: ligne for ligne in Acteur.history.filter(history_id__in=derniers)}

    def dire(self) -> list[Nouvelle]:
        """Return the news of these entries."""
        return [n for acteur in self.acteurs if (n := self._dire(acteur))]

    def _dire(self, acteur: Acteur) -> Nouvelle | None:
        avant, apres = self.avant.get(acteur.pk), self.apres.get(acteur.pk)
        officielle = self.periode.appliquees.get(acteur.pk)
        if apres is None:
            return self._dire_officielle(acteur, officielle)
        # Without an earlier row, an entry that was not created meanwhile came from a register.
        publiee = avant.statut == PUBLIE if avant else acteur.pk not in self.creees
        if apres.statut == PUBLIE:
            return self._dire_publiee(acteur, avant, apres, publiee=publiee)
        if apres.statut != ARCHIVE or not publiee:
            return None
        if acteur.reference in self.reunies:
            texte = f"Réunie à {self.reunies[acteur.reference]}"
            return Nouvelle(acteur, "reuni", apres.history_date, texte)
        texte = _commune(acteur) or "Retiré de l’annuaire"
        return Nouvelle(acteur, "ferme", apres.history_date, texte)

    def _dire_publiee(
        self, acteur: Acteur, avant: Any, apres: Any, *, publiee: bool
    ) -> Nouvelle | None:
        quand = apres.history_date
        if not publiee:
            return Nouvelle(acteur, "nouveau", quand, _situer(acteur))
        if avant is None:
            return Nouvelle(acteur, "change", quand, "Fiche mise à jour")
        champs = _differences(avant, apres)
        if self.themes.get(avant.history_id) != self.themes.get(apres.history_id):
            champs.append("thèmes" if champs else "Thèmes")
        return Nouvelle(acteur, "change", quand, ", ".join(champs)) if champs else None

    def _dire_officielle(
        self, acteur: Acteur, officielle: PropositionOfficielle | None
    ) -> Nouvelle | None:
        if officielle is None:
            return None
        quand = officielle.decidee_le or self.periode.jusqu_a
        if officielle.nature == PropositionOfficielle.Nature.FERMETURE:
            if acteur.statut != ARCHIVE:
                return None
            texte = officielle.motif or "Fermeture dite par un registre officiel"
            return Nouvelle(acteur, "ferme", quand, texte)
        if acteur.statut != PUBLIE:
            return None
        texte = f"{officielle.get_nature_display()} dit par un registre officiel"
        return Nouvelle(acteur, "change", quand, officielle.motif or texte)


def _themes(lignes: list[Any]) -> dict[int, set[str]]:
    """Row of history → codes of its themes; nothing for a row without any."""
    themes: dict[int, set[str]] = {}
    liens = historique_des_themes().objects.filter(history__in=[n.history_id for n in lignes])
    for ligne, code in liens.values_list("history", "thematique"):
        themes.setdefault(ligne, set()).add(code)
    return themes


def _differences(avant: Any, apres: Any) -> list[str]:
    """Return the labels of what differs between two rows of history: never the values before."""
    libelles = []
    for nom in CHAMPS_SAISIS:
        attribut = nom if hasattr(avant, nom) else f"{nom}_id"
        if nom in {"type", "sous_type", "commune"}:
            attribut = f"{nom}_id"
        if nom not in TUS and getattr(avant, attribut) != getattr(apres, attribut):
            champ: Any = Acteur._meta.get_field(nom)
            libelles.append(str(champ.verbose_name))
    deplace = (avant.lon, avant.lat) != (apres.lon, apres.lat)
    if deplace and not {"adresse", "commune"} & set(libelles):
        libelles.append("position sur la carte")
    return [capfirst(libelles[0]), *libelles[1:]] if libelles else []


def poser_jalon() -> Jalon:
    """Note today's last entry, once a day."""
    dernier = Acteur.objects.aggregate(m=Max("pk"))["m"] or 0
    return Jalon.objects.get_or_create(jour=timezone.localdate(), defaults={"dernier": dernier})[0]
