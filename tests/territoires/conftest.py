"""A small made-up France: the same files as the official ones, with a few rows."""

import copy
import json

import pytest

COMMUNES = [
    {"code": "80016", "nom": "Albert", "departement": "80", "region": "32", "type": "commune-actuelle",
     "codesPostaux": ["80300"], "population": 9500},
    {"code": "80523", "nom": "Méaulte", "departement": "80", "region": "32", "type": "commune-actuelle",
     "codesPostaux": ["80810", "80300"], "population": 1200},
    {"code": "80001", "nom": "Saint-Éloi-sur-Ancre", "departement": "80", "region": "32",
     "type": "commune-actuelle", "codesPostaux": ["80999"], "population": 300,
     "anciensCodes": ["80777", "80002"]},
    {"code": "80001", "nom": "Saint-Éloi", "departement": "80", "region": "32",
     "type": "commune-deleguee", "chefLieu": "80001"},
    {"code": "80002", "nom": "Ancre", "departement": "80", "region": "32",
     "type": "commune-deleguee", "chefLieu": "80001"},
    {"code": "59350", "nom": "Lille", "departement": "59", "region": "32", "type": "commune-actuelle",
     "codesPostaux": ["59000"], "population": 238000, "anciensCodes": ["59298"]},
    {"code": "59298", "nom": "Hellemmes-Lille", "departement": "59", "region": "32",
     "type": "commune-associee", "chefLieu": "59350"},
    {"code": "75056", "nom": "Paris", "departement": "75", "region": "11", "type": "commune-actuelle",
     "codesPostaux": ["75001"], "population": 2100000},
    {"code": "75101", "nom": "Paris 1er Arrondissement", "departement": "75", "region": "11",
     "type": "arrondissement-municipal", "commune": "75056", "population": 15000},
]  # fmt: skip
DEPARTEMENTS = [
    {"code": "80", "region": "32", "nom": "Somme"},
    {"code": "59", "region": "32", "nom": "Nord"},
    {"code": "75", "region": "11", "nom": "Paris"},
]
REGIONS = [{"code": "32", "nom": "Hauts-de-France"}, {"code": "11", "nom": "Île-de-France"}]


def membre(code):
    return {"code": code, "nom": code, "populationMunicipale": 1}


EPCI = [
    {"code": "248000747", "nom": "CC du Pays du Coquelicot", "type": "CC", "populationMunicipale": 9,
     "membres": [membre("80016"), membre("80523"), membre("80001")]},
    {"code": "200093201", "nom": "Métropole Européenne de Lille", "type": "METRO",
     "populationMunicipale": 9, "membres": [membre("59350")]},
]  # fmt: skip
EPT = [
    {"code": "200057867", "nom": "Plaine Commune", "type": "EPT", "populationMunicipale": 9,
     "membres": [membre("75056")]},
]  # fmt: skip


class PetitCog:
    """An edition of the COG in a folder; change ``communes`` or ``epci``, then ``ecrire``."""

    def __init__(self, dossier):
        self.dossier = dossier
        self.version = "6.0.0"
        self.communes, self.epci = copy.deepcopy(COMMUNES), copy.deepcopy(EPCI)
        self.ecrire()

    def ecrire(self):
        donnees = self.dossier / "data"
        donnees.mkdir(exist_ok=True, parents=True)
        (self.dossier / "package.json").write_text(json.dumps({"version": self.version}))
        for nom, lignes in {
            "communes": self.communes,
            "epci": self.epci,
            "ept": EPT,
            "departements": DEPARTEMENTS,
            "regions": REGIONS,
        }.items():
            (donnees / f"{nom}.json").write_text(json.dumps(lignes))


VILLES = [
    {"name": "Méaulte", "lat": "49.98", "lng": "2.66", "country": "FR", "admin1": "32", "admin2": "80"},
    {"name": "Saint-Eloi sur Ancre", "lat": "50.1", "lng": "2.5", "country": "FR", "admin2": "80"},
    {"name": "Paris", "lat": "48.85", "lng": "2.35", "country": "FR", "admin1": "11", "admin2": "75"},
    {"name": "PARIS", "lat": "48.9", "lng": "2.4", "country": "FR", "admin1": "11", "admin2": "75"},
    {"name": "Ancre", "lat": "1", "lng": "1", "country": "BE", "admin1": "", "admin2": "80"},
]  # fmt: skip


@pytest.fixture
def petit_cog(tmp_path, settings):
    """The made-up edition, set as the one to import."""
    petit = PetitCog(tmp_path / "cog")
    villes = tmp_path / "cities.json"
    villes.write_text(json.dumps(VILLES))
    settings.REFERENTIEL_COG = petit.dossier
    settings.REFERENTIEL_VILLES = villes
    return petit
