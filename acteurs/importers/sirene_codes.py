"""Short codes of INSEE's stock files, in words."""

from acteurs.models import Acteur

TAILLES = {
    **dict.fromkeys(["NN", "00"], Acteur.Taille.AUCUN.value),
    **dict.fromkeys(["01", "02", "03"], Acteur.Taille.TRES_PETITE.value),
    **dict.fromkeys(["11", "12"], Acteur.Taille.PETITE.value),
    **dict.fromkeys(["21", "22", "31"], Acteur.Taille.MOYENNE.value),
    **dict.fromkeys(["32", "41", "42", "51", "52", "53"], Acteur.Taille.GRANDE.value),
}
"""Workforce codes (``trancheEffectifs…``) → our brackets."""
EMPLOYEUSES = frozenset(TAILLES) - {"NN", "00"}
"""Those of establishments with employees."""
VOIES = {
    "ALL": "ALLEE",
    "AV": "AVENUE",
    "BD": "BOULEVARD",
    "CAR": "CARREFOUR",
    "CHE": "CHEMIN",
    "CHS": "CHAUSSEE",
    "COR": "CORNICHE",
    "CRS": "COURS",
    "DOM": "DOMAINE",
    "ESP": "ESPLANADE",
    "FG": "FAUBOURG",
    "GR": "GRANDE RUE",
    "HAM": "HAMEAU",
    "HLE": "HALLE",
    "IMP": "IMPASSE",
    "LD": "LIEU-DIT",
    "LOT": "LOTISSEMENT",
    "MAR": "MARCHE",
    "MTE": "MONTEE",
    "PAS": "PASSAGE",
    "PL": "PLACE",
    "PLN": "PLAINE",
    "PLT": "PLATEAU",
    "PRO": "PROMENADE",
    "PRV": "PARVIS",
    "QUA": "QUARTIER",
    "RES": "RESIDENCE",
    "RLE": "RUELLE",
    "ROC": "ROCADE",
    "RPT": "ROND-POINT",
    "RTE": "ROUTE",
    "SEN": "SENTIER",
    "SQ": "SQUARE",
    "TPL": "TERRE-PLEIN",
    "TRA": "TRAVERSE",
    "VLA": "VILLA",
    "VLGE": "VILLAGE",
}
"""Codes of ways (``typeVoieEtablissement``); newer layouts spell some of them out."""
REPETITIONS = {"B": "BIS", "T": "TER", "Q": "QUATER"}
"""Codes after the number (``indiceRepetitionEtablissement``)."""
