"""A filière ready to be shown: its rows, what they say, its diagram and its steps.

Shared by the page, the big screen, the files and the examples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from filieres.calculs.analyse import analyser
from filieres.calculs.mots import dire_euros, dire_part, dire_quantite
from filieres.calculs.reseau import PositionLue, Reseau
from filieres.calculs.resultats import Analyse, MaillonAnalyse
from filieres.dessins.chaine import dessiner_chaine
from filieres.dessins.composition import composer
from filieres.dessins.frise import dessiner_frise
from filieres.dessins.legende import dresser_legende
from filieres.dessins.scene import Rive, Scene
from filieres.dessins.verticale import Etape, derouler
from filieres.lectures import lire_reseau
from filieres.models import Filiere, FiliereQuerySet, Maillon, Position
from socle.typographie import accorder, ecrire_nombre


@dataclass(frozen=True)
class Pas:
    """One maillon of the page: its step, who is there, what it measures."""

    etape: Etape
    lu: MaillonAnalyse | None
    actuelles: tuple[PositionLue, ...]
    potentielles: tuple[PositionLue, ...]
    besoins: tuple[tuple[str, bool], ...]
    note: str


@dataclass(frozen=True)
class Lecture:
    """Everything a page shows of a filière."""

    filiere: Filiere
    reseau: Reseau
    analyse: Analyse
    adresse: Callable[[str, str], str] | None = None

    @cached_property
    def scene(self) -> Scene:
        """What the diagram shows."""
        return composer(self.reseau, self.analyse, adresse=self.adresse)

    @cached_property
    def dessin(self) -> SafeString:
        """The diagram, wide."""
        return dessiner_chaine(self.scene)

    @cached_property
    def legende(self) -> list[tuple[SafeString, str]]:
        """Signs of the diagram and their meaning."""
        return dresser_legende(self.scene, documentee=self.reseau.exemple)

    @cached_property
    def pas(self) -> list[Pas]:
        """Maillons from upstream to downstream."""
        return [
            Pas(
                etape=etape,
                lu=self.analyse.maillons.get(etape.boite.cle),
                actuelles=self.reseau.actuelles(etape.boite.cle),
                potentielles=self.reseau.potentielles(etape.boite.cle),
                besoins=tuple(
                    (b.texte, b.couvert) for b in self.reseau.par_cle[etape.boite.cle].besoins
                ),
                note=etape.boite.note,
            )
            for etape in derouler(self.scene)
        ]

    @property
    def place_a_la_main(self) -> bool:
        """Whether somebody chose the place of a maillon."""
        return any(m.colonne or m.ligne for m in self.reseau.maillons)

    @cached_property
    def sans_entree(self) -> list[Rive]:
        """Gisements nobody said the entry of."""
        relies = {r.depart for r in self.scene.rubans}
        return [r for r in self.scene.rives if r.nature == "gisement" and r.cle not in relies]

    @cached_property
    def chiffres(self) -> list[tuple[str, str]]:
        """A few figures that sum the filière up: value and what it is."""
        actuelles = [p for p in self.reseau.positions if not p.potentielle]
        acteurs = {p.identite for p in actuelles}
        maillons = len(self.reseau.maillons)
        lignes = [
            (ecrire_nombre(maillons), f"maillon{accorder(maillons)}"),
            (ecrire_nombre(len(acteurs)), f"acteur{accorder(len(acteurs))}"),
        ]
        connus = {p.identite: p.ess for p in actuelles if p.ess is not None}
        if connus:
            ess = sum(map(bool, connus.values()))
            lignes.append((f"{ess} sur {len(connus)}", "dans l’ESS"))
        passage = self.analyse.passage
        if passage is not None and passage.disponible.centre:
            lignes.append(
                (
                    dire_quantite(passage.au_mieux.centre, passage.unite),
                    (
                        "peuvent traverser la chaîne, sur "
                        f"{dire_quantite(passage.disponible.centre, passage.unite)} disponibles"
                    ),
                )
            )
        if self.analyse.valeur_totale is not None and self.analyse.valeur_totale > 0:
            mots = "de valeur ajoutée par an"
            if self.analyse.valeur_ess is not None and self.analyse.valeur_attribuee:
                part = self.analyse.valeur_ess / self.analyse.valeur_attribuee
                mots += f", dont {dire_part(part)} à des acteurs de l’ESS"
            lignes.append((dire_euros(self.analyse.valeur_totale), mots))
        return lignes


def lire(
    filiere: Filiere,
    *,
    prive: bool,
    adresse: Callable[[str, str], str] | None = None,
) -> Lecture:
    """Return ``filiere`` ready to be shown to a member (``prive``) or to anybody."""
    reseau = lire_reseau(filiere, prive=prive)
    return Lecture(filiere, reseau, analyser(reseau), adresse)


def avec_frise(filieres: FiliereQuerySet) -> FiliereQuerySet:
    """Fetch what ``frise`` draws, in one query whatever their number."""
    tenus = Position.objects.actuelles().filter(maillon=OuterRef("pk"))
    return filieres.prefetch_related(
        Prefetch("maillons", Maillon.objects.annotate(tenu=Exists(tenus)))
    )


def frise(filiere: Filiere) -> SafeString:
    """Return the filière in one line: maillons as declared, held when an actor stands there."""
    maillons = sorted(filiere.maillons.all(), key=lambda m: (m.chaine_id, m.ordre, m.pk))
    non_dit = Maillon.StatutDeclare.NON_PRECISE
    return dessiner_frise(
        [
            (
                m.intitule,
                "couvert"
                if getattr(m, "tenu", False) and m.statut_declare == non_dit and not filiere.exemple
                else m.statut_declare,
            )
            for m in maillons
        ]
    )


def ancre(nature: str, cle: str) -> str:
    """Return where a piece of the diagram leads on the page."""
    return f"#m-{cle}" if nature == "maillon" else ""


def adresse_si(nom: str, *arguments: Any) -> str:
    """Return an address of another part of the site, '' when it is not there."""
    try:
        return reverse(nom, args=arguments)
    except NoReverseMatch:
        return ""
