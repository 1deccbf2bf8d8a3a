"""Load the demonstration: two documented processes, their actors, and one account per role.

Safe to run again: what exists is left as users changed it; only what is
missing is created. Everything comes from ``referentiels/*.yaml``.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.db import transaction

from acteurs.models import Acteur, Thematique, TypeActeur
from acteurs.services import create_acteur
from comptes.models import Adhesion, Organisation, Utilisateur
from demo.acces import adresse
from demo.alertes import load_alertes
from demo.catalogue import load_catalogue
from demo.echanges import load_echanges
from demo.entretiens import load_entretiens
from demo.fiches import load_fiches
from demo.filieres import load_filieres
from demo.matrice import load_matrice
from demo.moderation import load_moderation
from demo.ouverture import load_ouverture
from demo.parties import load_parties
from demo.pistes import load_pistes
from demo.relations import load_relations
from demo.seances import load_seances
from diagnostics.models import Diagnostic, Entretien, MembreDiagnostic, Phase
from territoires.models import Adoption, Commune, Indicateur, Territoire, TerritoireCommune

DOSSIER = Path(__file__).parent / "referentiels"
RECITS = ("coquelicot", "hellemmes")


class DemoImpossible(Exception):
    """Something the demonstration rests on is not loaded yet; the French message says what."""


@dataclass
class Bilan:
    """What a run created, by kind, for the command's closing words."""

    crees: dict[str, int] = field(default_factory=dict)

    def ajouter(self, nature: str, nombre: int = 1) -> None:
        """Count ``nombre`` more objects of ``nature``."""
        self.crees[nature] = self.crees.get(nature, 0) + nombre


@cache
def lire(nom: str) -> dict[str, Any]:
    """Read one YAML file of the demonstration."""
    return yaml.safe_load((DOSSIER / f"{nom}.yaml").read_text(encoding="utf-8"))


def comptes_de_demo() -> list[tuple[str, str]]:
    """Return (address, what the account is for) of the accounts to show to a visitor."""
    return [
        (adresse(code), fiche["presentation"])
        for code, fiche in lire("complements")["comptes"].items()
        if not fiche.get("discret")
    ]


@transaction.atomic
def load_demo(mot_de_passe: str) -> Bilan:
    """Create what is missing of the demonstration.

    Raises:
        DemoImpossible: communes, themes or kinds of actors are not loaded.
    """
    if not Commune.objects.filter(code="59298").exists():
        raise DemoImpossible("Chargez d’abord le code officiel géographique : importer_cog.")
    if not Thematique.objects.exists() or not TypeActeur.objects.exists():
        raise DemoImpossible("Chargez d’abord les référentiels : charger_referentiels.")
    bilan = Bilan()
    complements = lire("complements")
    organisations = {
        code: _organisation(fiche, bilan) for code, fiche in complements["organisations"].items()
    }
    comptes = {
        code: _compte(code, fiche, organisations, mot_de_passe, bilan)
        for code, fiche in complements["comptes"].items()
    }
    for nom in RECITS:
        if not Diagnostic.objects.filter(code_demo=nom).exists():
            _demarche(nom, comptes, organisations, bilan)
        _recueil(nom, bilan)
    if nombre := load_catalogue(comptes=comptes, organisations=organisations):
        bilan.ajouter("plateformes", nombre)
    if nombre := load_filieres(comptes=comptes, organisations=organisations):
        bilan.ajouter("filières", nombre)
    if nombre := load_relations(comptes=comptes, organisations=organisations):
        bilan.ajouter("relations", nombre)
    if nombre := load_moderation(comptes=comptes):
        bilan.ajouter("contributions", nombre)
    if nombre := load_alertes(comptes=comptes, organisations=organisations):
        bilan.ajouter("contacts et alertes", nombre)
    if nombre := load_fiches(comptes=comptes, organisations=organisations):
        bilan.ajouter("fiches à tenir", nombre)
    if nombre := load_ouverture(comptes=comptes, organisations=organisations):
        bilan.ajouter("cartes à intégrer", nombre)
    return bilan


def _recueil(nom: str, bilan: Bilan) -> None:
    """Add the interviews of a story that has none yet."""
    diagnostic = Diagnostic.objects.get(code_demo=nom)
    noms = {fiche["nom"].replace("'", "’"): fiche["code"] for fiche in lire(nom)["acteurs"]}
    if diagnostic.pilote is None:
        return
    nombre = load_entretiens(
        diagnostic=diagnostic,
        recit=lire("entretiens")[nom],
        acteurs={noms[a.nom]: a for a in Acteur.objects.filter(nom__in=noms)},
        par=diagnostic.pilote,
    )
    if nombre:
        bilan.ajouter("entretiens", nombre)


def _territoire(nature: str, code: str) -> Territoire:
    """Return the official territory; a commune's own is created the first time it is needed."""
    if nature == Territoire.Nature.COMMUNE:
        commune = Commune.objects.get(code=code)
        territoire, cree = Territoire.objects.get_or_create(
            nature=nature,
            code=code,
            defaults={
                "nom": commune.nom,
                "population": commune.population,
                "officiel": True,
                "millesime": commune.millesime,
                "lon": commune.lon,
                "lat": commune.lat,
            },
        )
        if cree:
            TerritoireCommune.objects.create(territoire=territoire, commune=commune)
        return territoire
    return Territoire.objects.get(nature=nature, code=code)


def _organisation(fiche: dict[str, Any], bilan: Bilan) -> Organisation:
    territoire = _territoire(**fiche["territoire"])
    organisation, cree = Organisation.objects.get_or_create(
        nom=fiche["nom"],
        defaults={
            "nature": fiche["nature"],
            "siren": fiche.get("siren", ""),
            "territoire": territoire,
        },
    )
    if cree:
        bilan.ajouter("organisations")
        Adoption.objects.get_or_create(organisation=organisation, territoire=territoire)
    return organisation


def _compte(
    code: str,
    fiche: dict[str, Any],
    organisations: dict[str, Organisation],
    mot_de_passe: str,
    bilan: Bilan,
) -> Utilisateur:
    compte = Utilisateur.objects.filter(email=adresse(code)).first()
    if compte is None:
        operateur = bool(fiche.get("operateur"))
        compte = Utilisateur.objects.create_user(
            adresse(code),
            None if fiche.get("discret") else mot_de_passe,
            nom=fiche["nom"],
            is_staff=operateur,
            is_superuser=operateur,
        )
        EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
        bilan.ajouter("comptes")
        if organisation := organisations.get(fiche["organisation"] or ""):
            Adhesion.objects.create(
                utilisateur=compte, organisation=organisation, role=fiche["role"]
            )
    return compte


def _demarche(
    nom: str,
    comptes: dict[str, Utilisateur],
    organisations: dict[str, Organisation],
    bilan: Bilan,
) -> None:
    recit, complements = lire(nom), lire("complements")
    plus = complements[nom]
    territoire = _territoire(**plus["territoire"])
    diagnostic = Diagnostic.objects.create(
        territoire=territoire,
        titre=recit["demarche"]["titre"].replace("'", "’"),
        question=plus["question"],
        resume=recit["demarche"]["resume"].replace("'", "’"),
        organisation=organisations["apes" if plus["pilote"] == "reseau" else plus["organisation"]],
        pilote=comptes[plus["pilote"]],
        periode_texte=plus["periode"],
        statut=plus["statut"],
        code_demo=nom,
    )
    bilan.ajouter("démarches")
    Adoption.objects.get_or_create(organisation=diagnostic.organisation, territoire=territoire)
    for ordre, phase in enumerate(plus["phases"], 1):
        Phase.objects.create(
            diagnostic=diagnostic,
            ordre=ordre,
            code=phase["code"],
            titre=phase["titre"],
            etat=phase["etat"],
            periode_texte=phase["periode"],
            note=phase["note"],
        )
    MembreDiagnostic.objects.create(
        diagnostic=diagnostic, utilisateur=comptes[plus["pilote"]], role="pilote"
    )
    for code, role in plus["membres"].items():
        MembreDiagnostic.objects.create(diagnostic=diagnostic, utilisateur=comptes[code], role=role)
    acteurs = {
        fiche["code"]: _acteur(fiche, plus["placement"], diagnostic, complements["source"], bilan)
        for fiche in recit["acteurs"]
    }
    diagnostic.acteurs.set(acteurs.values())
    indicateurs = {
        fiche["code"]: Indicateur.objects.create(
            territoire=territoire,
            code=fiche["code"],
            libelle=fiche["libelle"],
            prefixe=fiche.get("prefixe", ""),
            valeur=fiche["valeur"],
            unite=fiche["unite"],
            annee=fiche.get("annee"),
            source=complements["source_courte"],
        )
        for fiche in plus["indicateurs"]
    }
    entretiens = _entretiens(diagnostic, recit, plus)
    votants = [
        comptes[plus["pilote"]],
        *(comptes[c] for c, r in plus["membres"].items() if r == "agent"),
    ]
    votants += [comptes[c] for c, r in plus["membres"].items() if r == "elu"]
    nombre = load_matrice(
        diagnostic=diagnostic,
        enonces=recit["moff"],
        preuves=plus["preuves"],
        voix=plus["voix"],
        votants=votants,
        acteurs=acteurs,
        indicateurs=indicateurs,
        entretiens=entretiens,
    )
    bilan.ajouter("éléments de matrice", nombre)
    pistes = load_pistes(
        diagnostic=diagnostic, recit=recit, acteurs=acteurs, pilote=comptes[plus["pilote"]]
    )
    bilan.ajouter("pistes", pistes)
    nombre = load_parties(
        diagnostic=diagnostic,
        categories=recit["categories_parties_prenantes"],
        lecture=lire("parties")[nom],
        acteurs=acteurs,
        comptes=comptes,
        par=comptes[plus["pilote"]],
    )
    bilan.ajouter("parties prenantes", nombre)
    nombre = load_seances(diagnostic=diagnostic, code=nom, par=comptes[plus["pilote"]])
    bilan.ajouter("séances", nombre)
    bilan.ajouter(
        "commentaires", load_echanges(diagnostic=diagnostic, recit=recit, comptes=comptes)
    )


def _acteur(
    fiche: dict[str, Any],
    placement: dict[str, Any],
    diagnostic: Diagnostic,
    source: str,
    bilan: Bilan,
) -> Acteur:
    """Return the actor of this name, created at its commune's centre when missing."""
    nom = fiche["nom"].replace("'", "’")
    existant = Acteur.objects.filter(nom=nom).first()
    if existant:
        return existant
    lieu = placement.get(fiche["code"], {})
    commune = Commune.objects.get(code=lieu["commune"]) if lieu else None
    approchee = bool(commune and commune.lon is not None and lieu.get("approchee"))
    acteur = create_acteur(
        champs={
            "nom": nom,
            "type_id": fiche.get("type"),
            "sous_type_id": fiche.get("sous_type"),
            "ess": fiche.get("ess"),
            "description": fiche["role"].replace("'", "’"),
            "commune": commune,
            "lon": commune.lon if commune else None,
            "lat": commune.lat if commune else None,
            "precision": Acteur.Precision.APPROCHEE if approchee else Acteur.Precision.COMMUNE,
            "statut": Acteur.Statut.PUBLIE,
            "source": source[:250],
        },
        thematiques=Thematique.objects.filter(pk__in=fiche["thematiques"]),
        organisation=diagnostic.organisation,
        confirme=True,
    )
    bilan.ajouter("acteurs")
    return acteur


def _entretiens(
    diagnostic: Diagnostic, recit: dict[str, Any], plus: dict[str, Any]
) -> dict[str, Entretien]:
    """Create what was heard: workshops of the story, then the documents read."""
    entretiens = {}
    for atelier in recit["ateliers"]:
        lignes = [*atelier["deroule"], "", *(f"– {r}" for r in atelier["resultats"])]
        entretiens[atelier["code"]] = Entretien.objects.create(
            diagnostic=diagnostic,
            nature=plus["natures"].get(atelier["code"], Entretien.Nature.ATELIER),
            titre=atelier["titre"].replace("'", "’"),
            date_texte=atelier.get("date_texte", ""),
            ordre=atelier["ordre"],
            compte_rendu="\n".join(lignes).replace("'", "’"),
        )
    for ordre, document in enumerate(plus["documents"], len(entretiens) + 1):
        entretiens[document["code"]] = Entretien.objects.create(
            diagnostic=diagnostic,
            nature=Entretien.Nature.DOCUMENT,
            titre=document["titre"],
            date_texte=document["date_texte"],
            ordre=ordre,
            compte_rendu=document["texte"],
        )
    return entretiens
