"""Read a spreadsheet of contacts: what would change is shown first, every rejected row is told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import IO, Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes
from diagnostics.exports.contacts import COLONNES
from diagnostics.models import Diagnostic, PartiePrenante, SuiviContact
from diagnostics.services import contacts, parties
from diagnostics.services.carte_parties import cercles_de
from diagnostics.services.contacts import membres_suiveurs
from diagnostics.services.plan_contacts import CANAUX, ETATS
from socle.texte import normaliser

LIGNES_MAX: Final = 500
SEL: Final = "diagnostics.import_contacts"
_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_SYNONYMES: Final = {"nom": "nom", "acteur": "nom", "structure": "nom", "suivi par": "qui",
    "canal": "canal", "action": "action", "date": "echeance", "pour quand": "echeance",
    "referent": "referent_nom", "referente": "referent_nom", "statut": "etat"}  # fmt: skip
_LONGUEURS: Final = {
    "nom": 160,
    "action": 200,
    "referent_nom": 120,
    "referent_fonction": 120,
    "notes": 4000,
}


@dataclass(frozen=True)
class Proposition:
    """A row that would be written: new, or changing what is there."""

    ligne: int
    nom: str
    reference: str
    """Reference of the stakeholder it changes, empty for a new one."""
    champs: dict[str, str]
    """Key of ``COLONNES`` → value already understood (codes, ISO date)."""
    dit: list[str]
    """What would change, in words."""


@dataclass(frozen=True)
class Rejet:
    """A row set aside and why."""

    ligne: int
    motif: str
    extrait: str


@dataclass
class Apercu:
    """What a file would do."""

    propositions: list[Proposition] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    inchangees: int = 0
    ignorees: list[str] = field(default_factory=list)
    """Headers nobody knows what to do with."""

    @property
    def nouvelles(self) -> int:
        """How many stakeholders would come."""
        return sum(not p.reference for p in self.propositions)

    @property
    def modifiees(self) -> int:
        """How many would change."""
        return sum(bool(p.reference) for p in self.propositions)


class _Lecteur:
    """Understands the cells of one démarche's file."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.cercles = {normaliser(c.nom): c.code for c in cercles_de(diagnostic)}
        self.etats = {normaliser(libelle): code for code, libelle in ETATS.items()}
        self.canaux = {normaliser(libelle): code for code, libelle in CANAUX.items()}
        self.suiveurs: dict[str, int] = {}
        for membre in membres_suiveurs(diagnostic):
            self.suiveurs[normaliser(str(membre.utilisateur))] = membre.utilisateur_id
            self.suiveurs[normaliser(membre.utilisateur.email)] = membre.utilisateur_id
        parties_lues = list(
            diagnostic.parties.actives().select_related("cercle", "suivi__responsable")
        )
        self.par_reference = {p.reference: p for p in parties_lues}
        self.par_nom: dict[str, list[PartiePrenante]] = {}
        for partie in parties_lues:
            self.par_nom.setdefault(normaliser(partie.nom), []).append(partie)

    def comprendre(self, cellules: Mapping[str, str]) -> dict[str, str]:
        """Return the values of a row as codes.

        Raises:
            ValidationError: a cell is not understood; the message says which and why.
        """
        compris = {}
        for cle, brut in cellules.items():
            valeur = _nettoyer(brut)
            if cle == "reference" or not valeur:
                continue
            if cle in _LONGUEURS and len(valeur) > _LONGUEURS[cle]:
                raise ValidationError(
                    f"«\u00a0{COLONNES[cle]}\u00a0» compte plus de {_LONGUEURS[cle]} caractères."
                )
            compris[cle] = self._code(cle, valeur)
        if compris.get("echeance") and not compris.get("action"):
            raise ValidationError("Une échéance sans prochaine action.")
        return compris

    def _code(self, cle: str, valeur: str) -> str:
        tables = {"cercle": self.cercles, "etat": self.etats, "canal": self.canaux}
        if cle in tables:
            code = tables[cle].get(normaliser(valeur))
            if code is None:
                connus = ", ".join(_libelles(cle, self))
                raise ValidationError(
                    f"{COLONNES[cle]} «\u00a0{valeur[:60]}\u00a0» inconnu\u00a0: {connus}."
                )
            return code
        if cle == "qui":
            membre = self.suiveurs.get(normaliser(valeur))
            if membre is None:
                raise ValidationError(
                    f"«\u00a0{valeur[:60]}\u00a0» ne suit pas les contacts de la démarche\u00a0: "
                    "ajoutez d’abord cette personne aux membres."
                )
            return str(membre)
        if cle == "echeance":
            return _date(valeur).isoformat()
        return valeur

    def viser(self, reference: str, nom: str, cercle: str) -> PartiePrenante | None:
        """Return the stakeholder a row is about, or None for a new one.

        Raises:
            ValidationError: unknown reference, no name, several of this name.
        """
        if reference:
            partie = self.par_reference.get(reference)
            if partie is None:
                raise ValidationError("Référence inconnue sur cette carte.")
            return partie
        if not nom:
            raise ValidationError("Aucun nom de partie prenante.")
        memes = self.par_nom.get(normaliser(nom), [])
        if cercle:
            memes = [p for p in memes if p.cercle.code == cercle]
        if len(memes) > 1:
            raise ValidationError(
                "Plusieurs parties prenantes portent ce nom\u00a0: gardez la colonne Référence."
            )
        return memes[0] if memes else None


def _libelles(cle: str, lecteur: _Lecteur) -> list[str]:
    if cle == "etat":
        return list(ETATS.values())
    if cle == "canal":
        return list(CANAUX.values())
    return list(lecteur.cercles)


def _nettoyer(brut: str) -> str:
    """Return the text of a cell, without the quote that our exports put before a formula."""
    texte = brut.strip()
    return texte[1:] if texte.startswith("'") and texte[1:2] in {"=", "+", "-", "@"} else texte


def _date(valeur: str) -> date:
    for format_ in _FORMATS:
        try:
            return datetime.strptime(valeur, format_).date()  # noqa: DTZ007 (a day, no hour)
        except ValueError:
            continue
    raise ValidationError(
        f"La date «\u00a0{valeur[:30]}\u00a0» n’est pas comprise\u00a0: écrivez 31/12/2026."
    )


def lire_fichier(*, diagnostic: Diagnostic, fichier: IO[bytes], nom: str, taille: int) -> Apercu:
    """Say what the file would change; nothing is written.

    Raises:
        FichierRefuse: it cannot be read, it is too long, or no column is known.
    """
    examen = examiner(fichier, nom, taille)
    if examen.lignes > LIGNES_MAX:
        raise FichierRefuse(f"Ce fichier compte plus de {LIGNES_MAX} lignes : partagez-le.")
    connues = {normaliser(libelle): cle for cle, libelle in COLONNES.items()} | _SYNONYMES
    colonnes = [connues.get(normaliser(e), "") for e in examen.entetes]
    if "nom" not in colonnes and "reference" not in colonnes:
        raise FichierRefuse(
            "Aucune colonne ne s’appelle « Partie prenante » : prenez le modèle exporté."
        )
    apercu = Apercu(
        ignorees=[e for e, c in zip(examen.entetes, colonnes, strict=True) if not c and e.strip()]
    )
    lecteur = _Lecteur(diagnostic)
    vues: set[str] = set()
    rangees = lire_lignes(
        fichier, examen.format, encodage=examen.encodage, separateur=examen.separateur
    )
    next(rangees, None)  # the headers
    for numero, cellules in rangees:
        rangee = {c: v for c, v in zip(colonnes, cellules, strict=False) if c}
        if not any(v.strip() for v in rangee.values()):
            continue
        try:
            _lire_rangee(numero, rangee, lecteur, apercu, vues)
        except ValidationError as erreur:
            extrait = rangee.get("nom") or rangee.get("reference") or ""
            apercu.rejets.append(Rejet(numero, str(erreur.messages[0]), extrait[:80]))
    return apercu


def _lire_rangee(
    numero: int, rangee: dict[str, str], lecteur: _Lecteur, apercu: Apercu, vues: set[str]
) -> None:
    compris = lecteur.comprendre(rangee)
    reference = rangee.get("reference", "").strip()
    partie = lecteur.viser(reference, compris.get("nom", ""), compris.get("cercle", ""))
    cle = partie.reference if partie else f"{normaliser(compris['nom'])}/{compris.get('cercle')}"
    if cle in vues:
        raise ValidationError("Cette partie prenante est déjà plus haut dans le fichier.")
    vues.add(cle)
    if partie is None and "cercle" not in compris:
        raise ValidationError("Nouvelle partie prenante sans cercle.")
    dit = _dire(partie, compris, rangee)
    if not dit:
        apercu.inchangees += 1
        return
    nom = compris.get("nom") or (partie.nom if partie else "")
    apercu.propositions.append(
        Proposition(numero, nom, partie.reference if partie else "", compris, dit)
    )


def _actuels(partie: PartiePrenante) -> dict[str, str]:
    suivi = _suivi_lu(partie)
    return {
        "nom": partie.nom,
        "cercle": partie.cercle.code,
        "etat": suivi.etat,
        "qui": str(suivi.responsable_id or ""),
        "canal": suivi.canal,
        "action": suivi.prochaine_action,
        "echeance": suivi.echeance.isoformat() if suivi.echeance else "",
        "referent_nom": partie.referent_nom,
        "referent_fonction": partie.referent_fonction,
        "notes": partie.notes,
    }


def _suivi_lu(partie: PartiePrenante) -> Any:
    """Return the contact plan of ``partie`` without writing it."""
    return getattr(partie, "suivi", None) or SuiviContact(partie=partie)


def _dire(
    partie: PartiePrenante | None, compris: dict[str, str], rangee: dict[str, str]
) -> list[str]:
    """Say in words what a row changes; empty when it changes nothing."""
    actuels = _actuels(partie) if partie else {}
    return [
        f"{COLONNES[cle]}\u00a0: {rangee.get(cle, '').strip()[:80]}"
        for cle, valeur in compris.items()
        if valeur != actuels.get(cle, "") and not (partie is None and cle == "nom")
    ] or ([] if partie else ["Nouvelle"])


# ── From preview to writing ─────────────────────────────────────────────────
def sceller(apercu: Apercu, *, diagnostic: Diagnostic) -> str:
    """Return what the preview accepted, signed: it comes back from the page as it left."""
    contenu = {"d": diagnostic.pk, "p": [asdict(p) for p in apercu.propositions]}
    return signing.dumps(contenu, salt=SEL, compress=True)


def ouvrir(scelle: str, *, diagnostic: Diagnostic) -> list[Proposition]:
    """Return the rows of a preview.

    Raises:
        ValidationError: altered, of another démarche, or older than a day.
    """
    try:
        contenu = signing.loads(scelle, salt=SEL, max_age=86_400)
    except signing.BadSignature:
        contenu = {}
    if contenu.get("d") != diagnostic.pk:
        raise ValidationError("Cet aperçu n’est plus valable\u00a0: déposez de nouveau le fichier.")
    return [Proposition(**p) for p in contenu["p"]]


@transaction.atomic
def importer(
    *, diagnostic: Diagnostic, propositions: list[Proposition], par: Any
) -> tuple[int, list[Rejet]]:
    """Write the rows; return how many were, and those that no longer could be."""
    faites, rejets = 0, []
    codes = {c.code: c for c in parties.assurer_cercles(diagnostic)}
    for proposition in propositions:
        try:
            with transaction.atomic():
                _ecrire(diagnostic, proposition, codes, par)
        except ValidationError as erreur:
            rejets.append(Rejet(proposition.ligne, str(erreur.messages[0]), proposition.nom[:80]))
        else:
            faites += 1
    return faites, rejets


def _ecrire(
    diagnostic: Diagnostic, proposition: Proposition, codes: dict[str, Any], par: Any
) -> None:
    champs = proposition.champs
    prives: dict[str, Any] = {
        k: champs[k] for k in ("referent_nom", "referent_fonction", "notes") if k in champs
    }
    if proposition.reference:
        partie = diagnostic.parties.actives().filter(reference=proposition.reference).first()
        if partie is None:
            raise ValidationError("Cette partie prenante n’est plus sur la carte.")
        changes: dict[str, Any] = dict(prives)
        if "cercle" in champs:
            if champs["cercle"] not in codes:
                raise ValidationError("Ce cercle n’existe plus.")
            changes["cercle"] = codes[champs["cercle"]]
        if "nom" in champs and champs["nom"] != partie.nom:
            changes |= {"nom": champs["nom"], "acteur": None}
        parties.modifier_partie(partie=partie, champs=changes, par=par, version_attendue=None)
    else:
        partie = parties.ajouter_partie(
            diagnostic=diagnostic, cercle=champs["cercle"], nom=champs["nom"], par=par, **prives
        )
    suivi: dict[str, Any] = {
        nom: champs[cle]
        for cle, nom in (("etat", "etat"), ("canal", "canal"), ("action", "prochaine_action"))
        if cle in champs
    }
    if "qui" in champs:
        suivi["responsable"] = diagnostic.membres.get(utilisateur_id=int(champs["qui"])).utilisateur
    if "echeance" in champs:
        suivi["echeance"] = date.fromisoformat(champs["echeance"])
    if suivi:
        contacts.modifier_suivi(partie=partie, champs=suivi, par=par, version_attendue=None)
