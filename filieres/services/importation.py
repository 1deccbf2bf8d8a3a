"""Read a spreadsheet of actors or of flows: what it would do is shown first, every rejected row
is told, nothing is kept on the server between the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes
from acteurs.models import Acteur
from filieres.colonnes import COLONNES, DEHORS, OBLIGATOIRES, SYNONYMES
from filieres.lieux import trouver_commune
from filieres.models import Certitude, Filiere, Flux, Position
from filieres.nombres import lire_nombre
from filieres.services.ecriture import modifier, verifier_chez_soi
from filieres.services.flux import ajouter_flux
from filieres.services.positions import ajouter_position
from socle.texte import normaliser

LIGNES_MAX: Final = 500
SEL: Final = "filieres.importation"
_NOMBRES: Final = {
    "capacite", "etp", "etp_insertion", "part_ca", "volume", "bas", "haut", "prix",
    "masse_unitaire_kg", "distance_km",
}  # fmt: skip
_OUI, _NON = {"oui", "o", "vrai", "x", "1", "yes"}, {"non", "n", "faux", "0", "no"}


@dataclass(frozen=True)
class Tableau:
    """A file as read: headers and rows with their number."""

    genre: str
    entetes: list[str]
    lignes: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Proposition:
    """A row that would be written."""

    ligne: int
    titre: str
    champs: dict[str, Any]
    objet: Any = None
    """What it changes; None: it adds."""
    dit: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejet:
    """A row set aside and why."""

    ligne: int
    motif: str
    extrait: str


@dataclass
class Apercu:
    """What a file would do with these columns."""

    propositions: list[Proposition] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)

    @property
    def nouvelles(self) -> int:
        """How many rows would come."""
        return sum(p.objet is None for p in self.propositions)

    @property
    def modifiees(self) -> int:
        """How many would change."""
        return len(self.propositions) - self.nouvelles


def lire_fichier(*, genre: str, fichier: IO[bytes], nom: str, taille: int) -> Tableau:
    """Read the rows of a file.

    Raises:
        FichierRefuse: it cannot be read, or is too long.
    """
    examen = examiner(fichier, nom, taille)
    if examen.lignes > LIGNES_MAX:
        raise FichierRefuse(f"Ce fichier compte plus de {LIGNES_MAX} lignes : partagez-le.")
    rangees = lire_lignes(
        fichier, examen.format, encodage=examen.encodage, separateur=examen.separateur
    )
    next(rangees, None)  # the headers
    return Tableau(genre, examen.entetes, [(n, [_nettoyer(c) for c in cs]) for n, cs in rangees])


def _nettoyer(brut: str) -> str:
    """Return the text of a cell, without the quote that our exports put before a formula."""
    texte = brut.strip()
    return texte[1:] if texte.startswith("'") and texte[1:2] in {"=", "+", "-", "@"} else texte


def deviner(tableau: Tableau) -> list[str]:
    """Guess what each column is: a key of ``COLONNES``, or nothing; each key once."""
    connues = {**SYNONYMES, **{normaliser(v): k for k, v in COLONNES[tableau.genre].items()}}
    vus: set[str] = set()
    devines = []
    for entete in tableau.entetes:
        cle = connues.get(normaliser(entete), "")
        if cle not in COLONNES[tableau.genre] or cle in vus:
            cle = ""
        vus.add(cle)
        devines.append(cle)
    return devines


def sceller(tableau: Tableau, *, filiere: Filiere) -> str:
    """Return the rows, signed: they come back from the page as they left."""
    contenu = {"f": filiere.pk, "g": tableau.genre, "e": tableau.entetes, "l": tableau.lignes}
    return signing.dumps(contenu, salt=SEL, compress=True)


def ouvrir(scelle: str, *, filiere: Filiere) -> Tableau:
    """Return the rows of a preview.

    Raises:
        ValidationError: altered, of another filière, or older than a day.
    """
    try:
        contenu = signing.loads(scelle, salt=SEL, max_age=86_400)
    except signing.BadSignature:
        contenu = {}
    if contenu.get("f") != filiere.pk:
        raise ValidationError("Cet aperçu n’est plus valable\u00a0: déposez de nouveau le fichier.")
    return Tableau(contenu["g"], contenu["e"], [(n, cs) for n, cs in contenu["l"]])


# ── Understanding the rows ──────────────────────────────────────────────────
class _Lecteur:
    """Understands the cells of one filière's file."""

    def __init__(self, filiere: Filiere, genre: str, utilisateur: Any) -> None:
        self.filiere, self.genre, self.utilisateur = filiere, genre, utilisateur
        self.maillons: dict[str, list[Any]] = {}
        for maillon in filiere.maillons.all():
            self.maillons.setdefault(normaliser(maillon.intitule), []).append(maillon)
        self.gisements = {normaliser(g.ressource): g for g in filiere.gisements.all()}
        self.communes: dict[str, Any] = {}
        lignes: Any = filiere.flux
        if genre == "positions":
            lignes = Position.objects.filter(maillon__filiere=filiere)
            lignes = lignes.select_related("acteur")
        self.existantes = {ligne.reference: ligne for ligne in lignes.all()}
        self.connues = {_cle(ligne) for ligne in self.existantes.values()}
        self.acteurs: dict[str, list[Acteur]] = {}

    def retenir_acteurs(self, noms: set[str]) -> None:
        """Find in one query the actors of the directory bearing these names."""
        lisibles = Acteur.objects.visibles_par(self.utilisateur).exclude(
            statut=Acteur.Statut.ARCHIVE
        )
        for acteur in lisibles.filter(nom_normalise__in={normaliser(n) for n in noms}):
            self.acteurs.setdefault(acteur.nom_normalise, []).append(acteur)

    def lire(self, cellules: Mapping[str, str]) -> tuple[dict[str, Any], Any]:
        """Return the fields of a row, and the row it changes (None: a new one).

        Raises:
            ValidationError: cells are not understood; the messages say which, all of them, and why.
        """
        objet = None
        if cellules.get("reference"):
            objet = self.existantes.get(cellules["reference"])
            if objet is None:
                raise ValidationError("Référence inconnue dans cette filière.")
        erreurs = [
            f"«\u00a0{COLONNES[self.genre][cle]}\u00a0» est vide."
            for cle in OBLIGATOIRES[self.genre]
            if objet is None and not cellules.get(cle)
        ]
        champs: dict[str, Any] = {}
        for cle, valeur in cellules.items():
            if valeur and cle != "reference":
                try:
                    champs |= self._comprendre(cle, valeur)
                except ValidationError as erreur:
                    nom = COLONNES[self.genre][cle]
                    erreurs += [
                        message if nom in message else f"{nom}\u00a0: {message}"
                        for message in erreur.messages
                    ]
        if erreurs:
            raise ValidationError(erreurs)
        if self.genre == "positions":
            self._relier(champs, objet)
        return champs, objet

    def _comprendre(self, cle: str, valeur: str) -> dict[str, Any]:
        """Return what a cell says, by name of field."""
        if cle in _NOMBRES:
            return {cle: lire_nombre(valeur)}
        lire = {
            "annee": lambda v: {"annee": int(lire_nombre(v))},
            "maillon": lambda v: {"maillon": self._maillon(v)},
            "origine": self._origine,
            "arrivee": self._arrivee,
            "commune": self._commune,
            "potentielle": lambda v: {"potentielle": _oui_non("potentielle", v)},
            "ess": lambda v: {"ess": _oui_non("ess", v)},
            "certitude": _certitude,
            "nom": lambda v: {"nom_libre": v},
        }.get(cle)
        return lire(valeur) if lire else {cle: valeur}

    def _origine(self, valeur: str) -> dict[str, Any]:
        if normaliser(valeur) in self.maillons:
            return {"depart": self._maillon(valeur), "gisement": None}
        gisement = self.gisements.get(normaliser(valeur))
        if gisement is None:
            raise ValidationError(
                f"«\u00a0{valeur[:60]}\u00a0» n’est ni un maillon ni un gisement."
            )
        return {"gisement": gisement, "depart": None}

    def _arrivee(self, valeur: str) -> dict[str, Any]:
        dehors = normaliser(valeur) == normaliser(DEHORS)
        return {"arrivee": None if dehors else self._maillon(valeur)}

    def _commune(self, valeur: str) -> dict[str, Any]:
        if valeur not in self.communes:
            self.communes[valeur] = trouver_commune(_code_seul(valeur))
        return {"commune": self.communes[valeur]}

    def _maillon(self, valeur: str) -> Any:
        trouves = self.maillons.get(normaliser(valeur), [])
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            raise ValidationError(f"Plusieurs maillons s’appellent «\u00a0{valeur[:60]}\u00a0».")
        raise ValidationError(
            f"Maillon «\u00a0{valeur[:60]}\u00a0» inconnu\u00a0: ajoutez-le d’abord à la filière."
        )

    def _relier(self, champs: dict[str, Any], objet: Any) -> None:
        """Link to the entry of the directory of this name (and commune), when there is one only."""
        nom = champs.get("nom_libre")
        if not nom or (objet is not None and objet.nom == nom):
            champs.pop("nom_libre", None) if objet is not None else None
            return
        meme = self.acteurs.get(normaliser(nom), [])
        if champs.get("commune"):
            meme = [a for a in meme if a.commune_id == champs["commune"].pk] or meme
        champs["acteur"] = meme[0] if len(meme) == 1 else None


def _certitude(valeur: str) -> dict[str, Any]:
    mots = {normaliser(mot): code for code, mot in Certitude.choices}
    if normaliser(valeur) not in mots:
        raise ValidationError(
            f"Certitude «\u00a0{valeur[:40]}\u00a0» inconnue\u00a0: sûre, probable ou à vérifier."
        )
    return {"certitude": mots[normaliser(valeur)]}


def _code_seul(valeur: str) -> str:
    """Return the INSEE code of « Albert (80016) », as our exports write it."""
    debut, _, fin = valeur.rpartition(" (")
    return fin.rstrip(")") if debut and fin.rstrip(")").isalnum() else valeur


def _oui_non(cle: str, valeur: str) -> bool:
    mot = normaliser(valeur)
    if mot in _OUI | _NON:
        return mot in _OUI
    raise ValidationError(f"{COLONNES['positions'][cle]}\u00a0: répondez par oui ou par non.")


def _cle(ligne: Any) -> tuple[Any, ...]:
    """What makes two rows the same."""
    if isinstance(ligne, Position):
        return (ligne.maillon_id, ligne.acteur_id or normaliser(ligne.nom_libre))
    return (
        ligne.depart_id, ligne.gisement_id, ligne.arrivee_id, normaliser(ligne.matiere),
        ligne.position_depart_id, ligne.position_arrivee_id,
    )  # fmt: skip


def preparer(
    *, filiere: Filiere, tableau: Tableau, colonnes: list[str], utilisateur: Any
) -> Apercu:
    """Say what a file would do when its columns mean ``colonnes``; nothing is written.

    Raises:
        ValidationError: a column is missing, or chosen twice.
    """
    libelles = COLONNES[tableau.genre]
    choisies = [c for c in colonnes if c]
    if len(set(choisies)) != len(choisies):
        raise ValidationError("Deux colonnes du fichier désignent la même chose\u00a0: choisissez.")
    manquent = [libelles[c] for c in OBLIGATOIRES[tableau.genre] if c not in choisies]
    if manquent and "reference" not in choisies:
        raise ValidationError(f"Dites quelle colonne est\u00a0: {', '.join(manquent)}.")
    apercu = Apercu(
        ignorees=[e for e, c in zip(tableau.entetes, colonnes, strict=False) if not c and e]
    )
    lecteur = _Lecteur(filiere, tableau.genre, utilisateur)
    rangees = [
        (n, {c: v for c, v in zip(colonnes, cellules, strict=False) if c})
        for n, cellules in tableau.lignes
    ]
    if tableau.genre == "positions":
        lecteur.retenir_acteurs({r["nom"] for _, r in rangees if r.get("nom")})
    vues: set[Any] = set()
    for numero, rangee in rangees:
        if not any(rangee.values()):
            continue
        try:
            apercu.propositions.append(_proposer(numero, rangee, lecteur, vues, libelles))
        except ValidationError as erreur:
            extrait = " · ".join(v for v in rangee.values() if v)
            apercu.rejets.append(Rejet(numero, " ".join(erreur.messages), extrait[:100]))
    return apercu


def _proposer(
    numero: int,
    rangee: dict[str, str],
    lecteur: _Lecteur,
    vues: set[Any],
    libelles: Mapping[str, str],
) -> Proposition:
    champs, objet = lecteur.lire(rangee)
    essai = _essayer(lecteur, champs, objet)
    cle = _cle(essai)
    if cle in vues or (objet is None and cle in lecteur.connues):
        raise ValidationError("Déjà dans la filière, ou plus haut dans le fichier.")
    vues.add(cle)
    essai.full_clean()
    verifier_chez_soi(essai)
    dit = tuple(
        f"{libelles[c]}\u00a0: {v[:60]}" for c, v in rangee.items() if v and c != "reference"
    )
    return Proposition(numero, str(essai), champs, objet, dit)


def _essayer(lecteur: _Lecteur, champs: dict[str, Any], objet: Any) -> Any:
    """Return the row as it would be, unsaved."""
    if objet is None:
        if lecteur.genre == "positions":
            return Position(**champs)
        return Flux(filiere=lecteur.filiere, **champs)
    essai = type(objet).objects.get(pk=objet.pk)
    for nom, valeur in champs.items():
        setattr(essai, nom, valeur)
    return essai


@transaction.atomic
def importer(*, filiere: Filiere, apercu: Apercu, par: Any) -> tuple[int, list[Rejet]]:
    """Write the rows; return how many were, and those that no longer could be."""
    faites, rejets = 0, []
    for proposition in apercu.propositions:
        try:
            with transaction.atomic():
                _ecrire(filiere, proposition, par)
        except ValidationError as erreur:
            rejets.append(Rejet(proposition.ligne, " ".join(erreur.messages), proposition.titre))
        else:
            faites += 1
    return faites, rejets


def _ecrire(filiere: Filiere, proposition: Proposition, par: Any) -> None:
    champs = dict(proposition.champs)
    if proposition.objet is not None:
        modifier(proposition.objet, champs=champs, par=par, version_attendue=None, raison="Import")
    elif "maillon" in champs:
        ajouter_position(maillon=champs.pop("maillon"), par=par, **champs)
    else:
        ajouter_flux(filiere=filiere, par=par, **champs)
