"""Turning the cells of a row into the fields of an actor, with French reasons when it fails."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from acteurs.importers.colonnes import LIBELLES
from acteurs.importers.communes import Communes
from acteurs.models import Acteur, Thematique, TypeActeur
from socle.texte import normaliser

OUI = {"oui", "o", "vrai", "true", "1", "yes", "x"}
NON = {"non", "n", "faux", "false", "0", "no"}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_PROTEGE = re.compile(r"'(\s*[=+@-]|[\t\r\n])")
_EFFECTIFS = ((0, "0"), (9, "1-9"), (49, "10-49"), (249, "50-249"))
_A_PART = {
    "code_insee", "code_postal", "commune", "thematiques", "type", "sous_type", "precision",
}  # fmt: skip
"""Fields read together with others, after the rest."""


class ValeurRefusee(Exception):
    """A cell cannot be understood; the message (French) says why."""


@dataclass
class Ligne:
    """One row read: fields of the actor, its themes, what was wrong, what was set aside."""

    numero: int
    cellules: list[str]
    champs: dict[str, Any] = field(default_factory=dict)
    thematiques: list[Thematique] = field(default_factory=list)
    motifs: list[str] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    cle: tuple[str, ...] = ()


class Convertisseur:
    """Reads rows with one mapping; the referentials are loaded once.

    Args:
        correspondance: field code → column index.
        nb_colonnes: number of headers of the file.
        territoire: where communes given by name alone are looked for, or None.
        communs: fields every row gets when it does not give them (source, date, statut).
    """

    def __init__(
        self,
        correspondance: dict[str, int],
        nb_colonnes: int,
        territoire: Any = None,
        communs: dict[str, Any] | None = None,
    ) -> None:
        self.correspondance = correspondance
        self.nb_colonnes = nb_colonnes
        self.communs = communs or {}
        self.communes = Communes(territoire)
        self.themes = {normaliser(t.libelle): t for t in Thematique.objects.all()}
        self.themes |= {normaliser(t.code): t for t in self.themes.copy().values()}
        self.types: dict[str, TypeActeur] = {}
        for type_ in TypeActeur.objects.select_related("parent"):
            for nom in (type_.libelle, type_.sigle, type_.code):
                if nom:
                    self.types.setdefault(normaliser(nom), type_)

    def lire(self, lot: Sequence[tuple[int, list[str]]]) -> list[Ligne]:
        """Convert a batch of (line number, cells); communes are looked up for all at once."""
        lignes = [Ligne(numero, cellules) for numero, cellules in lot]
        self.communes.charger([self._lieu(ligne.cellules) for ligne in lignes])
        for ligne in lignes:
            self._remplir(ligne)
        return lignes

    def cle(self, cellules: list[str]) -> tuple[str, ...]:
        """What makes two rows of a file the same actor: SIRET, else name and place as written."""
        siret = _chiffres(self._cellule(cellules, "siret"))
        if siret:
            return ("siret", siret)
        return (normaliser(self._cellule(cellules, "nom")), *self._lieu(cellules))

    def _cellule(self, cellules: list[str], code: str) -> str:
        index = self.correspondance.get(code)
        brut = cellules[index].strip() if index is not None and index < len(cellules) else ""
        # Our own exports quote what a spreadsheet could run.
        return brut[1:] if _PROTEGE.match(brut) else brut

    def _lieu(self, cellules: list[str]) -> tuple[str, str, str]:
        insee, postal, nom = (
            self._cellule(cellules, c) for c in ("code_insee", "code_postal", "commune")
        )
        return _cinq(insee), _cinq(postal), nom

    def _remplir(self, ligne: Ligne) -> None:
        ligne.cle = self.cle(ligne.cellules)
        if any(ligne.cellules[self.nb_colonnes :]):
            ligne.motifs.append(
                "La ligne compte plus de cellules que d’en-têtes\u00a0: "
                "vérifiez les séparateurs et les guillemets."
            )
            return
        for code in self.correspondance:
            brut = self._cellule(ligne.cellules, code)
            if not brut or code in _A_PART:
                continue
            try:
                ligne.champs |= _LECTURES.get(code, _texte)(code, brut)
            except ValeurRefusee as refus:
                ligne.motifs.append(f"{LIBELLES[code]}\u00a0: {refus}")
        self._lire_type(ligne)
        self._lire_forme(ligne)
        self._lire_thematiques(ligne)
        self._lire_lieu(ligne)
        ligne.champs = {**self.communs, **ligne.champs}
        self._verifier(ligne)

    def _lire_type(self, ligne: Ligne) -> None:
        brut = self._cellule(ligne.cellules, "type")
        if not brut:
            return
        type_ = self._trouver_type(normaliser(brut))
        if type_ is None:
            ligne.avertissements.append(f"Famille non reconnue\u00a0: {brut[:60]}")
            ligne.champs.setdefault("forme_juridique", brut[:120])
        elif type_.parent:
            ligne.champs |= {"type": type_.parent, "sous_type": type_}
        else:
            ligne.champs["type"] = type_

    def _lire_forme(self, ligne: Ligne) -> None:
        """The form precises the family; what is neither is kept as a legal form."""
        brut = self._cellule(ligne.cellules, "sous_type")
        if not brut:
            return
        forme = self._trouver_type(normaliser(brut))
        famille = ligne.champs.get("type")
        if forme is None:
            ligne.champs.setdefault("forme_juridique", brut[:120])
        elif famille not in {None, forme.parent, forme}:
            ligne.avertissements.append(
                f"Forme laissée de côté, elle n’est pas de la famille\u00a0: {brut[:60]}"
            )
        elif forme.parent:
            ligne.champs |= {"type": forme.parent, "sous_type": forme}
        else:
            ligne.champs["type"] = forme

    def _trouver_type(self, texte: str) -> TypeActeur | None:
        """Exact label, acronym or code; else the longest one the text begins with."""
        if texte in self.types:
            return self.types[texte]
        debuts = [nom for nom in self.types if texte.startswith(f"{nom} ")]
        return self.types[max(debuts, key=len)] if debuts else None

    def _lire_thematiques(self, ligne: Ligne) -> None:
        for morceau in re.split(r"[;|\n/]", self._cellule(ligne.cellules, "thematiques")):
            entier = self.themes.get(normaliser(morceau))
            for part in [morceau] if entier else morceau.split(","):
                theme = entier or self.themes.get(normaliser(part))
                if theme and theme not in ligne.thematiques:
                    ligne.thematiques.append(theme)
                elif not theme and part.strip():
                    ligne.avertissements.append(f"Thème non reconnu\u00a0: {part.strip()[:60]}")

    def _lire_lieu(self, ligne: Ligne) -> None:
        lieu = self._lieu(ligne.cellules)
        if any(lieu):
            commune, motif = self.communes.trouver(lieu)
            if motif:
                ligne.motifs.append(motif)
            else:
                ligne.champs["commune"] = commune
        lon, lat = ligne.champs.get("lon"), ligne.champs.get("lat")
        if (lon is None) != (lat is None):
            ligne.motifs.append("Latitude et longitude vont ensemble\u00a0: l’une des deux manque.")
        elif lon is not None:
            precision = _PRECISIONS.get(normaliser(self._cellule(ligne.cellules, "precision")))
            if precision in {Acteur.Precision.COMMUNE, Acteur.Precision.INCONNUE}:
                # The centre of the commune, written by our own export: no point of its own.
                del ligne.champs["lon"], ligne.champs["lat"]
            else:
                ligne.champs["precision"] = precision or Acteur.Precision.ADRESSE

    def _verifier(self, ligne: Ligne) -> None:
        """Apply the model's own rules; one French reason per field."""
        acteur = Acteur(**ligne.champs)
        try:
            acteur.clean_fields(exclude=["type", "sous_type", "commune", "organisation"])
        except ValidationError as erreur:
            for nom, messages in erreur.message_dict.items():
                libelle = capfirst(getattr(Acteur._meta.get_field(nom), "verbose_name", nom))
                ligne.motifs += [f"{libelle}\u00a0: {m}" for m in messages]


_PRECISIONS = {normaliser(dit): p for p in Acteur.Precision for dit in (str(p.label), p.value)}


# ── Cells ───────────────────────────────────────────────────────────────────
def _chiffres(brut: str) -> str:
    return re.sub(r"[\s\u202f\u00a0.]", "", brut)


def _cinq(brut: str) -> str:
    """Codes of five characters lose their leading zero in spreadsheets."""
    code = _chiffres(brut).upper()
    return code.zfill(5) if code.isdigit() else code


def _texte(code: str, brut: str) -> dict[str, Any]:
    return {code: brut}


def _numero(code: str, brut: str) -> dict[str, Any]:
    return {code: _chiffres(brut).upper()}


def _ess(code: str, brut: str) -> dict[str, Any]:
    valeur = normaliser(brut)
    if valeur in OUI | NON:
        return {code: valeur in OUI}
    raise ValeurRefusee(f"«\u00a0{brut[:40]}\u00a0» n’est ni oui ni non.")


def _degres(code: str, brut: str) -> dict[str, Any]:
    limite = 90 if code == "latitude" else 180
    try:
        valeur = float(brut.replace(",", "."))
    except ValueError:
        raise ValeurRefusee(f"«\u00a0{brut[:40]}\u00a0» n’est pas un nombre de degrés.") from None
    if not -limite <= valeur <= limite:
        raise ValeurRefusee(f"{brut[:40]} sort de l’intervalle −{limite} à {limite}.")
    return {"lat" if code == "latitude" else "lon": valeur}


def _site(code: str, brut: str) -> dict[str, Any]:
    return {code: brut if "://" in brut else f"https://{brut}"}


def _taille(code: str, brut: str) -> dict[str, Any]:
    for valeur, libelle in Acteur.Taille.choices:
        if normaliser(brut) in {normaliser(valeur), normaliser(str(libelle))}:
            return {code: valeur}
    chiffres = _chiffres(brut)
    if not chiffres.isdigit():
        choix = ", ".join(str(c) for c in Acteur.Taille.values)
        raise ValeurRefusee(
            f"«\u00a0{brut[:40]}\u00a0» ne convient pas. Donnez un nombre ou {choix}."
        )
    effectif = int(chiffres[:9])
    return {code: next((t for borne, t in _EFFECTIFS if effectif <= borne), "250+")}


def _date(code: str, brut: str) -> dict[str, Any]:
    trouve = _DATE.fullmatch(brut)
    if trouve:
        a, m, j, j2, m2, a2 = trouve.groups()
        with suppress(ValueError):
            return {code: date(int(a or a2), int(m or m2), int(j or j2))}
    raise ValeurRefusee(
        f"«\u00a0{brut[:40]}\u00a0» n’est pas une date. Écrivez par exemple 15/01/2026."
    )


_LECTURES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "ess": _ess,
    "siret": _numero,
    "siren": _numero,
    "rna": _numero,
    "latitude": _degres,
    "longitude": _degres,
    "site_web": _site,
    "taille": _taille,
    "date_source": _date,
}
