"""What a report says, as plain frozen values: no model, no HTML, no drawing but the diagram that
the filières make of themselves.

The audience filter has already been applied to it: nothing in these values is
withheld later. Texts carry their French typography.
"""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from diagnostics.services.carte_parties import Carte


@dataclass(frozen=True)
class Appui:
    """One thing an item rests on.

    ``numero`` is its rank in the list of sources (from 1), printed between brackets.
    """

    nature: str
    libelle: str
    numero: int
    url: str = ""


@dataclass(frozen=True)
class Enonce:
    """One item of the matrix; ``voix`` counts the people who support it.

    ``contraires`` is what contradicts it: the report prints both sides.
    """

    reference: str
    texte: str
    theme: str
    voix: int
    appuis: tuple[Appui, ...] = ()
    contraires: tuple[Appui, ...] = ()

    @property
    def est_etaye(self) -> bool:
        """Whether at least one piece of evidence supports it."""
        return bool(self.appuis)


@dataclass(frozen=True)
class CadranMoff:
    """One quadrant: its items, the most supported first."""

    code: str
    titre: str
    singulier: str
    question: str
    enonces: tuple[Enonce, ...]


@dataclass(frozen=True)
class Message:
    """One message to the elected officials; ``appuis`` are printed as references."""

    titre: str
    texte: str
    appuis: tuple[Appui, ...] = ()
    element: str = ""


@dataclass(frozen=True)
class Chiffre:
    """A figure that may be put forward; ``cle`` is what the options store."""

    cle: str
    prefixe: str
    valeur: str
    unite: str
    libelle: str
    source: str = ""


@dataclass(frozen=True)
class Mesure:
    """An indicator of the territory with its year and source."""

    libelle: str
    prefixe: str
    valeur: str
    unite: str
    annee: str
    source: str


@dataclass(frozen=True)
class ActeurListe:
    """An actor as the report lists it; ``forme`` names its silhouette."""

    reference: str
    nom: str
    detail: str
    commune: str
    themes: str
    forme: str
    lon: float | None = None
    lat: float | None = None
    precision: str = ""


@dataclass(frozen=True)
class Famille:
    """Actors of one family, by name."""

    code: str
    libelle: str
    forme: str
    acteurs: tuple[ActeurListe, ...]


@dataclass(frozen=True)
class Compte:
    """A label and how many."""

    libelle: str
    nombre: int
    code: str = ""


@dataclass(frozen=True)
class Theme:
    """A theme, how many actors carry it, and who they are, in words."""

    libelle: str
    nombre: int
    noms: str


@dataclass(frozen=True)
class Etape:
    """A phase of the process; ``etat`` is the code of ``Phase.Etat``."""

    titre: str
    etat: str
    etat_texte: str
    periode: str
    note: str


@dataclass(frozen=True)
class Temps:
    """Something heard or read, named: members only."""

    nature: str
    titre: str
    date: str


@dataclass(frozen=True)
class Lieu:
    """The territory."""

    pk: int
    nom: str
    nature: str
    population: int | None
    communes: int
    principales: tuple[Compte, ...]
    lon: float | None
    lat: float | None
    millesime: int | None


@dataclass(frozen=True)
class Position:
    """Where one actor stands on an idea, in words: members only."""

    acteur: str
    mots: str
    compris: str
    sens: str


@dataclass(frozen=True)
class Souhait:
    """An expectation or a contribution; ``acteur`` is empty in the public edition."""

    texte: str
    precision: str = ""
    acteur: str = ""


@dataclass(frozen=True)
class PisteLue:
    """A project idea and what actors make of it, as sentences."""

    reference: str
    titre: str
    etat: str
    theme: str
    description: str
    raison: str
    enjeux: str
    appuis: int
    contredits: int
    phrases: tuple[str, ...]
    positions: tuple[Position, ...]
    attentes: tuple[Souhait, ...]
    apports: tuple[Souhait, ...]


@dataclass(frozen=True)
class MaillonLu:
    """A maillon of a filière, in words."""

    nom: str
    chaine: str
    etat: str
    pourquoi: str
    passage: str
    acteurs: str
    possibles: str


@dataclass(frozen=True)
class FiliereLue:
    """A filière as the chapter on filières prints it."""

    reference: str
    nom: str
    theme: str
    lieu: str
    vision: str
    enjeux: str
    chiffres: tuple[tuple[str, str], ...]
    dessin: SafeString | None
    format_page: str
    """« portrait », « paysage » or « grand »: the page its diagram needs."""
    legende: tuple[tuple[SafeString, str], ...]
    constats: tuple[tuple[str, str], ...]
    maillons: tuple[MaillonLu, ...]
    reprendre: int
    """Figures that contradict one another."""


@dataclass(frozen=True)
class Filieres:
    """The filières an audience may read, and how many others the démarche cites."""

    lues: tuple[FiliereLue, ...] = ()
    tues: int = 0

    @property
    def total(self) -> int:
        """How many the reader is told of, read or not."""
        return len(self.lues) + self.tues


@dataclass(frozen=True)
class Contenu:
    """The whole report, for one audience."""

    audience: str
    reference: str
    titre: str
    question: str
    chapeau: str
    organisation: str
    periode: str
    date: str
    statut: str
    lieu: Lieu
    sections: tuple[str, ...]
    strates: tuple[str, ...]
    messages: tuple[Message, ...]
    chiffres: tuple[Chiffre, ...]
    decision: str
    precisions: tuple[str, ...]
    mesures: tuple[Mesure, ...]
    familles: tuple[Famille, ...]
    themes: tuple[Theme, ...]
    cadrans: tuple[CadranMoff, ...]
    etapes: tuple[Etape, ...]
    ecoutes: tuple[Compte, ...]
    appuis: tuple[Appui, ...]
    recueil: tuple[Temps, ...] = field(default=())
    participants: tuple[Compte, ...] = field(default=())
    pistes: tuple[PisteLue, ...] = field(default=())
    parties: Carte | None = None
    """The stakeholder map, as the audience may read it; None when left out or empty."""
    filieres: Filieres = field(default=Filieres())

    @property
    def nombre_enonces(self) -> int:
        """Active items of the matrix."""
        return sum(len(c.enonces) for c in self.cadrans)

    @property
    def nombre_etayes(self) -> int:
        """Items that something supports."""
        return sum(e.est_etaye for c in self.cadrans for e in c.enonces)

    @property
    def nombre_voix(self) -> int:
        """Voices given to items."""
        return sum(e.voix for c in self.cadrans for e in c.enonces)

    @property
    def nombre_acteurs(self) -> int:
        """Actors listed."""
        return sum(len(f.acteurs) for f in self.familles)

    @property
    def est_publique(self) -> bool:
        """Whether it may be read outside the démarche."""
        return self.audience == "publique"
