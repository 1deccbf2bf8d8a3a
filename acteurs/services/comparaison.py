"""What a register says of entries people hold, beside what they say: nothing written, proposed.

Differences that mean nothing (case, accents, an associated commune named instead
of its commune) are not differences, an absent official value never erases one,
and what somebody refused once is not proposed again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.services import masse
from acteurs.services.connus import Apercu, Fiche
from acteurs.services.revision import signaler_changement
from socle.texte import normaliser

Etat = PropositionOfficielle.Etat
Nature = PropositionOfficielle.Nature
TEXTES = ("nom", "sigle", "forme_juridique", "adresse")
CODES = ("type_id", "sous_type_id", "rna", "taille")
LIEU = ("adresse", "commune_id")
POINT = ("lon", "lat", "precision")
SILENCIEUSES = ("categorie_juridique", "naf", "naf25", "siren", "empreinte")
"""Columns nobody types: written without asking (``empreinte``: these facts were read)."""
MEME_NOM = (
    "Un établissement du même nom existe dans la même commune\u00a0: si c’est lui, acceptez pour "
    "relier la fiche à son SIRET\u202f; sinon, refusez, il aura sa propre fiche."
)
MEME_SIREN = "Un établissement de la même unité légale existe dans la même commune."
REUNIE = "Ce SIRET est celui d’une fiche réunie à celle-ci\u00a0: acceptez pour qu’elle le porte."
Valeurs = dict[str, list[Any]]
"""Field → [value of the entry, value of the register]."""


class Comparaison:
    """Compares one batch of the work file with the entries people hold."""

    def __init__(
        self,
        travail: ImportOfficiel,
        bits: Mapping[int, str],
        reunis: frozenset[str] = frozenset(),
    ) -> None:
        """``reunis``: SIRET of entries that joined one without SIRET."""
        self.travail = travail
        self.bits = bits
        self.reunis = reunis

    # ── Entries without SIRET ───────────────────────────────────────────────
    def rattacher(
        self,
        nouvelles: Sequence[Apercu],
        a_changer: list[tuple[int, str]],
        tenues: list[tuple[int, str]],
        compte: "Counter[str]",
    ) -> list[Apercu]:
        """Return the rows that are really new.

        The others go to ``tenues`` or ``a_changer``: an entry without SIRET has
        the same name, or the same SIREN, in the same commune. Those already
        promised to an entry by a proposal nobody examined yet are left aside.
        """
        if not nouvelles:
            return []
        promis = sirets_promis()
        sans_siret = _SansSiret(nouvelles)
        if sans_siret.aucun:
            compte["inchanges"] += sum(f.siret in promis for f in nouvelles) if promis else 0
            return [f for f in nouvelles if f.siret not in promis] if promis else [*nouvelles]
        pris = {pk for pk, _ in (*tenues, *a_changer)}
        restent = []
        for fiche in sorted(nouvelles, key=lambda f: not f.siege):  # the head office first
            semblable = sans_siret.semblable(fiche, pris)
            if semblable:
                pk, enrichi = semblable
                pris.add(pk)
                (tenues if enrichi else a_changer).append((pk, fiche.siret))
            elif fiche.siret in promis:
                compte["inchanges"] += 1
            else:
                restent.append(fiche)
        return restent

    # ── Entries people hold ─────────────────────────────────────────────────
    def comparer(self, tenues: Sequence[tuple[int, Fiche]], compte: "Counter[str]") -> None:
        """Propose what differs; write what nobody types."""
        if not tenues:
            return
        ids = [pk for pk, _ in tenues]
        acteurs = (
            Acteur.objects.select_related("type", "commune")
            .prefetch_related("thematiques")
            .in_bulk(ids)
        )
        decisions = Decisions(ids)
        silencieuses = []
        for pk, fiche in tenues:
            acteur = acteurs[pk]
            valeurs = comparer_a(acteur, fiche, self.bits)
            valeurs = decisions.sans_les_refus(pk, valeurs)
            motif = ""
            if "siret" in valeurs:
                motif = MEME_SIREN if acteur.siren == fiche.siren else MEME_NOM
                if fiche.siret in self.reunis:
                    motif = REUNIE
            propose = decisions.proposer(
                acteur, Nature.MODIFICATION, valeurs, motif, fiche.empreinte, self.travail
            )
            compte["proposes" if propose else "inchanges"] += 1
            if acteur.siret == fiche.siret and any(
                getattr(acteur, c) != getattr(fiche, c) for c in SILENCIEUSES
            ):
                silencieuses.append(
                    (*(getattr(fiche, c) for c in SILENCIEUSES), acteur.modifie_le, pk)
                )
        self._ecrire_silencieuses(silencieuses)
        decisions.enregistrer()

    def _ecrire_silencieuses(self, rangees: list[tuple[Any, ...]]) -> None:
        for *valeurs, _, pk in rangees:
            Acteur.objects.filter(pk=pk).update(**dict(zip(SILENCIEUSES, valeurs, strict=True)))
        if rangees:
            signaler_changement(acteurs=[pk for *_, pk in rangees])


def fermetures_proposees() -> set[int]:
    """Return the entries that a reading of SIRENE proposed to close or to move."""
    return set(_fermetures().values_list("acteur", flat=True))


def rouvrir(ids: Iterable[int]) -> None:
    """Withdraw the closures proposed of establishments that this reading found open."""
    _fermetures().filter(acteur__in=list(ids)).delete()


def _fermetures() -> "QuerySet[PropositionOfficielle]":
    return PropositionOfficielle.objects.filter(
        etat=Etat.A_EXAMINER,
        nature__in=[Nature.FERMETURE, Nature.DEMENAGEMENT],
        travail__source=ImportOfficiel.Source.SIRENE,
    )


def sirets_promis() -> set[str]:
    """Return the SIRET that proposals to be examined would give to entries."""
    attente = PropositionOfficielle.objects.filter(etat=Etat.A_EXAMINER, valeurs__has_key="siret")
    return {valeurs["siret"][1] for valeurs in attente.values_list("valeurs", flat=True)}


class _SansSiret:
    """Live entries without SIRET that rows of a batch may be."""

    def __init__(self, fiches: Sequence[Apercu]) -> None:
        self.par_nom: dict[Any, list[Any]] = defaultdict(list)
        self.par_siren: dict[Any, list[Any]] = defaultdict(list)
        self.refus: dict[int, set[str]] = defaultdict(set)
        seules = Acteur.objects.filter(siret="").exclude(statut=Acteur.Statut.ARCHIVE)
        self.aucun = not seules.exists()
        if self.aucun:
            return
        debut = (
            f"SELECT id, enrichi, siren, nom_seul, commune_id FROM {masse.TABLE} "  # noqa: S608
            "WHERE siret = '' AND statut <> 'archive' AND "
        )
        noms = masse.lire(
            debut + masse.parmi("nom_seul"), masse.liste({f.nom_seul for f in fiches})
        )
        sirens = masse.lire(debut + masse.parmi("siren"), masse.liste({f.siren for f in fiches}))
        for pk, enrichi, siren, nom, commune in noms:
            self.par_nom[nom, commune].append((pk, enrichi, siren))
        for pk, enrichi, siren, _, commune in sirens:
            self.par_siren[siren, commune].append((pk, enrichi, siren))
        refusees = PropositionOfficielle.objects.filter(
            acteur__in={r[0] for r in (*noms, *sirens)}, etat=Etat.REFUSEE
        )
        for pk, valeurs in refusees.values_list("acteur", "valeurs"):
            if "siret" in valeurs:
                self.refus[pk].add(valeurs["siret"][1])

    def semblable(self, fiche: Apercu, pris: set[int]) -> tuple[int, bool] | None:
        """Return (id, held by somebody) of the entry this establishment may be."""
        lieu = fiche.commune_id
        for pk, enrichi, siren in (
            *self.par_siren.get((fiche.siren, lieu), ()),
            *self.par_nom.get((fiche.nom_seul, lieu), ()),
        ):
            libre = pk not in pris and fiche.siret not in self.refus.get(pk, ())
            if libre and siren in ("", fiche.siren):
                return pk, enrichi
        return None


def comparer_a(acteur: Acteur, fiche: Fiche, bits: Mapping[int, str]) -> Valeurs:
    """Return what the register says otherwise than an entry."""
    valeurs: Valeurs = {}
    for nom in TEXTES:
        ancien, nouveau = getattr(acteur, nom), getattr(fiche, nom)
        if nouveau and normaliser(ancien) != normaliser(nouveau):
            valeurs[nom] = [ancien, nouveau]
    for nom in CODES:
        ancien, nouveau = getattr(acteur, nom), getattr(fiche, nom)
        if nouveau and ancien != nouveau:
            valeurs[nom] = [ancien, nouveau]
    if not acteur.siret:
        valeurs["siret"] = ["", fiche.siret]
    if fiche.ess and acteur.releve_ess is False:
        valeurs["ess"] = [acteur.ess, True]
    partie_de = acteur.commune.parent_id if acteur.commune else None
    if fiche.commune_id not in (acteur.commune_id, partie_de):
        valeurs["commune_id"] = [acteur.commune_id, fiche.commune_id]
    place = acteur.precision not in (Acteur.Precision.COMMUNE, Acteur.Precision.INCONNUE)
    precise = fiche.precision in (Acteur.Precision.ADRESSE, Acteur.Precision.VOIE)
    if fiche.lon is not None and (
        not {*LIEU}.isdisjoint(valeurs) or (precise and not place) or acteur.lon is None
    ):
        for nom in POINT:
            valeurs[nom] = [getattr(acteur, nom), getattr(fiche, nom)]
    if fiche.masque_themes and not acteur.masque_themes:
        valeurs["thematiques"] = [
            [],
            [code for bit, code in bits.items() if fiche.masque_themes & bit],
        ]
    return valeurs


class Decisions:
    """Proposals pending on some actors and refusals, read at once; new ones written at once."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.en_attente: dict[tuple[int, str], PropositionOfficielle] = {}
        self.refus: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self.refus_empreintes: set[tuple[int, str, int]] = set()
        self.neuves: list[PropositionOfficielle] = []
        self.changees: list[PropositionOfficielle] = []
        vues = PropositionOfficielle.objects.filter(
            acteur__in=list(ids), etat__in=[Etat.A_EXAMINER, Etat.REFUSEE]
        )
        for proposition in vues:
            pk, nature = proposition.acteur_id, proposition.nature
            if proposition.etat == Etat.A_EXAMINER:
                self.en_attente[pk, nature] = proposition
                continue
            self.refus_empreintes.add((pk, nature, proposition.empreinte))
            for nom, (_, nouveau) in proposition.valeurs.items():
                self.refus[pk].add((nom, json.dumps(nouveau)))

    def sans_les_refus(self, pk: int, valeurs: Valeurs) -> Valeurs:
        """Return the changes nobody refused; a point goes with the place it belongs to."""
        refus = self.refus.get(pk)
        if not refus:
            return valeurs
        gardees = {n: v for n, v in valeurs.items() if (n, json.dumps(v[1])) not in refus}
        lieu_refuse = {*LIEU} & valeurs.keys() and not {*LIEU} & gardees.keys()
        if lieu_refuse or not {*POINT} <= gardees.keys():
            gardees = {n: v for n, v in gardees.items() if n not in POINT}
        return gardees

    def proposer(
        self,
        acteur: Acteur,
        nature: str,
        valeurs: Valeurs,
        motif: str,
        empreinte: int,
        travail: ImportOfficiel,
    ) -> bool:
        """Note a proposal to write, or bring the pending one up to date; False: nothing new."""
        attente = self.en_attente.get((acteur.pk, nature))
        if not valeurs or (acteur.pk, nature, empreinte) in self.refus_empreintes:
            if attente:
                attente.delete()
            return False
        if attente is None:
            self.neuves.append(
                PropositionOfficielle(
                    acteur=acteur,
                    nature=nature,
                    valeurs=valeurs,
                    motif=motif[:300],
                    empreinte=empreinte,
                    travail=travail,
                )
            )
            return True
        if attente.valeurs == valeurs and attente.empreinte == empreinte:
            return False
        attente.valeurs, attente.motif, attente.empreinte = valeurs, motif[:300], empreinte
        attente.travail = travail
        attente.modifie_le = timezone.now()
        self.changees.append(attente)
        return True

    def enregistrer(self) -> None:
        """Write what was noted."""
        PropositionOfficielle.objects.bulk_create(self.neuves)
        PropositionOfficielle.objects.bulk_update(
            self.changees, ["valeurs", "motif", "empreinte", "travail", "modifie_le"]
        )
