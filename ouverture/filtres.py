"""The words with which open data are filtered: those of the directory's list, strictly read.

The site leaves out what means nothing, so that an old address still shows something; who reads
data by program must rather be told, or would take the whole directory for an answer. Each
filter says its shape once, for the check, the OpenAPI documents and their pages.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from acteurs.criteres import RAYON_USUEL, RAYONS, Cadre, lire_cadre
from acteurs.models import Acteur

Schema = dict[str, Any]
_CODE = r"^[a-z0-9][a-z0-9_-]{0,39}$"


class ParametreInvalide(Exception):
    """The request says something that means nothing; the message says what, in French."""


class Introuvable(Exception):
    """What the request names does not exist; the message says what, in French."""


@dataclass(frozen=True)
class Filtre:
    """A parameter of an address."""

    nom: str
    description: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    exemple: str = ""

    def verifier(self, valeur: str) -> None:
        """Check a value.

        Raises:
            ParametreInvalide: it has not the shape said.
        """
        if not _convient(valeur, self.schema):
            raise ParametreInvalide(f"Valeur incorrecte pour « {self.nom} » : {_attendu(self)}")


def _convient(valeur: str, schema: Schema) -> bool:
    if schema["type"] == "array":
        morceaux = valeur.split(",")
        longueurs = schema.get("oneOf", [schema])
        bonne = any(dit["minItems"] <= len(morceaux) <= dit["maxItems"] for dit in longueurs)
        return bonne and all(_convient(m, schema["items"]) for m in morceaux)
    if schema["type"] == "integer":
        # As JSON writes them: no plus sign, no zero before, no foreign digit.
        if not re.fullmatch(r"0|-?[1-9][0-9]{0,400}", valeur):
            return False
        nombre = int(valeur)
        bas, haut = schema.get("minimum", nombre), schema.get("maximum", nombre)
        return bas <= nombre <= haut and nombre in schema.get("enum", [nombre])
    if schema["type"] == "number":
        return bool(re.fullmatch(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?", valeur))
    longueur = schema.get("minLength", 0) <= len(valeur) <= schema.get("maxLength", len(valeur))
    motif = "pattern" not in schema or re.search(schema["pattern"].replace("$", r"\Z"), valeur)
    return bool(longueur and motif and valeur in schema.get("enum", [valeur]))


def _attendu(filtre: Filtre) -> str:
    schema = filtre.schema
    if "enum" in schema:
        return "attendu " + ", ".join(str(v) for v in schema["enum"]) + "."
    if schema.get("type") == "integer" and "maximum" in schema:
        return f"attendu un nombre entier de {schema.get('minimum')} à {schema.get('maximum')}."
    return f"attendu {filtre.description[0].lower()}{filtre.description[1:]}."


def _code(nom: str, description: str, exemple: str) -> Filtre:
    return Filtre(nom, description, {"type": "string", "pattern": _CODE}, exemple)


def _oui_non(nom: str, description: str) -> Filtre:
    valeurs = ["oui", "true", "1", "non", "false", "0"]
    return Filtre(nom, description, {"type": "string", "enum": valeurs}, "oui")


VRAI, FAUX = frozenset({"oui", "true", "1"}), frozenset({"non", "false", "0"})
COTES = 4


def lire_cadres(valeur: str) -> list[Cadre]:
    """Return the frames of « west,south,east,north »: two when it spans the antimeridian.

    Heights, of six numbers, are left out. A frame that holds nothing gives none.
    """
    bords = valeur.split(",")
    ouest, sud, est, nord = bords if len(bords) == COTES else bords[:2] + bords[3:5]
    droit = float(ouest) <= float(est)
    cadres = [(ouest, est)] if droit else [(ouest, "180"), ("-180", est)]
    lus = (lire_cadre(f"{o},{sud},{e},{nord}") for o, e in cadres)
    return [cadre for cadre in lus if cadre]


CADRE: Schema = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": COTES,
    "maxItems": COTES,
}
CADRE_OU_BOITE: Schema = {
    "type": "array",
    "items": {"type": "number"},
    "oneOf": [{"minItems": n, "maxItems": n} for n in (COTES, COTES + 2)],
}
"""Four numbers, or six with heights: never five."""
FILTRES_ACTEUR: tuple[Filtre, ...] = (
    Filtre(
        "q", "Mots du nom, du sigle ou de la description, tous présents\u00a0; ou un numéro officiel",
        {"type": "string", "maxLength": 120}, "régie de quartier",
    ),
    Filtre(
        "territoire", "Nature et code d’un territoire, par exemple epci:200093201",
        {"type": "string", "pattern": r"^[a-z][a-z-]{1,11}:[A-Za-z0-9-]{1,14}$"}, "epci:200093201",
    ),
    Filtre(
        "commune", "Code INSEE d’une commune",
        {"type": "string", "pattern": r"^[0-9][0-9AB][0-9]{3}$"}, "59350",
    ),
    Filtre(
        "autour", "Code INSEE, code postal ou nom d’une commune autour de laquelle chercher",
        {"type": "string", "minLength": 1, "maxLength": 60}, "59350",
    ),
    Filtre(
        "rayon", f"Kilomètres autour du contour de la commune ({RAYON_USUEL} si rien n’est dit)",
        {"type": "integer", "enum": list(RAYONS)}, "10",
    ),
    _code("theme", "Code d’un thème", "mobilite"),
    _code("famille", "Code d’une famille ou d’un type d’acteur", "cooperative"),
    _code("forme", "Code d’une forme dans sa famille", "scic"),
    _oui_non("ess", "Relève de l’économie sociale et solidaire (oui), ou non"),
    _oui_non("esus", "Agrément ESUS (oui), ou non"),
    Filtre(
        "taille", "Tranche d’effectif salarié", {"type": "string", "enum": list(Acteur.Taille.values)},
        "10-49",
    ),
    Filtre(
        "naf", "Code d’activité (NAF) ou son début",
        {"type": "string", "pattern": r"^[0-9]{2}(\.?[0-9]{1,2}[A-Z]?)?$"}, "88.99B",
    ),
    Filtre("siret", "SIRET", {"type": "string", "pattern": r"^[0-9]{14}$"}),
    Filtre("siren", "SIREN", {"type": "string", "pattern": r"^[0-9]{9}$"}),
    Filtre("rna", "Numéro RNA", {"type": "string", "pattern": r"^W[0-9]{9}$"}),
)  # fmt: skip
FILTRE_CADRE = Filtre(
    "cadre", "Cadre ouest,sud,est,nord en degrés (EPSG:4326)", CADRE, "2.9,50.5,3.3,50.8"
)
EGALITES = ("siret", "siren", "rna", "commune")
"""Parameters that are compared as they are: few actors have the same."""
VIDES = {
    "siret": "siret", "siren": "siren", "rna": "rna", "commune": "commune", "famille": "type",
    "forme": "sous_type", "taille": "taille", "naf": "naf",
}  # fmt: skip
"""Filter that may be asked for empty (what is not known) → column that is."""


def ou_vide(filtre: Filtre) -> Filtre:
    """Return a filter that may be empty, where that means something.

    Mapping tools ask for the filter of a layer as it is typed: « famille = '' » among others.
    """
    if filtre.nom not in VIDES:
        return filtre
    schema = dict(filtre.schema)
    if "pattern" in schema:
        schema["pattern"] = f"^$|{schema['pattern']}"
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], ""]
    return replace(
        filtre, description=f"{filtre.description}\u00a0; vide\u00a0: inconnu", schema=schema
    )


def lire_parametres(donnees: Mapping[str, Any], filtres: Iterable[Filtre]) -> dict[str, str]:
    """Return the values asked for.

    Raises:
        ParametreInvalide: an unknown parameter, one given twice, a value of the wrong shape.
    """
    connus = {filtre.nom: filtre for filtre in filtres}
    lus = {}
    for nom in donnees:
        if nom not in connus:
            raise ParametreInvalide(
                f"Paramètre inconnu : « {nom[:60]} ». Paramètres possibles : {', '.join(connus)}."
            )
        valeurs = donnees.getlist(nom) if hasattr(donnees, "getlist") else [donnees[nom]]
        if len(valeurs) > 1:
            raise ParametreInvalide(f"Le paramètre « {nom} » est donné plusieurs fois.")
        connus[nom].verifier(valeurs[0])
        lus[nom] = valeurs[0].replace("\x00", "")
    return lus
