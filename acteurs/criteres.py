"""What a list of actors asks for: read from an address, applied to the directory.

The page, the map's tiles, the exports and the counts all read the same address
with ``Criteres.lire`` and get the same actors from ``appliquer``. Reading costs
nothing (no query, no list of choices): what needs the database is read when
first used. Values that mean nothing are left out, as if they were not there.

| in the address | means |
|---|---|
| q | words, a SIREN, a SIRET or an RNA number |
| famille, forme | family or kind (« inconnu » : none given), form of a family |
| theme | one theme |
| ess | oui, non |
| taille | workforce bracket |
| esus | oui: approved ESUS |
| naf | activity code or its beginning (88, 88.9, 8899B) |
| territoire | nature:code |
| hors_perimetre | on: with what démarches cite elsewhere |
| autour, rayon | INSEE code, postcode or name, kilometres around the outline of the commune (0: the commune) |
| cadre | west,south,east,north in degrees: a frame of the map |
| localisation | sans-point: those to be placed |
| statut | propose, archive |
| vue | zoom/lat/lon of the map open beside: near comes before far, nothing is left out |
| demarche… | the actors of one thing registered by a higher floor (``usages``) |
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q

from acteurs.communes import chercher_communes
from acteurs.models import Acteur, ActeurQuerySet, Thematique, communes_de
from acteurs.rules import roles_de
from acteurs.usages import Selection, sources
from socle.texte import normaliser
from territoires.models import Commune, Territoire

CITES_MAX = 1000
"""Cited actors looked at for one territory."""
INCONNU = "inconnu"
SANS_POINT = "sans-point"
LONGUEUR_MAX = 120
"""Characters of a search that are read."""
RAYONS = (0, 2, 5, 10, 20, 30, 50)
"""Kilometres around a commune; 0 is the commune itself."""
RAYON_USUEL = 5
ZOOM_PROCHE = 7
"""Zoom of the map from which it looks at a place, not at the whole country."""

Cadre = tuple[float, float, float, float]
"""West, south, east, north, in degrees (EPSG:4326)."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_NAF = re.compile(r"(\d{2})\.?(\d{0,2})\.?([A-Z]?)")
_TAILLES = frozenset(Acteur.Taille.values)
_STATUTS = frozenset({Acteur.Statut.PROPOSE.value, Acteur.Statut.ARCHIVE.value})


def choisir_territoire(valeur: str) -> Territoire | None:
    """Return the territory named ``nature:code`` in an address, or None."""
    nature, _, code = (valeur or "").partition(":")
    return Territoire.objects.filter(nature=nature, code=code).first() if code else None


def lire_cadre(valeur: str) -> Cadre | None:
    """Return the frame written ``west,south,east,north`` in degrees, or None."""
    try:
        ouest, sud, est, nord = (float(v) for v in (valeur or "").split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (ouest, sud, est, nord))):
        return None
    ouest, est = max(-180.0, ouest), min(180.0, est)
    sud, nord = max(-90.0, sud), min(90.0, nord)
    return (ouest, sud, est, nord) if ouest < est and sud < nord else None


def lire_vue(valeur: str) -> tuple[float, float] | None:
    """Return the middle (longitude, latitude) of the view ``zoom/lat/lon`` of a map close by."""
    try:
        zoom, lat, lon = (float(v) for v in (valeur or "").split("/"))
    except ValueError:
        return None
    proche = zoom >= ZOOM_PROCHE and abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004
    return (lon, lat) if proche else None


def lire_naf(valeur: str) -> str:
    """Return an activity code or its beginning as registers write it (« 88.99B »), or nothing."""
    trouve = _NAF.fullmatch((valeur or "").strip().upper())
    if not trouve:
        return ""
    division, suite, lettre = trouve.groups()
    return f"{division}.{suite}{lettre}" if suite else ("" if lettre else division)


@dataclass
class Criteres:
    """The criteria of one list, for one user. Build it with ``lire``."""

    utilisateur: Any
    q: str = ""
    famille: str = ""
    forme: str = ""
    theme: str = ""
    ess: str = ""
    taille: str = ""
    esus: bool = False
    naf: str = ""
    lieu: str = ""
    """« nature:code » of the territory asked for."""
    hors_perimetre: bool = False
    autour: str = ""
    rayon: int = RAYON_USUEL
    cadre: Cadre | None = None
    a_localiser: bool = False
    statut: str = ""
    vue: tuple[float, float] | None = None
    """Longitude and latitude of the middle of the map open beside; orders, never filters."""
    choix: dict[str, str] = field(default_factory=dict)
    """Key of a source of uses → reference asked for."""
    plage: tuple[int, int] | None = None
    """First and last Morton codes that matter to whoever asks (a tile); never in an address."""

    @classmethod
    def lire(cls, donnees: Mapping[str, Any], utilisateur: Any) -> Self:
        """Read an address (``request.GET``) for a user; no query is made."""

        def lu(nom: str) -> str:
            valeur = donnees.get(nom, "")
            return valeur.strip().replace("\x00", "") if isinstance(valeur, str) else ""

        def code(nom: str) -> str:
            return lu(nom) if _CODE.fullmatch(lu(nom)) else ""

        rayon = lu("rayon")
        return cls(
            utilisateur=utilisateur,
            q=" ".join(lu("q")[:LONGUEUR_MAX].split()),
            famille=code("famille"),
            forme=code("forme"),
            theme=code("theme"),
            ess=lu("ess") if lu("ess") in {"oui", "non"} else "",
            taille=lu("taille") if lu("taille") in _TAILLES else "",
            esus=lu("esus") == "oui",
            naf=lire_naf(lu("naf")),
            lieu=lu("territoire")[:40],
            hors_perimetre=lu("hors_perimetre") in {"on", "true", "True", "1"},
            autour=lu("autour")[:60],
            rayon=int(rayon) if rayon.isdecimal() and int(rayon) in RAYONS else RAYON_USUEL,
            cadre=lire_cadre(lu("cadre")),
            a_localiser=lu("localisation") == SANS_POINT,
            statut=lu("statut") if lu("statut") in _STATUTS else "",
            vue=lire_vue(lu("vue")),
            choix={s.cle: v[:40] for s in sources() if (v := lu(s.cle))},
        )

    # ── What the database knows of them, read once ──────────────────────────
    @cached_property
    def territoire(self) -> Territoire | None:
        """The territory chosen."""
        return choisir_territoire(self.lieu)

    @cached_property
    def commune(self) -> Commune | None:
        """The commune in force to look around of: an INSEE code, else the likeliest so named."""
        if not self.autour:
            return None
        connues = Commune.objects.select_related("successeur")
        commune = connues.filter(pk=self.autour.upper()).first()
        if commune is None:
            commune = next(iter(chercher_communes(self.autour)), None)
        return commune.actuelle if commune else None

    @cached_property
    def contour(self) -> Any:
        """What tells whether the outline of the commune changed; None without one."""
        from acteurs.autour import etat_du_contour

        return etat_du_contour(self.commune)

    @cached_property
    def selections(self) -> dict[str, Selection]:
        """Key of a source of uses → what was chosen there and this user may see."""
        trouvees = {}
        for source in sources():
            reference = self.choix.get(source.cle, "")
            selection = source.selection(self.utilisateur, reference) if reference else None
            if selection:
                trouvees[source.cle] = selection
        return trouvees

    @property
    def territoire_carte(self) -> Territoire | None:
        """The territory chosen, else where the démarche chosen happens."""
        lieux = (s.territoire for s in self.selections.values() if s.territoire)
        return self.territoire or next(lieux, None)

    @cached_property
    def bit(self) -> int | None:
        """The bit of the theme asked for in ``Acteur.masque_themes``."""
        if not self.theme:
            return None
        return Thematique.objects.filter(pk=self.theme).values_list("bit", flat=True).first()

    @cached_property
    def choisis(self) -> dict[str, list[int]]:
        """Key of a source of uses → ids of the actors of what was chosen there."""
        return {cle: list(s.acteurs) for cle, s in self.selections.items()}

    @cached_property
    def cites(self) -> list[int]:
        """Ids of the actors that the démarches of the territory cite, wherever they are."""
        if self.territoire is None or self.selections:
            return []
        return [
            pk
            for source in sources()
            for pk in source.lies_a(self.utilisateur, self.territoire)[:CITES_MAX]
        ]

    @property
    def centre(self) -> tuple[float, float] | None:
        """Longitude and latitude of the place looked at, for « near before far »."""
        if self.cadre:
            ouest, sud, est, nord = self.cadre
            return (ouest + est) / 2, (sud + nord) / 2
        if self.vue:
            return self.vue
        lieu = self.commune or self.territoire_carte
        if lieu is None or lieu.lon is None or lieu.lat is None:
            return None
        return lieu.lon, lieu.lat

    # ── Keys of caches and of ETags ─────────────────────────────────────────
    @cached_property
    def valeurs(self) -> dict[str, str]:
        """What is asked for, as an address would write it; empty values left out."""
        cadre = ",".join(f"{v:.5f}" for v in self.cadre) if self.cadre else ""
        tout = {
            "q": self.q, "famille": self.famille, "forme": self.forme, "theme": self.theme,
            "ess": self.ess, "taille": self.taille, "esus": "oui" if self.esus else "",
            "naf": self.naf, "territoire": self.lieu,
            "hors_perimetre": "on" if self.hors_perimetre else "",
            "autour": self.autour, "rayon": str(self.rayon) if self.autour else "",
            "cadre": cadre, "localisation": SANS_POINT if self.a_localiser else "",
            "statut": self.statut, **self.choix,
        }  # fmt: skip
        return {nom: valeur for nom, valeur in tout.items() if valeur}

    @property
    def adresse(self) -> str:
        """Query string that asks for the same actors."""
        return urlencode(self.valeurs)

    @property
    def est_public(self) -> bool:
        """Whether anybody gets the same list: neither drafts, nor what one démarche chose."""
        return not (self.statut or self.choix)

    @property
    def cle(self) -> str:
        """Canonical form: two addresses with the same key ask for the same actors."""
        valeurs = self.valeurs
        if self.q:
            valeurs = {**valeurs, "q": normaliser(self.q)}
        return urlencode(sorted(valeurs.items()))

    @cached_property
    def cle_droits(self) -> str:
        """What else decides of the answer: the user's rights, the shape of the places chosen.

        With ``cle`` and the revision of the directory, it makes a safe key for
        caches and ETags. Costs no query unless a place, a démarche or the
        entries of organisations are asked for.
        """
        morceaux: list[Any] = []
        if self.statut:
            organisations = sorted(roles_de(self.utilisateur))
            morceaux.append("tout" if self.utilisateur.is_superuser else organisations)
        if self.choix:
            morceaux.append(sorted((cle, sorted(ids)) for cle, ids in self.choisis.items()))
        if self.lieu or self.choix:
            lieu = self.territoire_carte
            morceaux.append(lieu and [lieu.pk, lieu.version, lieu.modifie_le.timestamp()])
            morceaux.append(sorted(self.cites))
        if self.autour:
            morceaux.append(self.contour)
        if not morceaux:
            return "tous"
        return hashlib.sha256(repr(morceaux).encode()).hexdigest()[:16]

    @property
    def agregeables(self) -> bool:
        """Whether only family, ESS, size and theme are asked for, of published entries."""
        return not set(self.valeurs) - {"famille", "ess", "taille", "theme"}

    # ── The actors ──────────────────────────────────────────────────────────
    def appliquer(
        self,
        *,
        sauf: frozenset[str] = frozenset(),
        index: bool = True,
        candidats: int | None = None,
    ) -> ActeurQuerySet:
        """Return the actors asked for, among those this user may see (in no order).

        Args:
            sauf: criteria to leave out, among « cadre » and « localisation »
                (a tile has its own frame).
            index: False when so many answer that reading actors in their order finds a
                page sooner than the indexes of words and places do.
            candidats: how many actors the index of words may propose (``recherche.condition``).
        """
        acteurs = self.visibles()
        if self.q:
            acteurs = acteurs.recherche(self.q, index=index, candidats=candidats)
        if self.famille:
            acteurs = acteurs.filter(type=None if self.famille == INCONNU else self.famille)
        if self.forme:
            acteurs = acteurs.filter(sous_type=self.forme)
        if self.theme:
            acteurs = acteurs.none() if self.bit is None else acteurs.portant(self.bit)
        if self.ess:
            acteurs = acteurs.relevant_ess(oui=self.ess == "oui")
        if self.taille:
            acteurs = acteurs.filter(taille=self.taille)
        if self.esus:
            acteurs = acteurs.filter(esus=True)
        if self.naf:
            acteurs = acteurs.de_naf(self.naf)
        if self.a_localiser and "localisation" not in sauf:
            acteurs = acteurs.a_localiser()
        if self.cadre and "cadre" not in sauf:
            acteurs = acteurs.dans_cadre(*self.cadre, index=index)
        if self.autour:
            acteurs = self._autour(acteurs)
        return self._dans_le_perimetre(acteurs, index=index)

    def visibles(self) -> ActeurQuerySet:
        """Published ones, unless proposals or archives are asked for."""
        if not self.statut:
            return Acteur.objects.publies()
        return Acteur.objects.visibles_par(self.utilisateur).filter(statut=self.statut)

    def _autour(self, acteurs: ActeurQuerySet) -> ActeurQuerySet:
        """Keep those of the commune, and those less than ``rayon`` km from its outline."""
        if self.commune is None:
            return acteurs.none()
        from acteurs.autour import condition_autour

        return acteurs.filter(condition_autour(self.commune, self.rayon, self.plage))

    def _dans_le_perimetre(self, acteurs: ActeurQuerySet, *, index: bool) -> ActeurQuerySet:
        """Keep those of the territory, and what the démarches cite beside it.

        Cited actors without a known commune always stay; those of other
        communes stay only when « hors périmètre » is asked for.
        """
        territoire = self.territoire_carte
        for ids in self.choisis.values():
            acteurs = acteurs.filter(pk__in=ids)
        if territoire is None or (self.selections and self.hors_perimetre):
            return acteurs
        if index:
            perimetre = Q(commune__in=communes_de(territoire))
        else:
            acteurs = acteurs.lieu_lu()
            perimetre = Q(lieu_lu__in=communes_de(territoire))
        if self.selections:
            perimetre |= Q(commune=None)
        elif self.cites:
            dehors = {} if self.hors_perimetre else {"commune": None}
            perimetre |= Q(pk__in=self.cites, **dehors)
        return acteurs.filter(perimetre)
