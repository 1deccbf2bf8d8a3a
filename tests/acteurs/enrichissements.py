"""Readings of the registers that enrich, for tests."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from acteurs.models import Acteur, ImportOfficiel
from socle.travaux import executer
from tests.acteurs.fichiers_registres import (
    WALDEC,
    classeur,
    siren_de,
    table_rna,
)
from tests.fabriques import make_acteur

SIREN = "923114524"
SIRET = "92311452400018"
AUTRE = siren_de("11111111")
DEMAIN = timezone.localdate() + timedelta(days=1)
HIER = timezone.localdate() - timedelta(days=1)


def make_officiel(**champs) -> Acteur:
    """An entry as SIRENE brings it: nobody wrote in it."""
    champs.setdefault("siren", SIREN)
    acteur = make_acteur(origine="sirene", **champs)
    Acteur.objects.filter(pk=acteur.pk).update(enrichi=False)
    return acteur


def importer(source: str, *chemins: Path, echoue: bool = False) -> ImportOfficiel:
    """Run one import whole."""
    fichiers = {f"f{n}": {"chemin": str(c), "nom": c.name} for n, c in enumerate(chemins)}
    travail = ImportOfficiel.objects.create(source=source, fichiers=fichiers)
    assert executer(travail, battre_en_fond=False) is not echoue
    travail.refresh_from_db()
    return travail


def ecrire(dossier: Path, contenu: str | bytes, nom: str) -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def liste_ess(dossier: Path, *lignes: str) -> Path:
    pleines = (ligne if "," in ligne else f"{ligne}," for ligne in lignes)
    texte = "\n".join(["SIREN,Famille juridique de l'entreprise", *pleines])
    return ecrire(dossier, texte, "entreprisesess.csv")


def liste_esus(dossier: Path, *lignes: list[object]) -> Path:
    return classeur(dossier, [["N° SIREN", "Date de fin d’agrément"], *lignes])


def rna(dossier: Path, *lignes: dict[str, str]) -> Path:
    return ecrire(dossier, table_rna(WALDEC, *lignes), "rna_waldec_20260901_dpt_80.csv")


def vu(acteur: Acteur) -> Acteur:
    acteur.refresh_from_db()
    return acteur


def comptes(travail: ImportOfficiel) -> dict[str, int]:
    return {c: travail.bilan.get(c, 0) for c in ("modifies", "inchanges", "proposes", "rejets")}
