"""Interviews held before: read from a spreadsheet, shown first, then written all at once.

A file holds one line per interview (each question its column) or one line per answer. What
cannot be understood is rejected line by line, with its reason; an import writes everything
the preview showed, or nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes
from acteurs.models import Acteur
from diagnostics.models import (
    Anonymat,
    DepotEntretiens,
    Diagnostic,
    Entretien,
    PersonneRencontree,
    QuestionGrille,
    Reponse,
    VersionGrille,
)
from diagnostics.services.entretiens import CONSERVATION
from diagnostics.services.saisie import LONGUEUR_MAX
from socle.texte import normaliser
from territoires.models import Commune

LIGNES_MAX: Final = 2000
PAR_ENTRETIEN: Final = "entretien"
PAR_REPONSE: Final = "reponse"
CIBLES: Final = {
    "": "Ne pas reprendre",
    "titre": "Intitulé",
    "acteur": "Acteur rencontré",
    "date": "Date",
    "lieu": "Lieu",
    "commune": "Commune",
    "personne": "Personne rencontrée (réservé)",
    "fonction": "Fonction de la personne",
    "notes": "Notes libres",
    "question": "Question posée (une ligne par réponse)",
    "reponse": "Réponse (une ligne par réponse)",
}
_SYNONYMES: Final = {
    "titre": ("titre", "intitule", "entretien", "nom de l entretien"),
    "acteur": ("acteur", "structure", "organisme", "nom de la structure", "acteur rencontre"),
    "date": ("date", "date de l entretien", "le", "jour"),
    "lieu": ("lieu", "adresse", "endroit"),
    "commune": ("commune", "ville"),
    "personne": ("personne", "personne rencontree", "interlocuteur", "contact", "nom"),
    "fonction": ("fonction", "poste", "role"),
    "notes": ("notes", "note", "remarques", "commentaires", "compte rendu", "observations"),
    "question": ("question", "question posee"),
    "reponse": ("reponse", "reponses", "verbatim"),
}
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass
class EntretienLu:
    """An interview read in the file, ready to be written."""

    titre: str
    acteur: Acteur | None = None
    jour: date | None = None
    date_texte: str = ""
    lieu: str = ""
    commune: Commune | None = None
    personne: str = ""
    fonction: str = ""
    notes: list[str] = field(default_factory=list)
    reponses: dict[int, tuple[str, str]] = field(default_factory=dict)
    lignes: list[int] = field(default_factory=list)


@dataclass
class Analyse:
    """What an import would write, and the lines set aside: (number, reason, cells)."""

    entretiens: list[EntretienLu] = field(default_factory=list)
    rejets: list[tuple[int, str, list[str]]] = field(default_factory=list)

    @property
    def nombre_reponses(self) -> int:
        """How many answers would be written, free notes aside."""
        return sum(len(e.reponses) for e in self.entretiens)


class _LigneRefusee(Exception):
    """This line cannot be understood; the message (French) says why."""


def deposer(
    *, diagnostic: Diagnostic, fichier: Any, nom: str, taille: int, par: Any
) -> DepotEntretiens:
    """Read a file whole and keep its rows until they are imported.

    Raises:
        ValidationError: the file cannot be used (the reason and the remedy).
    """
    try:
        examen = examiner(fichier, nom, taille)
        _limiter(examen.lignes)
        lues = list(lire_lignes(fichier, examen.format, examen.encodage, examen.separateur))[1:]
    except FichierRefuse as erreur:
        message = str(erreur).replace("les suivantes les acteurs", "les suivantes les entretiens")
        raise ValidationError(message, code="fichier") from erreur
    largeur = len(examen.entetes)
    depot = DepotEntretiens(
        diagnostic=diagnostic,
        depose_par=par,
        nom=nom[:200],
        entetes=examen.entetes,
        lignes=[[n, [*c, *[""] * largeur][:largeur]] for n, c in lues],
    )
    depot.reglages = deviner(depot, None)
    depot.save()
    return depot


def _limiter(lignes: int) -> None:
    if lignes > LIGNES_MAX:
        raise FichierRefuse(
            f"Ce fichier compte {lignes} lignes\u00a0: découpez-le, {LIGNES_MAX} au plus à la fois."
        )


def deviner(depot: DepotEntretiens, version: VersionGrille | None) -> dict[str, Any]:
    """Guess what each column holds, from its header and the questions of the grid."""
    normalises = [normaliser(e) for e in depot.entetes]
    colonnes = [""] * len(normalises)
    for cible, noms in _SYNONYMES.items():
        rang = next((i for i, e in enumerate(normalises) if e in noms and not colonnes[i]), None)
        if rang is not None:
            colonnes[rang] = cible
    for question in version.questions.all() if version else ():
        cle = normaliser(question.texte)
        for rang, entete in enumerate(normalises):
            if not colonnes[rang] and entete and entete == cle:
                colonnes[rang] = f"q:{question.cle}"
    forme = PAR_REPONSE if {"question", "reponse"} <= set(colonnes) else PAR_ENTRETIEN
    return {"forme": forme, "grille": version.pk if version else None, "colonnes": colonnes}


@transaction.atomic
def regler(
    *,
    depot: DepotEntretiens,
    version: VersionGrille | None,
    forme: str,
    colonnes: Sequence[str],
) -> DepotEntretiens:
    """Keep the mapping chosen; a new grid is guessed again."""
    depot = DepotEntretiens.objects.select_for_update().get(pk=depot.pk)
    nouvelle = (version.pk if version else None) != depot.reglages.get("grille")
    if nouvelle:
        proposees = deviner(depot, version)["colonnes"]
        gardees = [c if c in CIBLES else "" for c in colonnes]
        colonnes = [g or p for g, p in zip(gardees, proposees, strict=False)] or proposees
    cles = {f"q:{q.cle}" for q in version.questions.all()} if version else set()
    depot.reglages = {
        "forme": PAR_REPONSE if forme == PAR_REPONSE else PAR_ENTRETIEN,
        "grille": version.pk if version else None,
        "colonnes": [c if c in CIBLES or c in cles else "" for c in colonnes][: len(depot.entetes)],
    }
    depot.save(update_fields=["reglages"])
    return depot


# ── Reading ─────────────────────────────────────────────────────────────────
class _Lecteur:
    """Turns rows into interviews; what the démarche knows is read once."""

    def __init__(self, depot: DepotEntretiens) -> None:
        self.diagnostic = depot.diagnostic
        self.colonnes: list[str] = depot.reglages["colonnes"]
        self.entetes = depot.entetes
        self.forme = depot.reglages["forme"]
        version = VersionGrille.objects.filter(
            pk=depot.reglages.get("grille"), grille__diagnostic=depot.diagnostic
        ).first()
        self.version = version
        self.questions: list[QuestionGrille] = list(version.questions.all()) if version else []
        self.par_cle = {q.cle: q for q in self.questions}
        self.par_texte = {normaliser(q.texte): q for q in self.questions}
        self.acteurs: dict[str, Acteur] = {}
        for acteur in self.diagnostic.acteurs.all():
            for nom in (acteur.nom, acteur.sigle):
                if nom:
                    self.acteurs.setdefault(normaliser(nom), acteur)
        self.communes = {
            normaliser(c.nom): c for c in self.diagnostic.territoire.communes.order_by("-pk")
        }
        self.deja = {
            (normaliser(titre), jour)
            for titre, jour in self.diagnostic.entretiens.values_list("titre", "date")
        }

    def champs(self, cellules: list[str]) -> dict[str, str]:
        """Return the cells by target; those of one target are joined."""
        lus: dict[str, list[str]] = {}
        for rang, cible in enumerate(self.colonnes):
            if cible and rang < len(cellules) and cellules[rang]:
                lus.setdefault(cible, []).append(cellules[rang])
        return {c: "\n".join(v) for c, v in lus.items()}

    def entretien(self, champs: dict[str, str]) -> EntretienLu:
        """Read what is told of the interview itself."""
        acteur = self.acteurs.get(normaliser(champs.get("acteur", "")))
        titre = champs.get("titre", "").strip()
        nom = champs.get("acteur", "").strip()
        if not titre and nom:
            titre = f"Entretien avec {nom}"
        if not titre:
            raise _LigneRefusee("ni intitulé ni acteur")
        if len(titre) > 200:  # noqa: PLR2004 - length of the field
            raise _LigneRefusee("intitulé de plus de 200 caractères")
        jour, date_texte = _lire_date(champs.get("date", ""))
        commune = None
        if champs.get("commune"):
            commune = self.communes.get(normaliser(champs["commune"]))
            if commune is None:
                raise _LigneRefusee(f"commune inconnue du territoire\u00a0: {champs['commune']}")
        return EntretienLu(
            titre=titre,
            acteur=acteur,
            jour=jour,
            date_texte=date_texte,
            lieu=champs.get("lieu", "")[:200],
            commune=commune,
            personne=champs.get("personne", "")[:120],
            fonction=champs.get("fonction", "")[:120],
            notes=[champs["notes"]] if champs.get("notes") else [],
        )

    def reponse(self, question: QuestionGrille, texte: str) -> tuple[str, str]:
        """Return (text, value) of an answer; a value among those proposed is recognised."""
        if len(texte) > LONGUEUR_MAX:
            raise _LigneRefusee(f"réponse de plus de {LONGUEUR_MAX} caractères")
        premiere, _, reste = texte.partition("\n")
        for valeur in question.valeurs:
            if normaliser(premiere) == normaliser(valeur):
                return reste.strip(), valeur
        if question.nature == QuestionGrille.Nature.ECHELLE and texte.strip().isdigit():
            raise _LigneRefusee(f"note hors de l’échelle de 1 à 5\u00a0: {texte}")
        return texte, ""


def _lire_date(texte: str) -> tuple[date | None, str]:
    texte = texte.strip()
    if not texte:
        return None, ""
    trouve = _DATE.match(texte)
    if trouve is None:
        return None, texte[:80]
    a, m, j, j2, m2, a2 = trouve.groups()
    try:
        return date(int(a or a2), int(m or m2), int(j or j2)), ""
    except ValueError:
        raise _LigneRefusee(f"date impossible\u00a0: {texte}") from None


def analyser(depot: DepotEntretiens) -> Analyse:
    """Return what the import would write, and what it would reject; nothing is written."""
    lecteur = _Lecteur(depot)
    analyse = Analyse()
    ranges: dict[tuple[str, date | None, str], EntretienLu] = {}
    for numero, cellules in depot.lignes:
        try:
            lu = _lire_ligne(lecteur, cellules, ranges)
        except _LigneRefusee as refus:
            analyse.rejets.append((numero, str(refus), cellules))
        else:
            lu.lignes.append(numero)
    analyse.entretiens = list(ranges.values())
    return analyse


def _lire_ligne(
    lecteur: _Lecteur,
    cellules: list[str],
    ranges: dict[tuple[str, date | None, str], EntretienLu],
) -> EntretienLu:
    """Read one line; in a file of answers, several make one interview."""
    champs = lecteur.champs(cellules)
    lu = lecteur.entretien(champs)
    cle = (normaliser(lu.titre), lu.jour, lu.date_texte)
    if cle[:2] in lecteur.deja:
        raise _LigneRefusee("un entretien de même intitulé et de même date existe déjà")
    connu = ranges.get(cle)
    if connu and lecteur.forme == PAR_ENTRETIEN:
        raise _LigneRefusee("même intitulé et même date qu’une ligne précédente")
    _lire_reponses(lecteur, connu or lu, champs, cellules)
    if connu:
        connu.notes += [n for n in lu.notes if n not in connu.notes]
        return connu
    ranges[cle] = lu
    return lu


def _lire_reponses(
    lecteur: _Lecteur, lu: EntretienLu, champs: dict[str, str], cellules: list[str]
) -> None:
    """Add the answers of a line; all of them are read before any is kept."""
    if lecteur.forme == PAR_REPONSE:
        texte = champs.get("question", "")
        if not champs.get("reponse"):
            raise _LigneRefusee("réponse vide")
        question = lecteur.par_texte.get(normaliser(texte))
        if question is None:
            lu.notes.append(f"{texte}\u00a0: {champs['reponse']}" if texte else champs["reponse"])
            return
        if question.pk in lu.reponses:
            raise _LigneRefusee("deuxième réponse à la même question")
        lu.reponses[question.pk] = lecteur.reponse(question, champs["reponse"])
        return
    lues = {}
    for rang, cible in enumerate(lecteur.colonnes):
        if cible.startswith("q:") and rang < len(cellules) and cellules[rang]:
            question = lecteur.par_cle.get(cible[2:])
            if question:
                lues[question.pk] = lecteur.reponse(question, cellules[rang])
    lu.reponses.update(lues)


# ── Writing ─────────────────────────────────────────────────────────────────
@transaction.atomic
def importer(*, depot: DepotEntretiens, par: Any) -> int:
    """Write what the analysis found, all or nothing; return how many interviews.

    The file's rows are forgotten, but for the rejected ones, kept to be downloaded.
    """
    Diagnostic.objects.select_for_update().get(pk=depot.diagnostic_id)
    depot = (
        DepotEntretiens.objects.select_for_update(of=("self",))
        .select_related("diagnostic__territoire")
        .get(pk=depot.pk)
    )
    if "importes" in depot.reglages:
        return int(depot.reglages["importes"])
    analyse = analyser(depot)
    _ecrire(depot, analyse, par)
    depot.lignes = [[n, [*cellules, motif]] for n, motif, cellules in analyse.rejets]
    depot.reglages["importes"] = len(analyse.entretiens)
    depot.save()
    return len(analyse.entretiens)


def _ecrire(depot: DepotEntretiens, analyse: Analyse, par: Any) -> None:
    dernier = depot.diagnostic.entretiens.aggregate(m=Max("ordre"))["m"] or 0
    entretiens = [
        Entretien(
            diagnostic=depot.diagnostic,
            titre=lu.titre,
            acteur=lu.acteur,
            statut=Entretien.Statut.REALISE,
            date=lu.jour,
            date_texte=lu.date_texte,
            lieu=lu.lieu,
            commune=lu.commune,
            grille_id=depot.reglages.get("grille") if lu.reponses else None,
            anonymat=Anonymat.STRUCTURE,
            ordre=dernier + rang,
        )
        for rang, lu in enumerate(analyse.entretiens, 1)
    ]
    historique = {"default_user": par, "default_change_reason": "Import"}
    bulk_create_with_history(entretiens, Entretien, **historique)
    ecrits = list(zip(entretiens, analyse.entretiens, strict=True))
    bulk_create_with_history(
        [r for e, lu in ecrits for r in _reponses(e, lu, par)], Reponse, **historique
    )
    PersonneRencontree.objects.bulk_create(
        PersonneRencontree(
            entretien=e,
            nom=lu.personne,
            fonction=lu.fonction,
            conserver_jusqu_au=(lu.jour or date.today()) + CONSERVATION,  # noqa: DTZ011
        )
        for e, lu in ecrits
        if lu.personne
    )


def _reponses(entretien: Entretien, lu: EntretienLu, par: Any) -> Iterable[Reponse]:
    for question, (texte, valeur) in lu.reponses.items():
        yield Reponse(
            entretien=entretien, question_id=question, texte=texte, valeur=valeur, auteur=par
        )
    if lu.notes:
        yield Reponse(entretien=entretien, texte="\n".join(lu.notes)[:LONGUEUR_MAX], auteur=par)
