"""From establishments and legal units to the rows of the directory, everything derived."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from acteurs.familles import Famille, Regles
from acteurs.importers.atelier import Atelier
from acteurs.importers.coordonnees import (
    Point,
    Projete,
    departement_de,
    epsg_de,
    est_proche,
    projeter,
)
from acteurs.importers.sirene_stocks import Suivi
from acteurs.importers.tables import Rejet
from acteurs.models import Acteur
from acteurs.morton import code_morton
from acteurs.noms import rendre_lisible
from socle.texte import normaliser
from territoires.models import Commune

LOT = 5000
_PRECISIONS = {"11": "adresse", "21": "adresse", "12": "voie", "22": "voie"}
"""INSEE's ``qualite_xy`` of the geolocated file; 33 is anywhere in the commune: its centre then."""
_REQUETE = """
SELECT e.siret, e.ligne, e.diffusion, e.creation, e.traitement, e.siege, e.taille, e.enseigne,
       e.adresse, e.numero, e.commune, e.x, e.y, e.naf, e.naf25,
       u.diffusion, u.categorie, u.drapeau, u.nom, u.sigle, u.rna, u.naf, u.naf25, u.traitement,
       p.x, p.y, p.epsg, p.qualite
FROM etablissement e
JOIN unite u ON u.siren = substr(e.siret, 1, 9)
LEFT JOIN point p ON p.siret = e.siret
WHERE e.siret > ? ORDER BY e.siret LIMIT ?
"""


class Lieu(NamedTuple):
    """A commune in force: its code and centre."""

    code: str
    lon: float | None
    lat: float | None


class _Brut(NamedTuple):
    """A row of the request above."""

    siret: str
    ligne: int
    diffusion: str
    creation: str
    traitement: str
    siege: int
    taille: str
    enseigne: str
    adresse: str
    numero: int
    commune: str
    x: float | None
    y: float | None
    naf: str
    naf25: str
    diffusion_unite: str
    categorie: str
    drapeau: int
    nom: str
    sigle: str
    rna: str
    naf_unite: str
    naf25_unite: str
    traitement_unite: str
    geo_x: float | None
    geo_y: float | None
    geo_epsg: int | None
    geo_qualite: str | None

    @property
    def est_partielle(self) -> bool:
        """Whether INSEE diffuses this establishment or its unit in part only."""
        return "P" in {self.diffusion, self.diffusion_unite}


class Preparation:
    """Turns the rows of a work file into those of its table ``fiche``."""

    def __init__(self, atelier: Atelier, regles: Regles) -> None:
        self.atelier = atelier
        self.regles = regles
        self.communes = charger_communes()
        self.familles: dict[tuple[str, int], Famille] = {}
        self.compteurs: dict[str, int] = {}

    def preparer(self, suivi: Suivi) -> None:
        """Fill ``fiche``, in SIRET order, from where a former attempt stopped."""
        position = self.atelier.position("fiches")
        apres, faites = position or ("", 0)
        total = max(self.atelier.nombre("etablissement"), 1)
        while lignes := self.atelier.db.execute(_REQUETE, [apres, LOT]).fetchall():
            apres, faites = lignes[-1][0], faites + len(lignes)
            self.compteurs = {}
            fiches, rejets = self._lot([_Brut(*ligne) for ligne in lignes])
            with self.atelier.transaction():
                self.atelier.verifier("fiches", position)
                self.atelier.ajouter_fiches(fiches)
                self.atelier.rejeter("etablissements", rejets)
                self.atelier.compter("fiches", len(fiches))
                self.atelier.compter("fiches_rejets", len(rejets))
                for cle, nombre in self.compteurs.items():
                    self.atelier.compter(cle, nombre)
                position = (apres, faites)
                self.atelier.avancer("fiches", position)
            suivi("fiches", faites / total)
        with self.atelier.transaction():
            self.atelier.avancer("fiches", (apres, faites), finie=True)

    def _lot(self, bruts: list[_Brut]) -> tuple[list[tuple[Any, ...]], list[Rejet]]:
        """Derive a batch; the projections are computed for all of it at once."""
        points = projeter([_projete(b) for b in bruts])
        fiches, rejets = [], []
        for brut, point in zip(bruts, points, strict=True):
            lieu = self.communes.get(brut.commune)
            nom = composer_nom(rendre_lisible(brut.nom), rendre_lisible(brut.enseigne), brut.sigle)
            motif = ""
            if not nom:
                self._compter("noms_non_diffuses")
                continue
            if not brut.commune:
                motif = "Code INSEE\u00a0: l’établissement n’a pas de commune en France."
            elif lieu is None:
                motif = f"Code INSEE\u00a0: {brut.commune} est inconnu."
            if motif or lieu is None:
                rejets.append(Rejet(brut.ligne, motif, f"{brut.siret} {nom}".strip()))
            else:
                fiches.append(self._fiche(brut, nom, lieu, point))
        return fiches, rejets

    def _fiche(self, brut: _Brut, nom: str, lieu: Lieu, point: Point | None) -> tuple[Any, ...]:
        """Return a row of ``fiche``, in the order of its columns."""
        famille = self._famille(brut.categorie, brut.drapeau)
        lon, lat, precision = self._placer(brut, lieu, point)
        naf, naf25 = brut.naf, brut.naf25
        if not naf and not naf25:
            naf, naf25 = brut.naf_unite, brut.naf25_unite
        seul = normaliser(nom)
        mots = normaliser(f"{nom} {brut.sigle}") if brut.sigle else seul
        forme = famille.libelle[:120]
        adresse = "" if brut.est_partielle else brut.adresse
        masque = self.regles.themes(naf, naf25)
        faits = (
            nom, brut.sigle, famille.type_code, famille.sous_type_code, forme, brut.categorie,
            naf, naf25, brut.siret, brut.rna, adresse, lieu.code, lon, lat, precision,
            brut.taille, masque,
        )  # fmt: skip
        return (
            brut.siret, brut.siret[:9], nom, brut.sigle, mots[:300], seul[:300], mots[:600],
            famille.type_code, famille.sous_type_code, 1, forme, brut.categorie, naf, naf25,
            brut.rna, adresse, lieu.code, lon, lat, precision,
            None if lon is None or lat is None else code_morton(lon, lat),
            brut.taille, masque, max(brut.traitement, brut.traitement_unite) or None,
            brut.siege, brut.creation, empreinte(faits),
        )  # fmt: skip

    def _famille(self, categorie: str, drapeau: int) -> Famille:
        cle = (categorie, drapeau)
        if cle not in self.familles:
            trouvee = self.regles.famille(categorie, bool(drapeau))
            self.familles[cle] = trouvee or Famille(None, None, "")
        return self.familles[cle]

    def _placer(
        self, brut: _Brut, lieu: Lieu, point: Point | None
    ) -> tuple[float | None, float | None, str]:
        """Return where the entry stands: its point when it can be right, else the centre."""
        if point is not None and est_proche(point, lieu[1:], departement_de(lieu.code)):
            if brut.geo_epsg and brut.geo_x is not None:
                precision = _PRECISIONS.get(brut.geo_qualite or "", "commune")
            else:
                precision = "adresse" if brut.numero else "voie"
            if precision != "commune" or lieu.lon is None:
                self._compter("points")
                return *point, precision if precision != "commune" else "approchee"
        elif not brut.est_partielle and _projete(brut)[0] is not None:
            self._compter("coordonnees_ecartees")
        self._compter("centres")
        if lieu.lon is None or lieu.lat is None:
            return None, None, Acteur.Precision.INCONNUE.value
        return lieu.lon, lieu.lat, Acteur.Precision.COMMUNE.value

    def _compter(self, cle: str) -> None:
        self.compteurs[cle] = self.compteurs.get(cle, 0) + 1


def composer_nom(unite: str, enseigne: str, sigle: str) -> str:
    """Return the name of an establishment: its legal unit's, after its own sign when it has one.

    >>> composer_nom("ASS LES LILAS", "IME DU PARC", "")
    'IME DU PARC (ASS LES LILAS)'
    >>> composer_nom("LES LILAS", "Les Lilas", "")
    'LES LILAS'
    """
    if not unite or not enseigne:
        return (unite or enseigne)[:250]
    propre = normaliser(enseigne)
    if not propre or propre in normaliser(unite) or propre == normaliser(sigle):
        return unite[:250]
    return f"{enseigne} ({unite})"[:250]


def empreinte(faits: Iterable[Any]) -> int:
    """Return a signed 64-bit hash of official facts, the same on every machine and version."""
    texte = "\x1f".join(map(str, faits))
    return int.from_bytes(blake2b(texte.encode(), digest_size=8).digest(), signed=True)


def charger_communes() -> dict[str, Lieu]:
    """Return the commune in force of every INSEE code, old ones included (one query)."""
    lignes = {
        code: (actif, successeur, lon, lat)
        for code, actif, successeur, lon, lat in Commune.objects.order_by()
        .values_list("pk", "actif", "successeur", "lon", "lat")
        .iterator(chunk_size=5000)
    }
    lieux = {}
    for code in lignes:
        actuel = code
        for _ in range(5):
            actif, successeur, _, _ = lignes[actuel]
            if actif or successeur not in lignes:
                break
            actuel = successeur
        lieux[code] = Lieu(actuel, *lignes[actuel][2:])
    return lieux


def _projete(brut: _Brut) -> Projete:
    """The projected coordinates to use: the geolocated file's, else the stock file's; or none."""
    if brut.est_partielle:
        return None, None, None
    if brut.geo_epsg and brut.geo_x is not None:
        return brut.geo_x, brut.geo_y, brut.geo_epsg
    return brut.x, brut.y, epsg_de(brut.commune)
