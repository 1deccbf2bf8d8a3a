"""What the cells of a spreadsheet mean in a filière: numbers, names, communes, rows they change.

Everything is read before the first row, in a number of queries that does not depend on how many.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError

from acteurs.models import Acteur
from filieres.colonnes import COLONNES, DEHORS, OBLIGATOIRES
from filieres.lieux import trouver_commune
from filieres.models import Certitude, Filiere, Flux, Gisement, Position
from filieres.models.flux import MOIS
from filieres.nombres import lire_nombre
from filieres.services.positions import nommer_comme_l_annuaire
from socle.texte import normaliser
from territoires.models import Commune

_NOMBRES: Final = {
    "capacite", "etp", "etp_insertion", "part_ca", "volume", "quantite", "bas", "haut", "prix",
    "masse_unitaire_kg", "distance_km", "part_disponible",
}  # fmt: skip
_OUI, _NON = {"oui", "o", "vrai", "x", "1", "yes"}, {"non", "n", "faux", "0", "no"}
_MOIS: Final = {normaliser(mot): rang for rang, mot in enumerate(MOIS, start=1)}
MODELES: Final[dict[str, Any]] = {"positions": Position, "flux": Flux, "gisements": Gisement}


class Lecteur:
    """Understands the cells of one filière's file."""

    def __init__(self, filiere: Filiere, genre: str, utilisateur: Any) -> None:
        self.filiere, self.genre, self.utilisateur = filiere, genre, utilisateur
        self.libelles = COLONNES[genre]
        self.maillons: dict[str, list[Any]] = {}
        par_pk = {m.pk: m for m in filiere.maillons.all()}
        for maillon in par_pk.values():
            self.maillons.setdefault(normaliser(maillon.intitule), []).append(maillon)
        gisements = list(filiere.gisements.all())
        self.gisements = {normaliser(g.ressource): g for g in gisements}
        positions: list[Any] = []
        if genre != "gisements":
            lues = Position.objects.filter(maillon__filiere=filiere).order_by("pk")
            positions = list(lues.select_related("acteur", "commune"))
        lignes: list[Any] = {"positions": positions, "gisements": gisements}.get(genre, [])
        if genre == "flux":
            lignes = list(filiere.flux.order_by("pk"))
        self._attacher(par_pk, gisements, positions, lignes)
        self.existantes = {ligne.reference: ligne for ligne in lignes}
        self.prises = {cle_de(ligne) for ligne in lignes}
        self.au_maillon: dict[tuple[int, str], list[Any]] = {}
        for position in positions:
            cle = (position.maillon_id, normaliser(position.nom))
            self.au_maillon.setdefault(cle, []).append(position)
        self.communes: dict[str, Any] = {}
        self.acteurs: dict[str, list[Acteur]] = {}

    def _attacher(
        self, maillons: Any, gisements: list[Any], positions: list[Any], lignes: list[Any]
    ) -> None:
        """Link the rows read to one another: checking them asks nothing more."""
        for ligne in (*gisements, *positions):
            if ligne.maillon_id:
                ligne.maillon = maillons[ligne.maillon_id]
        if self.genre == "flux":
            sources, tenues = ({o.pk: o for o in objets} for objets in (gisements, positions))
            for flux in lignes:
                flux.depart, flux.arrivee = map(maillons.get, (flux.depart_id, flux.arrivee_id))
                flux.gisement = sources.get(flux.gisement_id)
                flux.position_depart = tenues.get(flux.position_depart_id)
                flux.position_arrivee = tenues.get(flux.position_arrivee_id)

    def retenir(self, rangees: Iterable[Mapping[str, str]]) -> None:
        """Find at once the actors of the directory and the communes these rows name."""
        noms, lieux = set(), set()
        for rangee in rangees:
            noms.add(rangee.get("nom") or "")
            lieux.add(rangee.get("commune") or "")
        if self.genre == "positions":
            lisibles = Acteur.objects.visibles_par(self.utilisateur).exclude(
                statut=Acteur.Statut.ARCHIVE
            )
            cherches = {normaliser(n) for n in noms} - {""}
            for acteur in lisibles.filter(nom_normalise__in=cherches).select_related("commune"):
                self.acteurs.setdefault(acteur.nom_normalise, []).append(acteur)
        self._retenir_communes(lieux - {""})

    def _retenir_communes(self, lieux: set[str]) -> None:
        textes = {lieu: _code_seul(lieu) for lieu in lieux}
        # The code of a merged commune leads to the new one.
        par_code = Commune.objects.select_related("successeur__successeur").in_bulk(
            [texte.upper() for texte in textes.values()]
        )
        par_nom: dict[str, list[Commune]] = {}
        noms = {normaliser(texte) for texte in textes.values()}
        for commune in Commune.objects.filter(actif=True, nom_normalise__in=noms):
            par_nom.setdefault(commune.nom_normalise, []).append(commune)
        for lieu, texte in textes.items():
            memes = par_nom.get(normaliser(texte), [])
            du_code = par_code.get(texte.upper())
            trouvee = du_code.actuelle if du_code else (memes[0] if len(memes) == 1 else None)
            if trouvee is not None and trouvee.actif:
                self.communes[lieu] = trouvee

    # ── A row ───────────────────────────────────────────────────────────────
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
            f"«\u00a0{self.libelles[cle]}\u00a0» est vide."
            for cle in OBLIGATOIRES[self.genre]
            if objet is None and not cellules.get(cle)
        ]
        champs: dict[str, Any] = {}
        for cle, valeur in cellules.items():
            if valeur and cle not in {"reference", "position_depart", "position_arrivee"}:
                self._noter(cle, valeur, champs, erreurs)
        if self.genre == "flux" and not erreurs:
            for cle, bout in (("position_depart", "depart"), ("position_arrivee", "arrivee")):
                if cellules.get(cle):
                    maillon = champs[bout] if bout in champs else getattr(objet, bout, None)
                    self._noter(cle, cellules[cle], champs, erreurs, maillon)
        if erreurs:
            raise ValidationError(erreurs)
        if self.genre == "positions":
            self._relier(champs, objet)
            champs = nommer_comme_l_annuaire(champs)
        return champs, objet

    def essayer(self, champs: Mapping[str, Any], objet: Any) -> Any:
        """Return the row as it would be, unsaved."""
        if objet is None:
            ici = {} if self.genre == "positions" else {"filiere": self.filiere}
            return MODELES[self.genre](**ici, **champs)
        essai = copy.copy(objet)
        for nom, valeur in champs.items():
            setattr(essai, nom, valeur)
        return essai

    def _noter(
        self, cle: str, valeur: str, champs: dict[str, Any], erreurs: list[str], maillon: Any = None
    ) -> None:
        """Write what a cell says among the fields, else what is wrong with it."""
        try:
            if cle.startswith("position_"):
                champs[cle] = self._acteur(valeur, maillon)
            else:
                champs |= self._comprendre(cle, valeur)
        except ValidationError as erreur:
            nom = self.libelles[cle]
            erreurs += [m if nom in m else f"{nom}\u00a0: {m}" for m in erreur.messages]

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
            "potentielle": lambda v: {"potentielle": self._oui_non("potentielle", v)},
            "ess": lambda v: {"ess": self._oui_non("ess", v)},
            "certitude": _certitude,
            "saison": _mois,
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
            try:
                self.communes[valeur] = trouver_commune(_code_seul(valeur))
            except ValidationError as erreur:
                self.communes[valeur] = erreur
        if isinstance(self.communes[valeur], ValidationError):
            raise self.communes[valeur]
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

    def _acteur(self, valeur: str, maillon: Any) -> Any:
        """Return the one actor of this name at the end of a flow."""
        trouves = self.au_maillon.get((maillon.pk, normaliser(valeur)), []) if maillon else []
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            raise ValidationError(
                f"Plusieurs acteurs s’appellent «\u00a0{valeur[:60]}\u00a0» à ce maillon."
            )
        raise ValidationError(
            f"«\u00a0{valeur[:60]}\u00a0» n’est pas au maillon de ce côté du flux."
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

    def _oui_non(self, cle: str, valeur: str) -> bool:
        mot = normaliser(valeur)
        if mot in _OUI | _NON:
            return mot in _OUI
        raise ValidationError(f"{self.libelles[cle]}\u00a0: répondez par oui ou par non.")


def cle_de(ligne: Any) -> tuple[Any, ...]:
    """What makes two rows the same."""
    if isinstance(ligne, Position):
        return (ligne.maillon_id, ligne.acteur_id or normaliser(ligne.nom_libre))
    if isinstance(ligne, Gisement):
        return (normaliser(ligne.ressource), ligne.commune_id, normaliser(ligne.lieu_texte))
    return (
        ligne.depart_id, ligne.gisement_id, ligne.arrivee_id, normaliser(ligne.matiere),
        ligne.position_depart_id, ligne.position_arrivee_id,
    )  # fmt: skip


def _certitude(valeur: str) -> dict[str, Any]:
    mots = {normaliser(mot): code for code, mot in Certitude.choices}
    if normaliser(valeur) not in mots:
        raise ValidationError(
            f"Certitude «\u00a0{valeur[:40]}\u00a0» inconnue\u00a0: sûre, probable ou à vérifier."
        )
    return {"certitude": mots[normaliser(valeur)]}


def _mois(valeur: str) -> dict[str, Any]:
    """Read « mai, juin » or « 5, 6 »; « toute l’année » is no month at all."""
    if normaliser(valeur) == normaliser("toute l’année"):
        return {"saison": []}
    dits = [m for brut in valeur.replace(";", ",").split(",") if (m := normaliser(brut))]
    rangs = {_MOIS.get(m) or (int(m) if m.isdecimal() and len(m) < 3 else 0) for m in dits}  # noqa: PLR2004
    if not rangs or not all(1 <= rang <= len(MOIS) for rang in rangs):
        raise ValidationError(
            f"«\u00a0{valeur[:60]}\u00a0»\u00a0: écrivez les mois séparés par des virgules, "
            "«\u00a0mai, juin\u00a0»."
        )
    return {"saison": sorted(rangs)}


def _code_seul(valeur: str) -> str:
    """Return the INSEE code of « Albert (80016) », as our exports write it."""
    debut, _, fin = valeur.rpartition(" (")
    return fin.rstrip(")") if debut and fin.rstrip(")").isalnum() else valeur
