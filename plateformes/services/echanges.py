"""The catalogue as files: CSV and JSON out, CSV and JSON in with a preview before anything is written.

One row per platform; lists are codes separated by « | ». What comes out can go back in: its version
says what the row was written from, so that what others changed meanwhile is joined, or refused.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from plateformes.models import Plateforme
from plateformes.services.fiches import (
    CHAMPS_SAISIS,
    LISTES,
    create_plateforme,
    find_doublons,
)
from plateformes.services.vocabulaire import GENRES, mots_par_code
from socle.modeles import ConflitDEdition

COLONNES = tuple(n for n in CHAMPS_SAISIS if n not in {"logo", "porteur"})
LISTES_ECHANGEES = tuple(n for n in LISTES if n != "territoires")
LIGNES_MAX = 2000
OCTETS_MAX = 2_000_000
VERSION_CHIFFRES = 10
SEPARATEUR = "|"
_FORMULES = ("=", "+", "-", "@", "\t", "\r")


class FichierIllisible(Exception):
    """The file is not what it should be; the French message says why."""


@dataclass
class Ligne:
    """What one row of a file would do."""

    numero: int
    nom: str
    quoi: str
    """``nouvelle``, ``modifiee``, ``identique``, ``doublon`` or ``rejetee``."""
    motif: str = ""
    existante: Plateforme | None = None
    version: int = 0
    """Version the row was written from; 0 when it does not say."""
    champs: dict[str, Any] = field(default_factory=dict)
    listes: dict[str, list[Any]] = field(default_factory=dict)


# ── Out ─────────────────────────────────────────────────────────────────────
def dicter(plateforme: Plateforme) -> dict[str, Any]:
    """Return an entry as plain values."""
    valeurs: dict[str, Any] = {"code": plateforme.code, "statut": plateforme.statut}
    valeurs["version"] = plateforme.version
    valeurs |= {nom: getattr(plateforme, nom) for nom in COLONNES}
    for nom in LISTES_ECHANGEES:
        valeurs[nom] = sorted(str(objet.pk) for objet in getattr(plateforme, nom).all())
    return valeurs


def ecrire_json(plateformes: Iterable[Plateforme]) -> str:
    """Return entries as a JSON text."""
    return json.dumps(
        {"plateformes": [dicter(p) for p in plateformes]}, ensure_ascii=False, indent=1
    )


def ecrire_csv(plateformes: Iterable[Plateforme]) -> str:
    """Return entries as a CSV text that spreadsheets open without running anything."""
    sortie = io.StringIO()
    sortie.write("\ufeff")
    ecrivain = csv.writer(sortie, delimiter=";")
    entetes = ["code", "statut", "version", *COLONNES, *LISTES_ECHANGEES]
    ecrivain.writerow(entetes)
    for plateforme in plateformes:
        valeurs = dicter(plateforme)
        ecrivain.writerow([_cellule(valeurs[nom]) for nom in entetes])
    return sortie.getvalue()


def _cellule(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return SEPARATEUR.join(valeur)
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(_FORMULES) else texte


# ── In ──────────────────────────────────────────────────────────────────────
def lire_fichier(contenu: bytes) -> list[dict[str, Any]]:
    """Return the rows of a CSV or JSON file.

    Raises:
        FichierIllisible: too large, neither of them, or without names.
    """
    if len(contenu) > OCTETS_MAX:
        raise FichierIllisible("Ce fichier dépasse 2 Mo.")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("cp1252", errors="replace")
    if texte.lstrip().startswith(("{", "[")):
        try:
            lu = json.loads(texte)
        except (ValueError, RecursionError) as erreur:
            raise FichierIllisible("Ce fichier JSON est mal formé.") from erreur
        rangs = lu.get("plateformes") if isinstance(lu, dict) else lu
    else:
        premiere = texte.partition("\n")[0]
        separateur = max(";,\t", key=premiere.count)
        try:
            rangs = list(csv.DictReader(io.StringIO(texte), delimiter=separateur))
        except csv.Error as erreur:
            raise FichierIllisible("Ce fichier CSV est mal formé.") from erreur
    if not isinstance(rangs, list) or not all(isinstance(r, dict) for r in rangs):
        raise FichierIllisible("On attend une liste de plateformes.")
    if not rangs or not any("nom" in r for r in rangs):
        raise FichierIllisible("Il manque une colonne « nom ».")
    if len(rangs) > LIGNES_MAX:
        raise FichierIllisible(f"Ce fichier compte plus de {LIGNES_MAX} plateformes.")
    return rangs


def previsualiser(*, rangs: list[dict[str, Any]], reseau: Any) -> list[Ligne]:
    """Say what each row would do; nothing is written.

    A row changes an entry when it has its code and the network answers for it; same site domain
    or same name as another entry, or as a row above, is told as a possible duplicate.
    """
    mots = {
        nom: {str(objet.pk): objet for objet in _modele(nom).objects.all()}
        for nom in LISTES_ECHANGEES
    }
    for genre in GENRES.values():
        mots[genre.liste] = mots_par_code(genre)
    vues: dict[str, int] = {}
    return [_prevoir(numero, rang, reseau, mots, vues) for numero, rang in enumerate(rangs, 1)]


def _modele(nom: str) -> Any:
    return Plateforme._meta.get_field(nom).related_model


def _dire_refus(erreur: ValidationError) -> str:
    """Say why a row is refused, each reason with the name of its column."""
    if not hasattr(erreur, "error_dict"):
        return " ".join(erreur.messages)
    dits = []
    for champ, siennes in erreur.message_dict.items():
        titre = "" if champ == NON_FIELD_ERRORS else str(_libelle(champ))
        tete = f"{titre[:1].upper()}{titre[1:]}\u00a0: " if titre else ""
        dits.append(f"{tete}{' '.join(siennes)}")
    return " ".join(dits)


def _libelle(champ: str) -> Any:
    return getattr(Plateforme._meta.get_field(champ), "verbose_name", champ)


def _prevoir(
    numero: int, rang: dict[str, Any], reseau: Any, mots: dict[str, Any], vues: dict[str, int]
) -> Ligne:
    ligne = Ligne(numero, str(rang.get("nom") or "").strip()[:120], "nouvelle")
    try:
        for nom in COLONNES:
            if nom in rang and rang[nom] is not None:
                ligne.champs[nom] = _lire(nom, rang[nom])
        for nom in LISTES_ECHANGEES:
            if rang.get(nom):
                ligne.listes[nom] = _lire_liste(nom, rang[nom], mots[nom])
        ligne.existante = Plateforme.objects.filter(code=str(rang.get("code") or "")).first()
        _essayer(ligne)
    except ValidationError as erreur:
        ligne.quoi, ligne.motif = "rejetee", _dire_refus(erreur)
        return ligne
    if ligne.existante is not None:
        if ligne.existante.reseau_id != getattr(reseau, "pk", None):
            ligne.quoi, ligne.motif = "rejetee", "Un autre réseau répond de cette fiche."
        else:
            _comparer_existante(ligne, rang.get("version"))
        return ligne
    doublons = find_doublons(nom=ligne.nom, site=ligne.champs.get("site", ""))
    cle = ligne.nom.casefold()
    if doublons:
        ligne.quoi, ligne.motif = "doublon", f"Ressemble à « {doublons[0].nom} »."
    elif cle in vues:
        ligne.quoi, ligne.motif = "doublon", f"Même nom que la ligne {vues[cle]}."
    vues.setdefault(cle, numero)
    return ligne


def _comparer_existante(ligne: Ligne, version: Any) -> None:
    """Say what becomes of an entry of the network, changed by others since the file or not."""
    from plateformes.services.edition import champs_disputes, reunir_saisie

    existante: Any = ligne.existante
    dite = str(version or "").strip()
    ligne.version = int(dite) if dite.isdigit() and len(dite) < VERSION_CHIFFRES else 0
    champs = dict(ligne.champs)
    cles = {nom: [objet.pk for objet in objets] for nom, objets in ligne.listes.items()}
    if ligne.version and ligne.version != existante.version:
        try:
            reunir_saisie(existante, champs, cles, ligne.version)
        except ConflitDEdition:
            disputes = ", ".join(champs_disputes(existante, ligne.champs, ligne.version))
            ligne.quoi = "rejetee"
            ligne.motif = (
                f"Quelqu’un a aussi changé depuis\u00a0: {disputes}. Reprenez cette fiche à la main, "
                "ou partez d’un nouvel export."
            )
            return
        ligne.motif = "La fiche a changé depuis le fichier\u00a0: les deux sont réunis."
    ligne.quoi = "modifiee" if _differe(existante, champs, cles) else "identique"


def _essayer(ligne: Ligne) -> None:
    essai = (
        Plateforme.objects.get(pk=ligne.existante.pk)
        if ligne.existante
        else Plateforme(code="essai-d-import")
    )
    for nom, valeur in ligne.champs.items():
        setattr(essai, nom, valeur)
    essai.full_clean(exclude=["code", "reseau", "porteur", "logo"], validate_unique=False)


def _differe(existante: Plateforme, champs: dict[str, Any], cles: dict[str, list[Any]]) -> bool:
    return any(getattr(existante, n) != v for n, v in champs.items()) or any(
        set(siennes) != set(getattr(existante, n).values_list("pk", flat=True))
        for n, siennes in cles.items()
    )


def _lire(nom: str, valeur: Any) -> Any:
    champ: Any = Plateforme._meta.get_field(nom)
    if isinstance(champ, models.BooleanField):
        dit = str(valeur).strip().lower()
        if dit in {"oui", "true", "1"}:
            return True
        if dit in {"non", "false", "0"}:
            return False
        return None if champ.null else False
    if isinstance(champ, models.IntegerField):
        texte = str(valeur).strip()
        if texte and not texte.isdigit():
            raise ValidationError(f"{champ.verbose_name}\u00a0: un nombre est attendu.")
        return int(texte) if texte else None
    texte = str(valeur).replace("\r\n", "\n").strip()
    if texte.startswith("'") and texte[1:].startswith(_FORMULES):
        texte = texte[1:]
    return texte


def _lire_liste(nom: str, valeur: Any, connus: dict[str, Any]) -> list[Any]:
    codes = valeur if isinstance(valeur, list) else str(valeur).split(SEPARATEUR)
    codes = [str(code).strip() for code in codes if str(code).strip()]
    if inconnus := [code for code in codes if code not in connus]:
        libelle = Plateforme._meta.get_field(nom).verbose_name  # type: ignore[union-attr]
        raise ValidationError(f"{libelle}\u00a0: « {', '.join(inconnus)} » inconnu.")
    return [connus[code] for code in codes]


def importer(
    *, lignes: list[Ligne], reseau: Any, par: Any, doublons: bool = False
) -> dict[str, int]:
    """Write the rows that may be: new ones as drafts, changed ones as changes.

    Under four eyes, changes of published entries become proposals, as when they are typed.
    """
    from plateformes.services.edition import enregistrer_section

    bilan = {"creees": 0, "modifiees": 0, "disputees": 0}
    with transaction.atomic():
        for ligne in lignes:
            if ligne.quoi == "nouvelle" or (ligne.quoi == "doublon" and doublons):
                create_plateforme(
                    champs=ligne.champs,
                    listes=ligne.listes,
                    reseau=reseau,
                    par=par,
                    confirme=True,
                    raison="Import d’un fichier",
                )
                bilan["creees"] += 1
            elif ligne.quoi == "modifiee" and ligne.existante is not None:
                try:
                    enregistrer_section(
                        plateforme=ligne.existante,
                        champs=ligne.champs,
                        listes=ligne.listes,
                        par=par,
                        version=ligne.version or ligne.existante.version,
                        confirme=True,
                    )
                    bilan["modifiees"] += 1
                except ConflitDEdition:  # saved by somebody else at this very moment
                    bilan["disputees"] += 1
    return bilan
