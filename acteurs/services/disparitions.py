"""Entries whose establishment is over: archived, moved, or proposed to be.

A closed establishment whose legal unit opened another one is a move: the entry,
and its address that others link to, takes the new SIRET and place. Entries
somebody holds, or that a démarche cites, only get a proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from typing import Any

from django.utils import timezone

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.services import masse
from acteurs.services.comparaison import LIEU, POINT, Decisions, Valeurs, sirets_promis
from acteurs.services.connus import Connu, Fiche, chercher_connus
from acteurs.services.references import numeros_reunis
from acteurs.usages import cites

Nature = PropositionOfficielle.Nature
ECART_MAX = 400
"""Days between the closing of a place and the opening of the one that replaces it."""
FERMETURE: Valeurs = {"statut": ["publie", "archive"]}


class Disparitions:
    """What becomes of one batch of ``disparu``.

    ``demenages`` holds the (entry, new facts) that the caller has to write.
    """

    def __init__(
        self,
        travail: ImportOfficiel,
        lot: Sequence[tuple[str, str, str, str]],
        au_siren: Callable[[str], list[Fiche]],
    ) -> None:
        self.travail = travail
        self.compte: Counter[str] = Counter()
        self.demenages: list[tuple[int, Fiche]] = []
        self.traces: list[PropositionOfficielle] = []
        connus = chercher_connus(siret for siret, *_ in lot)
        vivants = {s: c for s, c in connus.items() if c.statut != "archive"}
        cibles = self._cibles([d for d in lot if d[0] in vivants], vivants, au_siren)
        tenus = {c.id for c in vivants.values() if c.enrichi} | cites(
            [c.id for c in vivants.values() if not c.enrichi]
        )
        acteurs = Acteur.objects.in_bulk(tenus | {vivants[siret].id for siret in cibles})
        self.decisions = Decisions(tenus)
        a_archiver: list[Any] = []
        for siret, nature, jour, motif in lot:
            connu = vivants.get(siret)
            if connu is None:
                continue
            fiche = cibles.get(siret)
            empreinte = fiche.empreinte if fiche else _empreinte(nature, jour)
            valeurs = _demenagement(acteurs[connu.id], fiche) if fiche else FERMETURE
            quoi = Nature.DEMENAGEMENT if fiche else Nature.FERMETURE
            dit = _dire_demenagement(jour) if fiche else motif
            if connu.id in tenus and not (fiche and not connu.enrichi):
                self._proposer(acteurs[connu.id], quoi, valeurs, dit, empreinte)
                continue
            self._tracer(connu.id, quoi, valeurs, dit, empreinte)
            if fiche:
                self.demenages.append((connu.id, fiche))
                self.compte["demenages"] += 1
            else:
                a_archiver.append((Acteur.Statut.ARCHIVE.value, connu.id))
                self.compte["fermes"] += 1
        self._archiver([pk for _, pk in a_archiver])
        self.decisions.enregistrer()
        PropositionOfficielle.objects.bulk_create(self.traces, batch_size=1000)

    def _archiver(self, ids: Iterable[int]) -> None:
        maintenant = masse.instant(timezone.now())
        masse.mettre_a_jour(("statut", "modifie_le"), [("archive", maintenant, pk) for pk in ids])

    def _proposer(
        self, acteur: Acteur, nature: str, valeurs: Valeurs, motif: str, empreinte: int
    ) -> None:
        """A place that is over has one pending proposal: closing, or moving."""
        autre = Nature.FERMETURE if nature == Nature.DEMENAGEMENT else Nature.DEMENAGEMENT
        caduque = self.decisions.en_attente.pop((acteur.pk, autre), None)
        if caduque:
            caduque.delete()
        propose = self.decisions.proposer(acteur, nature, valeurs, motif, empreinte, self.travail)
        self.compte["proposes" if propose else "inchanges"] += 1

    def _tracer(self, pk: int, nature: str, valeurs: Valeurs, motif: str, empreinte: int) -> None:
        """Keep what was done without asking: the entry's page tells it."""
        self.traces.append(
            PropositionOfficielle(
                acteur_id=pk,
                nature=nature,
                valeurs=valeurs,
                motif=motif[:300],
                empreinte=empreinte,
                travail=self.travail,
                etat=PropositionOfficielle.Etat.ACCEPTEE,
                decidee_le=timezone.now(),
            )
        )

    def _cibles(
        self,
        lot: Sequence[tuple[str, str, str, str]],
        vivants: dict[str, Connu],
        au_siren: Callable[[str], list[Fiche]],
    ) -> dict[str, Fiche]:
        """Closed SIRET → the new establishment it moved to."""
        fermes = {siret: jour for siret, nature, jour, _ in lot if nature == "ferme"}
        ouverts = {siren: au_siren(siren) for siren in {s[:9] for s in fermes}}
        sirets = [f.siret for fiches in ouverts.values() for f in fiches]
        if not sirets:
            return {}
        # A SIRET that a pending move of this very entry claims is still free for it.
        pris = set(chercher_connus(sirets)) | (sirets_promis() - self._promis_a(fermes, vivants))
        # So is that of an entry which joined it.
        siens = {vivants[s].id for s in fermes}
        reunis = numeros_reunis("siret", min(sirets), max(sirets))
        pris -= {s for s, (gardee, _) in reunis.items() if gardee in siens}
        libres: dict[str, list[Fiche]] = defaultdict(list)
        for siren, fiches in ouverts.items():
            libres[siren] = [f for f in fiches if f.siret not in pris]
        communes = dict(
            Acteur.objects.filter(pk__in=[vivants[s].id for s in fermes if libres[s[:9]]])
            .order_by()
            .values_list("siret", "commune_id")
        )
        cibles = {}
        for siret, commune in sorted(communes.items()):
            candidates = libres[siret[:9]]
            seule = len(ouverts[siret[:9]]) == 1
            fiche = _choisir(commune or "", fermes[siret], candidates, seule=seule)
            if fiche:
                candidates.remove(fiche)
                cibles[siret] = fiche
        return cibles

    def _promis_a(self, fermes: Iterable[str], vivants: dict[str, Connu]) -> set[str]:
        siennes = PropositionOfficielle.objects.filter(
            acteur__in=[vivants[s].id for s in fermes],
            etat=PropositionOfficielle.Etat.A_EXAMINER,
            nature=Nature.DEMENAGEMENT,
        )
        return {v["siret"][1] for v in siennes.values_list("valeurs", flat=True)}


def _choisir(commune: str, jour: str, fiches: Sequence[Fiche], *, seule: bool) -> Fiche | None:
    """Return where a closed establishment most likely went, None when nothing looks like it.

    Likely: opened about when the other closed, and in the same département, or as
    the head office, or as the only place left of the legal unit.
    """
    departement = commune[:3] if commune.startswith("97") else commune[:2]
    possibles = [
        f
        for f in fiches
        if _proches(jour, f.date_creation)
        and (seule or f.siege or f.commune_id.startswith(departement or "-"))
    ]
    return max(
        possibles,
        key=lambda f: (f.commune_id == commune, f.commune_id.startswith(departement), f.siege),
        default=None,
    )


def _proches(fermeture: str, ouverture: str) -> bool:
    a, b = _jour(fermeture), _jour(ouverture)
    return a is None or b is None or abs((a - b).days) <= ECART_MAX


def _jour(texte: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(texte)
    return None


def _demenagement(acteur: Acteur, fiche: Fiche) -> Valeurs:
    champs = ("siret", *LIEU, *(POINT if fiche.lon is not None else ()))
    return {n: [getattr(acteur, n), getattr(fiche, n)] for n in champs}


def _dire_demenagement(jour: str) -> str:
    ferme = _jour(jour)
    quand = f" le {ferme:%d/%m/%Y}" if ferme else ""
    return (
        f"L’établissement a fermé{quand} et la même unité légale en a ouvert un autre\u00a0: "
        "la fiche suit son déménagement."
    )


def _empreinte(*faits: str) -> int:
    """Return a signed 64-bit hash of what the register says of a closing."""
    return int.from_bytes(blake2b("|".join(faits).encode(), digest_size=8).digest(), signed=True)
