"""Which column of a file feeds which field: known fields, header synonyms, guess."""

from collections.abc import Sequence
from dataclasses import dataclass

from socle.texte import normaliser


@dataclass(frozen=True)
class Champ:
    """A field a file may fill: its code, French label and usual headers (normalised)."""

    code: str
    libelle: str
    entetes: tuple[str, ...]
    exemple: str = ""


CHAMPS = (
    Champ("nom", "Nom", (
        "nom", "nom de la structure", "structure", "raison sociale", "denomination",
        "denomination sociale", "acteur", "organisme", "nom de l organisation", "name",
    ), "Garage solidaire de la Vallée"),
    Champ("sigle", "Sigle", ("sigle", "acronyme", "nom court"), "GSV"),
    Champ("type", "Famille ou type", (
        "famille libelle", "famille", "type", "famille ou type", "type d acteur", "categorie", "statut juridique",
        "famille ess",
    ), "Association"),
    Champ("sous_type", "Forme précise (SCIC, ESAT…)", (
        "forme libelle", "forme", "forme precise", "forme precise scic esat", "sous type", "sous famille",
    )),
    Champ("forme_juridique", "Forme juridique", (
        "forme juridique", "categorie juridique",
    ), "Association déclarée"),
    Champ("ess", "Relève de l’ESS", ("ess", "releve de l ess", "acteur de l ess"), "oui"),
    Champ("siret", "SIRET", ("siret", "numero siret", "n siret", "no siret")),
    Champ("siren", "SIREN", ("siren", "numero siren", "n siren")),
    Champ("rna", "Numéro RNA", ("rna", "numero rna", "n rna", "identifiant association")),
    Champ("thematiques", "Thèmes", (
        "thematiques libelles", "themes", "theme", "thematiques", "thematique", "secteur", "secteurs", "domaine",
        "secteur d activite",
    ), "Mobilité ; Réemploi et économie circulaire"),
    Champ("description", "Description", (
        "description", "activite", "activites", "presentation", "objet", "missions",
    ), "Répare et loue des voitures à petit prix."),
    Champ("adresse", "Adresse", ("adresse", "rue", "voie", "adresse postale", "numero et voie")),
    Champ("code_insee", "Code INSEE de la commune", (
        "code insee", "insee", "code commune", "code insee de la commune", "codgeo", "depcom",
        "code insee commune",
    ), "80016"),
    Champ("code_postal", "Code postal", ("code postal", "cp", "codepostal"), "80300"),
    Champ("commune", "Commune", (
        "commune nom", "commune", "ville", "localite", "nom de la commune", "libelle commune",
    ), "Albert"),
    Champ("latitude", "Latitude", ("latitude", "lat", "y latitude")),
    Champ("longitude", "Longitude", ("longitude", "lon", "lng", "long", "x longitude")),
    Champ("precision", "Précision du point", ("precision du point", "precision")),
    Champ("site_web", "Site web", ("site web", "site", "url", "site internet", "web")),
    Champ("contact_public", "Contact public", (
        "contact public", "contact", "telephone", "courriel", "email", "mail", "standard",
    )),
    Champ("taille", "Taille", ("taille", "effectif", "effectifs", "nombre de salaries", "salaries")),
    Champ("source", "Source", ("source", "origine"), "Annuaire 2026 du réseau"),
    Champ("date_source", "Date de la source", (
        "date de la source", "date source", "date", "mise a jour",
    ), "2026-01-15"),
)  # fmt: skip
A_DEFAUT = {"code_insee": "commune"}
"""Field → header it has in open data, where « commune » is a code and « commune_nom » the name."""
CODES = frozenset(c.code for c in CHAMPS)
LIBELLES = {c.code: c.libelle for c in CHAMPS}


def deviner(entetes: Sequence[str]) -> dict[str, int]:
    """Return field code → column index for the headers we know; a column serves once."""
    normalises = [normaliser(e) for e in entetes]
    trouves: dict[str, int] = {}
    for champ in CHAMPS:
        for synonyme in champ.entetes:
            if synonyme in normalises:
                index = normalises.index(synonyme)
                if index not in trouves.values():
                    trouves[champ.code] = index
                    break
    for code, entete in A_DEFAUT.items():
        if code not in trouves and entete in normalises:
            index = normalises.index(entete)
            if index not in trouves.values():
                trouves[code] = index
    return trouves
