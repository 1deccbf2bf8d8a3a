"""A page for people from an OpenAPI document: what can be asked, what comes back, a form to try."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

ADRESSE = "_adresse"
"""Field of the forms that says which operation is tried."""
_VARIABLE = re.compile(r"{([^}]+)}")
_SORTES = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "oui ou non",
    "array": "liste",
    "object": "objet",
}


class Parametre(NamedTuple):
    """Something one may say."""

    nom: str
    description: str
    sorte: str
    valeurs: list[str]
    exemple: str
    obligatoire: bool


class Champ(NamedTuple):
    """Something that comes back."""

    nom: str
    description: str
    sorte: str


class Operation(NamedTuple):
    """An address."""

    cle: str
    adresse: str
    titre: str
    description: str
    parametres: list[Parametre]
    champs: list[Champ]
    liste: bool
    """Whether the fields are those of each row of a list."""


def lire_operations(schema: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """Return what a document describes, by group, in its order."""
    groupes: dict[str, list[Operation]] = {}
    for adresse, methodes in schema["paths"].items():
        operation = methodes.get("get")
        if operation:
            groupe = next(iter(operation.get("tags", [])), "")
            groupes.setdefault(groupe, []).append(_operation(schema, adresse, operation))
    return list(groupes.items())


def _operation(schema: Mapping[str, Any], adresse: str, operation: dict[str, Any]) -> Operation:
    champs, liste = _reponse(schema, operation.get("responses", {}))
    parametres = [_parametre(_suivre(schema, p)) for p in operation.get("parameters", [])]
    return Operation(
        cle=re.sub(r"[^a-z0-9]+", "-", adresse.lower()).strip("-"),
        adresse=adresse,
        titre=operation.get("summary") or adresse,
        description=operation.get("description", ""),
        parametres=parametres,
        champs=champs,
        liste=liste,
    )


def _parametre(parametre: dict[str, Any]) -> Parametre:
    schema = parametre.get("schema", {})
    exemples = [dit["value"] for dit in parametre.get("examples", {}).values()]
    exemple = parametre.get("example", exemples[0] if exemples else "")
    if isinstance(exemple, list):
        exemple = ",".join(str(morceau) for morceau in exemple)
    return Parametre(
        nom=parametre["name"],
        description=parametre.get("description", ""),
        sorte=_sorte(schema),
        # What is not known, asked for empty, is no choice of a form.
        valeurs=[str(v) for v in schema.get("enum", []) if v != ""],
        exemple=str(exemple),
        obligatoire=parametre.get("required", False),
    )


def _reponse(schema: Mapping[str, Any], reponses: Mapping[str, Any]) -> tuple[list[Champ], bool]:
    """Return the fields of a good answer; of the rows, when it is a page of them."""
    contenus = _suivre(schema, reponses.get("200", {})).get("content", {})
    for contenu in contenus.values():
        forme = _suivre(schema, contenu.get("schema", {}))
        proprietes = forme.get("properties", {})
        lignes = proprietes.get("results") or proprietes.get("features")
        if lignes:
            return _champs(schema, lignes["items"]), True
        if forme.get("type") == "array":
            return _champs(schema, forme["items"]), True
        return _champs(schema, forme), False
    return [], False


def _champs(schema: Mapping[str, Any], forme: dict[str, Any]) -> list[Champ]:
    proprietes = _suivre(schema, forme).get("properties", {})
    # Of a feature, what matters are its properties.
    proprietes = proprietes.get("properties", {}).get("properties", proprietes)
    return [
        Champ(nom, dit.get("description", ""), _sorte(_suivre(schema, dit)))
        for nom, dit in proprietes.items()
    ]


def _sorte(schema: Mapping[str, Any]) -> str:
    sorte = schema.get("type", "")
    if isinstance(sorte, list):
        sorte = next((s for s in sorte if s != "null"), "")
    formats = {"date": "date", "date-time": "date et heure", "uri": "adresse"}
    return formats.get(schema.get("format", ""), _SORTES.get(sorte, "objet"))


def _suivre(schema: Mapping[str, Any], forme: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference leads to."""
    while "$ref" in forme:
        suivi: Any = schema
        for pas in forme["$ref"].removeprefix("#/").split("/"):
            suivi = suivi[pas]
        forme = suivi
    return forme


def adresse_essayee(
    operations: list[tuple[str, list[Operation]]], saisie: Mapping[str, str]
) -> str | None:
    """Return the address a form asks to try: fields left empty are left out; None: no such one."""
    voulue = saisie.get(ADRESSE, "")
    operation = next((o for _, siennes in operations for o in siennes if o.adresse == voulue), None)
    if operation is None:
        return None
    dans_le_chemin = set(_VARIABLE.findall(operation.adresse))
    chemin = _VARIABLE.sub(
        lambda trouve: quote(saisie.get(trouve[1], "") or "-", safe=":"), operation.adresse
    )
    autres = {
        p.nom: saisie[p.nom]
        for p in operation.parametres
        if p.nom not in dans_le_chemin and saisie.get(p.nom)
    }
    return f"{chemin}?{urlencode(autres)}" if autres else chemin
