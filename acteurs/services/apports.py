"""What each enriching register brings to the entries it recognises.

Entries nobody holds take what the register says. In those somebody holds, only
what was left blank is filled, with a line of history; the rest is proposed. The
ESUS approval is nobody's to type: it is written everywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.utils import timezone

from acteurs.importers.ess_france import EntrepriseEss
from acteurs.importers.esus import Agrement
from acteurs.importers.rna import Association
from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle, TypeActeur
from acteurs.services import masse
from acteurs.services.comparaison import Decisions, Valeurs
from acteurs.services.disparitions import FERMETURE
from acteurs.services.fiches import update_acteur
from acteurs.services.references import numeros_reunis
from socle.texte import normaliser

Nature = PropositionOfficielle.Nature
A_REVOIR = "Fiches tenues par quelqu’un qu’une erreur de saisie empêche de compléter"
MOTIF_ESS = "La structure figure sur la liste officielle des entreprises de l’ESS."
MOTIF_ESUS = "La structure a l’agrément ESUS, réservé à l’économie sociale et solidaire."
SIGNALES_MAX = 100_000
"""Legal units remembered for the next reading of SIRENE."""


class Connue(NamedTuple):
    """A live entry that a register recognises."""

    id: int
    siren: str
    rna: str
    enrichi: bool
    ess: bool | None
    type_id: str | None
    esus: bool
    esus_fin: Any
    nom: str
    sigle: str
    description: str
    site_web: str

    @classmethod
    def chercher(cls, colonne: str, valeurs: Iterable[str]) -> dict[str, list[Self]]:
        """Return value of ``colonne`` (siren or rna) → the live entries that have it.

        A number nobody has any more, since its entry joined another, leads to the one kept; that
        of another legal unit does not.
        """
        trouvees: dict[str, list[Self]] = defaultdict(list)
        cherchees = {v for v in valeurs if v}
        if not cherchees:
            return trouvees
        for connue in cls._lire(colonne, cherchees):
            trouvees[getattr(connue, colonne)].append(connue)
        reunies = {
            acteur: numero
            for numero, (acteur, sien) in numeros_reunis(
                colonne, min(cherchees), max(cherchees)
            ).items()
            if numero in cherchees and numero not in trouvees and (colonne == "rna" or not sien)
        }
        for connue in cls._lire("id", reunies) if reunies else ():
            trouvees[reunies[connue.id]].append(connue)
        return trouvees

    @classmethod
    def _lire(cls, colonne: str, valeurs: Iterable[Any]) -> Iterator[Self]:
        vide = "" if colonne == "id" else f"{colonne} <> '' AND "  # as their index says
        rangees = masse.lire(
            f"SELECT {masse.noms(cls._fields)} FROM {masse.TABLE} WHERE statut <> 'archive' "  # noqa: S608
            f"AND {vide}{masse.parmi(colonne)} ORDER BY id",
            masse.liste(sorted(valeurs)),
        )
        return map(cls._make, rangees)


class Apport:
    """Base of the three: counts, and the writing they share."""

    def __init__(self, travail: ImportOfficiel) -> None:
        self.travail = travail
        self.ess_des_types = dict(TypeActeur.objects.values_list("code", "ess"))
        self.recompter = False
        """Whether what the map counts (the ESS, here) changed for some entry."""

    # ── For subclasses ──────────────────────────────────────────────────────
    def traiter(self, faits: Sequence[Any], compte: "Counter[str]") -> None:
        """Write what a batch of facts says; count entries by what became of them."""
        raise NotImplementedError

    def finir(self, compte: "Counter[str]") -> None:
        """Do what only makes sense once everything was read."""

    # ── Shared ──────────────────────────────────────────────────────────────
    def ecrire(self, colonnes: Sequence[str], rangees: Sequence[tuple[Any, ...]]) -> None:
        """Update entries; each row holds the values of ``colonnes``, then the id."""
        maintenant = masse.instant(timezone.now())
        masse.mettre_a_jour(
            (*colonnes, "modifie_le"), [(*r[:-1], maintenant, r[-1]) for r in rangees]
        )

    def completer(
        self, manques: Sequence[tuple[int, dict[str, Any]]], compte: "Counter[str]"
    ) -> None:
        """Fill blanks of entries somebody holds, each with its line of history."""
        if not manques:
            return
        acteurs = Acteur.objects.in_bulk([pk for pk, _ in manques])
        for pk, champs in manques:
            if pk not in acteurs:
                continue
            try:
                update_acteur(
                    acteur=acteurs[pk],
                    champs=champs,
                    confirme=True,
                    raison=self.travail.get_source_display()[:100],
                )
            except ValidationError:
                compte[A_REVOIR] += 1
                continue
            compte["modifies"] += 1

    def releve(self, connue: Connue) -> bool | None:
        """Whether an entry is of the ESS as it stands (see ``Acteur.releve_ess``)."""
        if connue.ess is not None:
            return bool(connue.ess)
        ess = self.ess_des_types.get(connue.type_id or "")
        return {TypeActeur.Ess.OUI: True, TypeActeur.Ess.NON: False}.get(ess)  # type: ignore[call-overload]

    def dire_ess(self, connues: Sequence[Connue], motif: str, compte: "Counter[str]") -> set[int]:
        """Make entries belong to the ESS, or propose it; return the ids that had nothing to change."""
        directes = [c for c in connues if not c.enrichi and not c.ess]
        tenues = [c for c in connues if c.enrichi]
        a_remplir = [c for c in tenues if self.releve(c) is None]
        a_proposer = [c for c in tenues if self.releve(c) is False]
        self.ecrire(("ess",), [(True, c.id) for c in directes])
        self.recompter = self.recompter or bool(directes)
        compte["modifies"] += len(directes)
        self.completer([(c.id, {"ess": True}) for c in a_remplir], compte)
        self._proposer_ess(a_proposer, motif, compte)
        return {c.id for c in connues} - {c.id for c in (*directes, *a_remplir, *a_proposer)}

    def _proposer_ess(self, connues: Sequence[Connue], motif: str, compte: "Counter[str]") -> None:
        if not connues:
            return
        acteurs = Acteur.objects.in_bulk([c.id for c in connues])
        decisions = Decisions(acteurs)
        for connue in connues:
            valeurs = decisions.sans_les_refus(connue.id, {"ess": [connue.ess, True]})
            attente = decisions.en_attente.get((connue.id, Nature.MODIFICATION))
            if not valeurs or (attente and "ess" in attente.valeurs):
                compte["inchanges"] += 1
                continue
            empreinte = signer(self.travail.source, connue.siren)
            if attente:  # what another register proposes of this entry stays beside
                valeurs, empreinte = {**attente.valeurs, **valeurs}, attente.empreinte
            propose = decisions.proposer(
                acteurs[connue.id], Nature.MODIFICATION, valeurs, motif, empreinte, self.travail
            )
            compte["proposes" if propose else "inchanges"] += 1
        decisions.enregistrer()


class ApportEssFrance(Apport):
    """The list of ESS France: the unit belongs to the ESS."""

    def traiter(self, faits: Sequence[EntrepriseEss], compte: "Counter[str]") -> None:
        """See :class:`Apport`."""
        connues = Connue.chercher("siren", (f.siren for f in faits))
        compte["reconnues"] += sum(f.siren in connues for f in faits)
        toutes = [c for trouvees in connues.values() for c in trouvees]
        compte["inchanges"] += len(self.dire_ess(toutes, MOTIF_ESS, compte))
        retenir(self.travail, (f.siren for f in faits if f.commerciale))


class ApportEsus(Apport):
    """The list of ESUS approvals: the approval, its end, and the ESS that it implies."""

    def __init__(self, travail: ImportOfficiel) -> None:
        super().__init__(travail)
        self.jour = timezone.localdate()

    def traiter(self, faits: Sequence[Agrement], compte: "Counter[str]") -> None:
        """See :class:`Apport`; of two lines of a unit, the approval that ends last counts."""
        agrements: dict[str, Agrement] = {}
        for fait in faits:
            autre = agrements.get(fait.siren)
            if autre is None or (fait.fin or date.min) >= (autre.fin or date.min):
                agrements[fait.siren] = fait
        connues = Connue.chercher("siren", agrements)
        compte["reconnues"] += sum(f.siren in connues for f in faits)
        changees: list[tuple[Any, ...]] = []
        valables: list[Connue] = []
        for siren, trouvees in connues.items():
            fin = agrements[siren].fin
            vaut = fin is None or fin >= self.jour
            for connue in trouvees:
                if (bool(connue.esus), _en_jour(connue.esus_fin)) != (vaut, fin):
                    changees.append((vaut, fin and fin.isoformat(), connue.id))
                if vaut:
                    valables.append(connue)
        self.ecrire(("esus", "esus_fin"), changees)
        ecrites = {pk for _, _, pk in changees}
        compte["modifies"] += len(ecrites)
        inchangees = self.dire_ess([c for c in valables if c.id not in ecrites], MOTIF_ESUS, compte)
        autres: Counter[str] = Counter()  # an entry is counted once
        self.dire_ess([c for c in valables if c.id in ecrites], MOTIF_ESUS, autres)
        compte["proposes"] += autres["proposes"]
        compte["inchanges"] += len(inchangees)
        perimees = {c.id for t in connues.values() for c in t} - {c.id for c in valables}
        compte["inchanges"] += len(perimees - ecrites)
        vaut_encore = (s for s, a in agrements.items() if a.fin is None or a.fin >= self.jour)
        retenir(self.travail, vaut_encore)

    def finir(self, compte: "Counter[str]") -> None:
        """Take the approval off the entries whose unit is no longer on the list."""
        listes = self.travail.avancement.get("sirens", [])
        if not listes:
            return
        agrees = Acteur.objects.filter(esus=True).exclude(siren="")
        retires = agrees.exclude(siren__in=listes).order_by()
        combien, total = retires.count(), agrees.count()
        if not combien:
            return
        if combien > max(RETRAITS_SURS, total // 2):
            compte[LISTE_COURTE] = combien
            return
        compte[RETIRES] = combien
        compte["modifies"] += combien
        retires.update(esus=False, modifie_le=timezone.now())


RETRAITS_SURS = 20
"""Approvals that any list may take off; beyond, not more than half of those we know."""
RETIRES = "Agréments qui ne figurent plus sur la liste, retirés des fiches"
LISTE_COURTE = "Agréments absents de cette liste, laissés tels quels\u00a0: elle semble incomplète"


class ApportRna(Apport):
    """The RNA: what the association is for, its site, its number; its end is proposed."""

    def traiter(self, faits: Sequence[Association], compte: "Counter[str]") -> None:
        """See :class:`Apport`."""
        par_rna = Connue.chercher("rna", (f.rna for f in faits))
        par_siren = Connue.chercher("siren", (f.siren for f in faits))
        vues: dict[int, tuple[Connue, Association]] = {}
        for fait in faits:
            siennes = par_rna.get(fait.rna) or [
                c for c in par_siren.get(fait.siren, ()) if c.rna in ("", fait.rna)
            ]
            compte["reconnues"] += bool(siennes)
            for connue in siennes:
                deja = vues.get(connue.id)
                # Numbers may be reused by mistake: the living association is the right one.
                if deja is None or deja[1].est_finie or not fait.est_finie:
                    vues[connue.id] = (connue, fait)
        vives = [(c, f) for c, f in vues.values() if not f.est_finie]
        self._enrichir(vives, compte)
        self._rouvrir([c.id for c, _ in vives])
        # Another association that joined it: the end of that one is not its own.
        finies = [(c, f) for c, f in vues.values() if f.est_finie and c.rna in ("", f.rna)]
        compte["inchanges"] += len(vues) - len(vives) - len(finies)
        self._proposer_fins(finies, compte)

    def _enrichir(
        self, vives: Sequence[tuple[Connue, Association]], compte: "Counter[str]"
    ) -> None:
        directes: list[tuple[Any, ...]] = []
        manques: list[tuple[int, dict[str, Any]]] = []
        for connue, fait in vives:
            apports = {
                "description": fait.description,
                "site_web": fait.site_web,
                "rna": fait.rna,
            }
            changes = {
                nom: valeur
                for nom, valeur in apports.items()
                if valeur
                and valeur != getattr(connue, nom)
                and not (getattr(connue, nom) and (connue.enrichi or nom == "rna"))
            }
            if not changes:
                compte["inchanges"] += 1
            elif connue.enrichi:
                manques.append((connue.id, changes))
            else:
                apres = {nom: changes.get(nom, getattr(connue, nom)) for nom in apports}
                mots = normaliser(f"{connue.nom} {connue.sigle} {apres['description']}")[:600]
                directes.append((*apres.values(), mots, connue.id))
        self.ecrire(("description", "site_web", "rna", "mots"), directes)
        compte["modifies"] += len(directes)
        self.completer(manques, compte)

    def _rouvrir(self, ids: Sequence[int]) -> None:
        """Withdraw the ends proposed by a former reading of associations that go on."""
        PropositionOfficielle.objects.filter(
            travail__source=ImportOfficiel.Source.RNA,
            nature=Nature.FERMETURE,
            etat=PropositionOfficielle.Etat.A_EXAMINER,
            acteur__in=ids,
        ).delete()

    def _proposer_fins(
        self, finies: Sequence[tuple[Connue, Association]], compte: "Counter[str]"
    ) -> None:
        if not finies:
            return
        acteurs = Acteur.objects.in_bulk([c.id for c, _ in finies])
        decisions = Decisions(acteurs)
        for connue, fait in finies:
            if (connue.id, Nature.DEMENAGEMENT) in decisions.en_attente:
                compte["inchanges"] += 1  # SIRENE says that it moved: that question first
                continue
            attente = decisions.en_attente.get((connue.id, Nature.FERMETURE))
            if attente and attente.travail_id and attente.travail.source != self.travail.source:  # type: ignore[union-attr]
                compte["inchanges"] += 1
                continue
            valeurs: Valeurs = {"statut": [acteurs[connue.id].statut, FERMETURE["statut"][1]]}
            empreinte = signer("rna", fait.rna, fait.position, str(fait.dissolution))
            propose = decisions.proposer(
                acteurs[connue.id],
                Nature.FERMETURE,
                valeurs,
                dire_fin(fait),
                empreinte,
                self.travail,
            )
            compte["proposes" if propose else "inchanges"] += 1
        decisions.enregistrer()


def dire_fin(fait: Association) -> str:
    """Say in French why an association is proposed to be archived."""
    if fait.position == "S":
        return "L’association a été supprimée du répertoire national des associations."
    quand = f" le {fait.dissolution:%d/%m/%Y}" if fait.dissolution else ""
    return f"L’association est dissoute{quand}, selon le répertoire national des associations."


def retenir(travail: ImportOfficiel, sirens: Iterable[str]) -> None:
    """Remember legal units that a list says of the ESS, for the next reading of SIRENE."""
    deja = travail.avancement.setdefault("sirens", [])
    vus = set(deja)
    deja += [s for s in dict.fromkeys(sirens) if s not in vus][: max(0, SIGNALES_MAX - len(deja))]


def sirens_signales() -> frozenset[str]:
    """Return the legal units that the last lists read say of the ESS, whatever SIRENE says.

    Those of the ESUS list, and the « sociétés commerciales » of the ESS France list.
    """
    signales: set[str] = set()
    for source in (ImportOfficiel.Source.ESS_FRANCE, ImportOfficiel.Source.ESUS):
        dernier = ImportOfficiel.objects.filter(
            source=source, etat=ImportOfficiel.Etat.TERMINE
        ).first()
        if dernier:
            signales.update(dernier.avancement.get("sirens", []))
    return frozenset(signales)


def signer(*faits: str) -> int:
    """Return a signed 64-bit hash of what a register says."""
    return int.from_bytes(blake2b("|".join(faits).encode(), digest_size=8).digest(), signed=True)


def _en_jour(valeur: Any) -> date | None:
    return date.fromisoformat(valeur) if isinstance(valeur, str) else valeur
