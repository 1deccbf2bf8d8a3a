"""Rows of a work file, ready to be written into the directory."""

from acteurs.importers.atelier import COLONNES_FICHE
from acteurs.morton import code_morton
from socle.texte import normaliser


def rangee(siret="35600000000048", empreinte=1, **champs):
    """A row of ``fiche``."""
    nom = champs.get("nom", f"AMIS DE {siret}")
    lon, lat = champs.get("lon", 2.65), champs.get("lat", 50.0)
    valeurs = {
        "siret": siret,
        "siren": siret[:9],
        "nom": nom,
        "sigle": "",
        "nom_normalise": normaliser(nom),
        "nom_seul": normaliser(nom),
        "mots": normaliser(nom),
        "type_id": "association",
        "sous_type_id": None,
        "ess": 1,
        "forme_juridique": "Association déclarée",
        "categorie_juridique": "9220",
        "naf": "94.99Z",
        "naf25": "",
        "rna": "",
        "adresse": "1 RUE DES LILAS",
        "commune_id": "80016",
        "lon": lon,
        "lat": lat,
        "precision": "adresse",
        "morton": None if lon is None else code_morton(lon, lat),
        "taille": "1-9",
        "masque_themes": 0,
        "date_source": "2026-11-01",
        "siege": 1,
        "date_creation": "2010-01-01",
        "empreinte": empreinte,
        **champs,
    }
    return tuple(valeurs[c] for c in COLONNES_FICHE)


def silence(etape, pourcentage):
    """Progress nobody looks at."""
