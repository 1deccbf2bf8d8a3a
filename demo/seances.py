"""Load sessions: one that ended, led for real through its steps, and ones ready to be opened."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, Seance
from diagnostics.services.seance import conduite, decisions, groupes, notes, participants, voix

FICHIER = Path(__file__).parent / "referentiels" / "seances.yaml"
Etape = Seance.Etape


def load_seances(*, diagnostic: Diagnostic, code: str, par: Utilisateur) -> int:
    """Create the sessions of a démarche and return how many."""
    recit = yaml.safe_load(FICHIER.read_text(encoding="utf-8")).get(code, {})
    if "finie" in recit:
        _mener(diagnostic, dict(recit["finie"]), par)
    if "prete" in recit:
        conduite.creer_seance(diagnostic=diagnostic, champs=recit["prete"], par=par)
    return len(recit)


def _mener(diagnostic: Diagnostic, recit: dict[str, Any], par: Utilisateur) -> None:
    ecrites, genres = recit.pop("notes"), recit.pop("participants")
    sans_telephone = recit.pop("sans_telephone")
    seance = conduite.creer_seance(diagnostic=diagnostic, champs=recit, par=par)

    def passer(etape: str) -> None:
        conduite.passer_a(seance=seance, etape=etape, par=par)
        seance.refresh_from_db()

    gens = [
        participants.rejoindre(seance=seance, pseudonyme=f"Personne {rang} (fictive)", genre=genre)
        for rang, genre in enumerate(genres, 1)
    ]
    papier = participants.representer(seance=seance, **sans_telephone)
    passer(Etape.RECUEIL)
    cartes = [
        notes.ecrire(
            participant=gens[n["auteur"]], case=n["case"], texte=n["texte"], cle=f"demo-{rang:04d}"
        ).numero
        for rang, n in enumerate(ecrites)
    ]
    passer(Etape.REGROUPEMENT)
    reunis: dict[str, list[int]] = defaultdict(list)
    for numero, note in zip(cartes, ecrites, strict=True):
        if "groupe" in note:
            reunis[note["groupe"]].append(numero)
    for numeros in reunis.values():
        groupe = groupes.regrouper(seance=seance, numeros=numeros, par=par)
        cartes = [groupe.numero if n in numeros else n for n in cartes]
    passer(Etape.VOTE)
    for numero, note in zip(cartes, ecrites, strict=True):
        for rang in note.get("soutiens", ()):
            voix.voter(participant=gens[rang], numero=numero)
        if "mains" in note:
            voix.compter_mains(voix=papier, numero=numero, nombre=note["mains"])
    passer(Etape.DECISION)
    for numero, note in zip(cartes, ecrites, strict=True):
        if "soutiens" in note:
            motif = note.get("ecarte", "")
            decisions.decider(
                seance=seance,
                numeros=[numero],
                decision="ecartee" if motif else "gardee",
                motif=motif,
                par=par,
            )
    passer(Etape.CLOSE)
