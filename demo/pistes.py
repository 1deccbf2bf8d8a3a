"""Load stakes, project ideas and points of view of a documented process.

Facts are those of the story; degrees, themes and links are a reading, marked so, and the
interplay of actors is a fictitious example, marked so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from acteurs.models import Acteur, Thematique
from comptes.models import Utilisateur
from diagnostics.models import (
    ActeurConcerne,
    Apport,
    AppuiPiste,
    Attente,
    Couverture,
    Diagnostic,
    ElementMoff,
    Enjeu,
    GrilleMactor,
    ObjectifMactor,
    Piste,
    PointDeVue,
)

FICHIER = Path(__file__).parent / "referentiels" / "pistes.yaml"


def _propre(texte: str) -> str:
    return texte.replace("'", "’")


class _Chargement:
    """One process being loaded."""

    def __init__(
        self,
        diagnostic: Diagnostic,
        recit: Mapping[str, Any],
        acteurs: Mapping[str, Acteur],
        pilote: Utilisateur,
    ) -> None:
        donnees = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
        self.diagnostic, self.recit, self.acteurs, self.pilote = diagnostic, recit, acteurs, pilote
        self.plus, self.etats = donnees[diagnostic.code_demo], donnees["etats"]
        self.themes = {t.pk: t for t in Thematique.objects.all()}
        textes = {e.texte: e for e in ElementMoff.objects.filter(diagnostic=diagnostic)}
        self.elements = {e["code"]: textes[_propre(e["texte"].rstrip("."))] for e in recit["moff"]}
        self.concernes: dict[str, ActeurConcerne] = {}
        self.pistes: dict[str, Piste] = {}

    def enjeux(self) -> dict[str, Enjeu]:
        """Create the stakes."""
        crees = {}
        for fiche in self.recit["enjeux"]:
            enjeu = Enjeu.objects.create(
                diagnostic=self.diagnostic,
                titre=_propre(fiche["titre"]),
                question=_propre(fiche["question"]),
                ordre=fiche["ordre"],
            )
            enjeu.thematiques.set([t for t in fiche["thematiques"] if t in self.themes])
            enjeu.elements.set(self.elements[c] for c in self.plus["enjeux"].get(fiche["code"], ()))
            crees[fiche["code"]] = enjeu
        return crees

    def idees(self, enjeux: Mapping[str, Enjeu]) -> None:
        """Create the ideas, what supports them, whom they concern; the most advanced first."""
        avancees = sorted(
            self.recit["idees_projets"],
            key=lambda f: -sum(c["projet"] == f["code"] for c in self.recit["convergence"]),
        )
        for ordre, fiche in enumerate(avancees):
            piste = Piste.objects.create(
                diagnostic=self.diagnostic,
                titre=_propre(fiche["titre"]),
                description=_propre(fiche.get("description", "")),
                thematique=self.themes.get(fiche["thematique"]),
                etat=self.etats[fiche["statut"]],
                auteur=self.pilote,
                ordre=ordre,
            )
            piste.enjeux.set(enjeux[c] for c in self.plus["repond"].get(fiche["code"], ()))
            for sens, codes in self.plus["appuis"].get(fiche["code"], {}).items():
                for code in codes:
                    AppuiPiste.objects.create(
                        piste=piste, sens=sens, element=self.elements[code], auteur=self.pilote
                    )
            self.pistes[fiche["code"]] = piste
            for code in fiche.get("acteurs", ()):
                self.concerne(code).pistes.add(piste)

    def concerne(self, code: str) -> ActeurConcerne:
        """Return the concerned actor of this code."""
        if code not in self.concernes:
            acteur = self.acteurs[code]
            self.concernes[code], _ = ActeurConcerne.objects.get_or_create(
                diagnostic=self.diagnostic,
                nom=acteur.nom,
                defaults={"acteur": acteur, "ordre": len(self.concernes)},
            )
        return self.concernes[code]

    def avis(self) -> None:
        """Create the points of view, all of them readings of the story."""
        attentes, apports = {}, {}
        for fiche in self.recit["convergence"]:
            piste, concerne = self.pistes[fiche["projet"]], self.concerne(fiche["acteur"])
            plus = self.plus["avis"][fiche["code"]]
            concerne.pistes.add(piste)
            point = PointDeVue.objects.create(
                piste=piste,
                acteur=concerne,
                compris=_propre(fiche["compris"]),
                sens=_propre(fiche["adhesion"]),
                adhesion=plus["degre"],
                lecture=bool(fiche.get("derive")),
                auteur=self.pilote,
            )
            attentes[fiche["code"]] = Attente.objects.create(
                point_de_vue=point,
                texte=_propre(fiche["attentes"]).rstrip("."),
                thematique=self.themes.get(plus["theme"]),
            )
            apports[fiche["code"]] = Apport.objects.create(
                point_de_vue=point,
                texte=_propre(fiche["contributions"]).rstrip("."),
                nature=plus["nature"],
                thematique=self.themes.get(plus["theme_apport"]),
            )
        for attente, apport in self.plus["couvertures"]:
            Couverture.objects.create(
                attente=attentes[attente], apport=apports[apport], auteur=self.pilote
            )

    def mactor(self) -> None:
        """Create the fictitious interplay of actors, when the process has one."""
        jeu = self.plus.get("mactor")
        if not jeu:
            return
        acteurs = []
        for code, sigle in jeu["acteurs"].items():
            concerne = self.concerne(code)
            concerne.dans_mactor, concerne.sigle = True, sigle
            concerne.save()
            acteurs.append(concerne)
        objectifs = [
            ObjectifMactor.objects.create(
                diagnostic=self.diagnostic,
                titre=self.pistes[code].titre,
                sigle=sigle,
                piste=self.pistes[code],
                ordre=ordre,
            )
            for ordre, (code, sigle) in enumerate(jeu["objectifs"].items())
        ]
        GrilleMactor.objects.create(
            diagnostic=self.diagnostic,
            lecture=True,
            influences=_cases(acteurs, acteurs, jeu["influences"]),
            positions=_cases(acteurs, objectifs, jeu["positions"]),
        )


def _cases(lignes: list[Any], colonnes: list[Any], valeurs: list[list[int]]) -> dict[str, int]:
    return {
        f"{ligne.reference}>{colonne.reference}": valeur
        for ligne, rangee in zip(lignes, valeurs, strict=True)
        for colonne, valeur in zip(colonnes, rangee, strict=True)
        if valeur
    }


def load_pistes(
    *,
    diagnostic: Diagnostic,
    recit: Mapping[str, Any],
    acteurs: Mapping[str, Acteur],
    pilote: Utilisateur,
) -> int:
    """Create stakes, ideas, points of view; return how many ideas there are.

    Raises:
        KeyError: a code of ``pistes.yaml`` that the story does not hold.
    """
    chargement = _Chargement(diagnostic, recit, acteurs, pilote)
    chargement.idees(chargement.enjeux())
    chargement.avis()
    chargement.mactor()
    return len(chargement.pistes)
