"""Importing a file of actors: dry run or real, in batches that may be interrupted.

Each batch is one transaction that also writes how far the work has come, so a
killed worker resumes where it stopped and nothing is written or counted twice.
"""

from collections import Counter
from itertools import islice
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q

from acteurs.importers.lecture import FichierRefuse, lire_lignes
from acteurs.importers.lignes import Convertisseur, Ligne
from acteurs.models import Acteur, ImportActeurs, LigneSignalee
from acteurs.services.fiches import create_acteurs, update_acteur
from acteurs.services.references import survivants
from comptes.models import Organisation
from socle.texte import normaliser
from socle.travaux import ErreurTravail, Suivi
from territoires.models import Territoire

LOT = 200
"""Rows per transaction."""
AVERTISSEMENTS_MAX = 50
"""Distinct warnings kept in the summary."""
UNITE = ("siren", "rna")
"""Numbers of a legal unit, which may have several establishments."""
REUNIE = (
    "Numéro d’une fiche réunie à une autre\u00a0: c’est la fiche gardée qui est complétée, là où "
    "elle ne dit rien."
)


def execute_import(travail: ImportActeurs, suivi: Suivi) -> None:
    """Read the file from where the last attempt stopped, batch after batch.

    Raises:
        ErreurTravail: the file is gone or unreadable (French message).
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    fichier = travail.fichier
    if not storages["prive"].exists(fichier.chemin):
        raise ErreurTravail("Le fichier n’est plus conservé : envoyez-le de nouveau.")
    import_ = _Import(travail, suivi)
    try:
        with storages["prive"].open(fichier.chemin, "rb") as flux:
            lignes = lire_lignes(flux, fichier.format, fichier.encodage, fichier.separateur)
            next(lignes)
            for _, cellules in islice(lignes, travail.lignes_lues):
                import_.reprendre(cellules)
            while lot := list(islice(lignes, LOT)):
                import_.traiter(lot)
    except FichierRefuse as refus:
        raise ErreurTravail(str(refus)) from refus


class _Import:
    """State of one attempt."""

    def __init__(self, travail: ImportActeurs, suivi: Suivi) -> None:
        self.travail = travail
        self.suivi = suivi
        self.fichier = travail.fichier
        self.organisation = self.fichier.organisation
        options = travail.options
        territoire = Territoire.objects.filter(pk=options.get("territoire")).first()
        communs = {"statut": options.get("statut") or Acteur.Statut.PUBLIE}
        if options.get("source"):
            communs["source"] = options["source"]
        self.convertisseur = Convertisseur(
            travail.correspondance, len(self.fichier.entetes), territoire, communs
        )
        self.completer = bool(options.get("completer"))
        self.creer_doublons = bool(options.get("creer_doublons"))
        self.bilan: Counter[str] = Counter(
            {k: v for k, v in travail.bilan.items() if isinstance(v, int)}
        )
        self.avertissements: Counter[str] = Counter(travail.bilan.get("avertissements", {}))
        self.vues: set[tuple[str, ...]] = set()
        self.nouvelles: list[Ligne] = []

    def reprendre(self, cellules: list[str]) -> None:
        """Remember a row handled by an earlier attempt."""
        self.vues.add(self.convertisseur.cle(cellules))

    def traiter(self, lot: list[tuple[int, list[str]]]) -> None:
        """Convert, match and write one batch, with its progress, in one transaction."""
        with transaction.atomic():
            lignes = self.convertisseur.lire(lot)
            connus = _Connus(lignes)
            signalees = [s for ligne in lignes if (s := self._traiter_ligne(ligne, connus))]
            self._creer()
            LigneSignalee.objects.bulk_create(signalees)
            self.travail.lignes_lues += len(lot)
            self.travail.bilan = {
                **self.bilan,
                "avertissements": dict(self.avertissements.most_common(AVERTISSEMENTS_MAX)),
            }
            self.travail.save(update_fields=["lignes_lues", "bilan"])
            faites, total = self.travail.lignes_lues, max(self.fichier.lignes, 1)
            self.suivi(f"Ligne {faites} sur {total}", min(99, 100 * faites // total))

    def _creer(self) -> None:
        """Write the new entries of the batch."""
        if not self.travail.simulation:
            create_acteurs(
                saisies=[(ligne.champs, ligne.thematiques) for ligne in self.nouvelles],
                organisation=self.organisation,
                par=self.travail.demandeur,
                raison=f"Import de {self.fichier.nom}"[:100],
            )
        self.nouvelles = []

    def _traiter_ligne(self, ligne: Ligne, connus: "_Connus") -> LigneSignalee | None:
        if ligne.cle in self.vues and not ligne.motifs:
            ligne.motifs.append("Cette ligne répète un acteur déjà présent dans le fichier.")
        self.vues.add(ligne.cle)
        if ligne.motifs:
            return self._signaler(ligne, "rejet", " ".join(ligne.motifs))
        existant, semblable = connus.chercher(ligne)
        reunie = connus.reunie(ligne, existant)
        if reunie:
            existant = reunie
            ligne.avertissements.append(REUNIE)
        self.avertissements.update(ligne.avertissements)
        if existant is not None and self._peut_modifier(existant):
            self._mettre_a_jour(existant, ligne, completer=self.completer or bool(reunie))
            return None
        if existant is not None:
            motif = (
                "La fiche existe déjà et une autre organisation la tient : elle reste inchangée."
            )
            return self._signaler(ligne, "doublon", motif, existant)
        if semblable is not None and not self.creer_doublons:
            return self._signaler(
                ligne, "doublon", "Un acteur du même nom existe déjà, sans être sûrement le même.",
                semblable,
            )  # fmt: skip
        self.bilan["crees"] += 1
        self.nouvelles.append(ligne)
        return None

    def _mettre_a_jour(self, acteur: Acteur, ligne: Ligne, *, completer: bool) -> None:
        champs = {n: v for n, v in ligne.champs.items() if n != "statut"}
        if completer:
            champs = {n: v for n, v in champs.items() if getattr(acteur, n) in ("", None)}
        change = {n: v for n, v in champs.items() if getattr(acteur, n) != v}
        if change.get("precision") and not {"lon", "lat"} & change.keys():
            del change["precision"]
        if acteur.ess is None and change.get("ess", not acteur.releve_ess) == acteur.releve_ess:
            del change["ess"]  # its family says so already
        if "type" in change and "sous_type" not in champs:
            change["sous_type"] = None  # a form belongs to its family
        themes = list(acteur.thematiques.all())
        nouveaux = [t for t in ligne.thematiques if t not in themes]
        if not change and not nouveaux:
            self.bilan["inchanges"] += 1
            return
        self.bilan["modifies"] += 1
        if not self.travail.simulation:
            update_acteur(
                acteur=acteur,
                champs=change,
                thematiques=[*themes, *nouveaux] if nouveaux else None,
                par=self.travail.demandeur,
                confirme=True,
                raison=f"Import de {self.fichier.nom}"[:100],
            )

    def _peut_modifier(self, acteur: Acteur) -> bool:
        if acteur.organisation_id == self.organisation.pk:
            return True
        reseau = self.organisation.nature == Organisation.Nature.RESEAU_ESS
        return reseau and acteur.statut == Acteur.Statut.PUBLIE

    def _signaler(
        self, ligne: Ligne, nature: str, motif: str, acteur: Acteur | None = None
    ) -> LigneSignalee:
        self.bilan["rejets" if nature == "rejet" else "doublons"] += 1
        return LigneSignalee(
            travail=self.travail,
            numero=ligne.numero,
            nature=nature,
            valeurs=ligne.cellules,
            motif=motif[:500],
            acteur=acteur,
        )


class _Connus:
    """Live entries that a batch may speak of, fetched in six queries at most."""

    def __init__(self, lignes: list[Ligne]) -> None:
        sirets = {ligne.champs["siret"] for ligne in lignes if ligne.champs.get("siret")}
        noms = {normaliser(ligne.champs.get("nom", ""))[:300] for ligne in lignes} - {""}
        acteurs = (
            Acteur.objects.filter(Q(siret__in=sirets) | Q(nom_seul__in=noms))
            .exclude(statut=Acteur.Statut.ARCHIVE)
            .select_related("type", "sous_type", "commune")
            .prefetch_related("thematiques")
        )
        self.par_siret: dict[str, Acteur] = {}
        self.par_nom: dict[str, list[Acteur]] = {}
        for acteur in acteurs:
            if acteur.siret:
                self.par_siret[acteur.siret] = acteur
            self.par_nom.setdefault(acteur.nom_seul, []).append(acteur)
        self.reunies = {
            colonne: survivants(colonne, (ligne.champs.get(colonne, "") for ligne in lignes))
            for colonne in ("siret", *UNITE)
        }
        self.partages = self._partages()

    def _partages(self) -> set[tuple[str, str]]:
        """Return the numbers of legal units that other live entries have, too."""
        condition = Q()
        for colonne in UNITE:
            if self.reunies[colonne]:
                gardees = [a.pk for a in self.reunies[colonne].values()]
                condition |= Q(**{f"{colonne}__in": list(self.reunies[colonne])}) & ~Q(
                    pk__in=gardees
                )
        if not condition:
            return set()
        autres = Acteur.objects.filter(condition).exclude(statut=Acteur.Statut.ARCHIVE)
        return {
            (colonne, numero)
            for numeros in autres.values_list(*UNITE)
            for colonne, numero in zip(UNITE, numeros, strict=True)
        }

    def reunie(self, ligne: Ligne, existant: Acteur | None) -> Acteur | None:
        """Return the entry kept of one that joined it, by its number; what the row says completes it.

        The numbers of a legal unit say nothing of a row that has a SIRET, nor of one recognised
        otherwise, nor where the unit has several entries.
        """
        siret = ligne.champs.get("siret", "")
        if siret:
            return None if siret in self.par_siret else self.reunies["siret"].get(siret)
        if existant is not None:
            return None
        trouvees = {
            gardee.pk: gardee
            for colonne in UNITE
            for numero in [ligne.champs.get(colonne, "")]
            if (gardee := self.reunies[colonne].get(numero))
            and (colonne, numero) not in self.partages
        }
        return next(iter(trouvees.values())) if len(trouvees) == 1 else None

    def chercher(self, ligne: Ligne) -> tuple[Acteur | None, Acteur | None]:
        """Return (the same actor, a look-alike): same SIRET, else same name and commune."""
        siret = ligne.champs.get("siret", "")
        if siret and siret in self.par_siret:
            return self.par_siret[siret], None
        homonymes = [
            a
            for a in self.par_nom.get(normaliser(ligne.champs["nom"])[:300], [])
            if not (siret and a.siret)  # two SIRET: two establishments
        ]
        commune: Any = ligne.champs.get("commune")
        memes = [a for a in homonymes if a.commune_id == (commune.pk if commune else None)]
        if len(memes) == 1:
            return memes[0], None
        douteux = memes or [a for a in homonymes if not commune or not a.commune_id]
        return None, douteux[0] if douteux else None
