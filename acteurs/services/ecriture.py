"""From the work file of an import into the directory: batches, never doubles, never over people.

Each batch is one transaction that also writes how far the work has come
(``avancement["ecriture"]``): an import killed half-way goes on from there.
Entries that somebody holds are never touched: what differs is proposed
(``propositions``). Establishments that are over come first (``disparitions``),
so that a move gives its new SIRET to the entry we have instead of making another.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from acteurs.importers.atelier import COLONNES_FICHE, Atelier
from acteurs.index_texte import chargement_en_masse, installer
from acteurs.models import Acteur, ImportOfficiel, Thematique
from acteurs.services import masse
from acteurs.services.chargement import grand_chargement
from acteurs.services.comparaison import Comparaison, fermetures_proposees, rouvrir
from acteurs.services.connus import Apercu, Connu, Fiche, connus_de
from acteurs.services.copie import blocs, dans_l_ordre
from acteurs.services.disparitions import Disparitions
from acteurs.services.references import numeros_reunis
from acteurs.services.revision import signaler_changement
from acteurs.services.stock import Plage, Stock
from socle.texte import normaliser
from socle.travaux import Suivi

LOT = 10_000
"""Rows per transaction: long enough to be fast, short enough for others to write."""
GRAND = 20_000
"""Rows from which a loading into a (nearly) empty directory makes its indexes at the end."""
ESSAIS = 3
"""Attempts at a batch when somebody enters one of its SIRET at the same instant."""
ARCHIVE = Acteur.Statut.ARCHIVE.value
SOURCE = "Répertoire Sirene (Insee)"
POINTS_FINS = {Acteur.Precision.ADRESSE, Acteur.Precision.VOIE, Acteur.Precision.APPROCHEE}

EXTRA = ("siege", "date_creation")
OFFICIELLES = tuple(c for c in COLONNES_FICHE if c not in EXTRA)
"""Columns of an actor that the register fills; ``empreinte`` comes last."""
CONSTANTES: dict[str, Any] = {
    "version": 1,
    "description": "",
    "esus": 0,
    "esus_fin": None,
    "score_geocodage": None,
    "site_web": "",
    "contact_public": "",
    "source": SOURCE,
    "statut": "publie",
    "organisation_id": None,
    "origine": "sirene",
    "enrichi": 0,
}
MISE_A_JOUR = (*OFFICIELLES, "score_geocodage", "source", "statut", "modifie_le")
GARDEES = ("ess", "description", "adresse", "commune_id", "lon", "lat", "precision", "morton", "rna",
    "score_geocodage", "masque_themes")  # fmt: skip
"""What the entry may hold better than the register, read before it is updated."""


def ecrire_fiches(
    atelier: Atelier, travail: ImportOfficiel, suivi: Suivi, *, de: int = 0, a: int = 100
) -> dict[str, Any]:
    """Write a prepared work file into the directory; return the summary.

    Args:
        atelier: the work file, whose ``fiche`` and ``disparu`` are ready.
        travail: the import; its ``avancement`` and ``bilan`` are kept in step.
        suivi: progress reporter.
        de: percentage told at the beginning.
        a: percentage told at the end.

    Raises:
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    with masse.session_d_ecriture(), sans_ramasse_miettes():
        ecriture = _Ecriture(atelier, travail, suivi, de, a)
        try:
            ecriture.disparus()
            range_ = ecriture.fiches()
        finally:
            ecriture.stock.detacher()
        if ecriture.ecrits:
            masse.rafraichir_statistiques(deja_acteurs=range_)
        if not range_:
            installer()  # what an attempt that was killed left to be made
    return travail.bilan


@contextmanager
def sans_ramasse_miettes() -> Iterator[None]:
    """Do not look for cycles among millions of short-lived tuples: they have none."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


class _Ecriture:
    """State of one attempt."""

    def __init__(
        self, atelier: Atelier, travail: ImportOfficiel, suivi: Suivi, de: int, a: int
    ) -> None:
        self.atelier = atelier
        self.travail = travail
        self.suivi = suivi
        self.de, self.a = de, a
        self.etat: dict[str, Any] = travail.avancement.setdefault("ecriture", {})
        self.total = max(1, atelier.nombre("fiche") + atelier.nombre("disparu"))
        self.faits: int = self.etat.get("faits", 0)
        self.ecrits = 0
        self.fermetures: set[int] = set()
        self.chercher: Callable[[Sequence[Apercu]], dict[str, Connu]] = connus_de
        self.themes_a_la_fin = False
        self.constantes: dict[str, Any] | None = None
        self.stock = Stock(atelier)
        self.bits = {1 << bit: code for code, bit in Thematique.objects.values_list("code", "bit")}

    # ── The two passes ──────────────────────────────────────────────────────
    def disparus(self) -> None:
        """Close, move, or propose to, what the register says is over."""
        for lot in self.atelier.disparus(self.etat.get("disparus", ""), LOT):
            self._en_lot("disparus", lot, self._traiter_disparus)

    def fiches(self) -> bool:
        """Create and update; a loading that makes most of the directory is one transaction.

        Return whether the directory was tidied at the end, as after a large loading.
        """
        self.fermetures = fermetures_proposees()
        restent = self.total - self.faits
        deja = Acteur.objects.count()
        with chargement_en_masse(max(0, restent - deja)) as range_:
            if restent >= GRAND and restent > 2 * deja:
                with grand_chargement(constantes := _constantes()) as seuls:
                    if seuls:
                        self._tout_d_un_coup(constantes)
                    else:
                        self._ecrire_les_fiches()
            else:
                self._ecrire_les_fiches()
        return range_

    def _ecrire_les_fiches(self) -> None:
        while lot := self.stock.apercus(self.etat.get("fiches", ""), LOT):
            self._en_lot("fiches", lot, self._traiter_fiches)

    def _tout_d_un_coup(self, constantes: dict[str, Any]) -> None:
        """Write every row in the transaction under way: nobody else writes meanwhile."""
        dernier = masse.dernier_id()
        if dernier == 0:
            self.chercher = _personne
        self.themes_a_la_fin = True
        self.constantes = {} if masse.est_postgres() else constantes
        self.stock.entieres = masse.est_postgres()
        if dernier == 0 and masse.est_postgres():
            self._copier_les_fiches()
            return
        self._ecrire_les_fiches()
        masse.lier_themes("a.id > %s", dernier)

    def _copier_les_fiches(self) -> None:
        """Send every row to an empty directory: nothing to compare, nothing to decide.

        Said once, at the end: nobody sees what this transaction writes before, and its hold on
        the row of the work would keep the heartbeat waiting.
        """
        premier = masse.reserver_ids(self.atelier.nombre("fiche"))
        dernier, lus = "", 0
        themes: list[bytes] = []  # some fifteen bytes each: they leave once the actors are there

        def acteurs() -> Iterator[bytes]:
            nonlocal dernier, lus
            for bloc in blocs(
                self.atelier.chemin, OFFICIELLES, premier=premier, themes=self.bits, taille=LOT
            ):
                dernier, lus = bloc.dernier, lus + bloc.nombre
                themes.append(bloc.themes)
                yield bloc.acteurs

        masse.copier_textes(masse.TABLE, dans_l_ordre(OFFICIELLES), acteurs())
        masse.copier_textes(masse.TABLE_THEMES, ("acteur_id", "thematique_id"), themes)
        if lus:
            self._avancer("fiches", dernier, lus, Counter(crees=lus))

    def _en_lot(self, passe: str, lot: Sequence[Any], traiter: Any) -> None:
        """Handle one batch in one transaction, with its progress."""
        for essai in range(1, ESSAIS + 1):
            try:
                with transaction.atomic():
                    compte = traiter(lot)
                    self._avancer(passe, lot[-1][0], len(lot), compte)
            except IntegrityError:
                if essai == ESSAIS:
                    raise
                self.travail.refresh_from_db(fields=["avancement", "bilan"])
                self.etat = self.travail.avancement.setdefault("ecriture", {})
                self.faits = self.etat.get("faits", 0)
            else:
                return

    def _avancer(self, passe: str, dernier: str, lus: int, compte: "Counter[str]") -> None:
        self.faits += lus
        self.etat |= {passe: dernier, "faits": self.faits}
        bilan = self.travail.bilan
        for cle, nombre in compte.items():
            bilan[cle] = bilan.get(cle, 0) + nombre
        ecrits = sum(n for cle, n in compte.items() if cle not in {"inchanges", "proposes"})
        if ecrits:
            signaler_changement()
            self.ecrits += ecrits
        self.travail.save(update_fields=["avancement", "bilan", "modifie_le"])
        pourcentage = self.de + (self.a - self.de) * self.faits // self.total
        self.suivi("Écriture dans l’annuaire", min(99, pourcentage))

    # ── What is over ────────────────────────────────────────────────────────
    def _traiter_disparus(self, lot: Sequence[tuple[str, str, str, str]]) -> "Counter[str]":
        disparitions = Disparitions(self.travail, lot, self.stock.au_siren)
        self._reecrire(disparitions.demenages)
        return disparitions.compte

    # ── What is there ───────────────────────────────────────────────────────
    def _traiter_fiches(self, lot: Sequence[Apercu]) -> "Counter[str]":
        connus = self.chercher(lot)
        compte: Counter[str] = Counter()
        nouvelles: list[Apercu] = []
        a_changer: list[tuple[int, str]] = []
        tenues: list[tuple[int, str]] = []
        reunis = numeros_reunis("siret", lot[0].siret, lot[-1].siret)
        gardees = _sans_siret(reunis)
        for fiche in lot:
            connu = connus.get(fiche.siret)
            if fiche.siret in reunis and (connu is None or connu.statut == ARCHIVE):
                # Of an entry that joined another: told to the one kept, if it has no SIRET.
                if fiche.siret in gardees:
                    tenues.append((gardees[fiche.siret], fiche.siret))
                else:
                    compte["inchanges"] += 1
            elif connu is None:
                nouvelles.append(fiche)
            elif connu.enrichi:
                # Withdrawn by a person: it stays so. Same facts as last time: all is said.
                if connu.statut == ARCHIVE or connu.empreinte == fiche.empreinte:
                    compte["inchanges"] += 1
                else:
                    tenues.append((connu.id, fiche.siret))
            elif connu.empreinte == fiche.empreinte and connu.statut != ARCHIVE:
                compte["inchanges"] += 1
            else:
                a_changer.append((connu.id, fiche.siret))
        comparaison = Comparaison(self.travail, self.bits, frozenset(gardees))
        vraies = comparaison.rattacher(nouvelles, a_changer, tenues, compte)
        if vraies:
            self._inserer(lot, vraies)
        completes = self.stock.completes(siret for _, siret in (*a_changer, *tenues))
        self._reecrire([(pk, completes[siret]) for pk, siret in a_changer])
        comparaison.comparer([(pk, completes[siret]) for pk, siret in tenues], compte)
        rouvertes = self.fermetures & {c.id for c in connus.values()} if self.fermetures else set()
        if rouvertes:
            rouvrir(rouvertes)
        compte["crees"] += len(vraies)
        compte["modifies"] += len(a_changer)
        return compte

    def _inserer(self, lot: Sequence[Apercu], nouvelles: Sequence[Apercu]) -> None:
        constantes = _constantes() if self.constantes is None else self.constantes
        plage = Plage(lot[0].siret, lot[-1].siret, None)
        if len(nouvelles) != len(lot):
            plage = plage._replace(seuls=[f.siret for f in nouvelles])
        dernier = 0 if self.themes_a_la_fin else masse.dernier_id()
        self.stock.inserer(plage, len(nouvelles), constantes, OFFICIELLES)
        if not self.themes_a_la_fin:
            masse.lier_themes(
                "a.id > %s AND a.cree_le = %s AND a.origine = 'sirene'",
                dernier,
                constantes["cree_le"],
            )

    def _reecrire(self, changements: Sequence[tuple[int, Fiche]]) -> None:
        """Give entries nobody holds the facts of the register."""
        if not changements:
            return
        anciens = _anciens([pk for pk, _ in changements])
        maintenant = masse.instant(timezone.now())
        masse.mettre_a_jour(
            MISE_A_JOUR, [(*_melees(f, anciens[pk], maintenant), pk) for pk, f in changements]
        )
        autres = [pk for pk, f in changements if anciens[pk]["masque_themes"] != f.masque_themes]
        if autres:
            masse.relier_themes(autres)


def _constantes() -> dict[str, Any]:
    """Columns that hold the same value in every row written at this instant."""
    maintenant = masse.instant(timezone.now())
    return {**CONSTANTES, "cree_le": maintenant, "modifie_le": maintenant}


def _sans_siret(reunis: dict[str, tuple[int, str]]) -> dict[str, int]:
    """Return SIRET that joined an entry without any → that entry; its last one only."""
    derniers = {acteur: siret for siret, (acteur, sien) in reunis.items() if not sien}
    return {siret: acteur for acteur, siret in derniers.items()}


def _personne(lot: Sequence[Apercu]) -> dict[str, Connu]:
    """What an empty directory knows of rows that come each once."""
    return {}


def _anciens(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    colonnes = ", ".join(f'"{c}"' for c in GARDEES)
    rangees = masse.lire(
        f"SELECT id, {colonnes} FROM {masse.TABLE} WHERE {masse.parmi('id')}",  # noqa: S608
        masse.liste(ids),
    )
    return {pk: dict(zip(GARDEES, valeurs, strict=True)) for pk, *valeurs in rangees}


def _melees(fiche: Fiche, ancien: dict[str, Any], maintenant: datetime) -> list[Any]:
    """Return the values of ``MISE_A_JOUR``: the register's, and what we knew better."""
    valeurs = fiche._asdict()
    valeurs["rna"] = fiche.rna or ancien["rna"]
    if ancien["description"]:
        valeurs["mots"] = f"{fiche.mots} {normaliser(ancien['description'])}"[:600]
    score = None
    meme_lieu = (fiche.adresse, fiche.commune_id) == (ancien["adresse"], ancien["commune_id"])
    if meme_lieu and fiche.precision not in POINTS_FINS and ancien["precision"] in POINTS_FINS:
        # Found by the address service since: the register knows nothing better.
        valeurs |= {c: ancien[c] for c in ("lon", "lat", "precision", "morton")}
        score = ancien["score_geocodage"]
    return [*(valeurs[c] for c in OFFICIELLES), score, SOURCE, "publie", maintenant]
