"""The stakeholder map as a table or a graph; persons only when they were asked for."""

import csv
import io
import json
from typing import Any

from acteurs.exports import inoffensif
from diagnostics.models import SuiviContact
from diagnostics.services.carte_parties import Carte, LignePartie

ENTETES = (
    "Nom",
    "Cercle",
    "Rôle ou intérêt",
    "Influence",
    "Intérêt",
    "Attitude",
    "Position",
    "Référence",
)
ENTETES_PRIVEES = ("Personne référente", "Fonction", "Notes", "État du contact")
_ETATS = dict(SuiviContact.Etat.choices)


def carte_en_csv(carte: Carte, *, contacts: bool = False) -> str:
    """Return the map as CSV with a byte-order mark, harmless in a spreadsheet."""
    tampon = io.StringIO()
    tampon.write("\ufeff")
    redacteur = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    redacteur.writerow([*ENTETES, *(ENTETES_PRIVEES if contacts else ())])
    for ligne in carte.lignes:
        redacteur.writerow([inoffensif(v) for v in _rangee(ligne, contacts=contacts)])
    return tampon.getvalue()


def _rangee(ligne: LignePartie, *, contacts: bool) -> list[Any]:
    rangee = [
        ligne.nom,
        ligne.cercle_nom,
        ligne.role,
        "" if ligne.influence is None else ligne.influence,
        "" if ligne.interet is None else ligne.interet,
        ligne.attitude_texte if ligne.attitude else "",
        "supposée" if ligne.supposee else "confirmée",
        ligne.reference,
    ]
    if contacts:
        rangee += [
            ligne.referent_nom,
            ligne.referent_fonction,
            ligne.notes,
            _ETATS.get(ligne.etat_contact, ""),
        ]
    return rangee


def carte_en_kumu(carte: Carte, *, reference: str, contacts: bool = False) -> str:
    """Return the map as a Kumu blueprint: the project, the circles, who stands in each.

    Elements carry an ``id``, so that two stakeholders of the same name stay two;
    connections name ids, as Kumu asks.
    """
    projet = f"projet-{reference}"
    elements: list[dict[str, Any]] = [{"id": projet, "label": carte.centre, "type": "Projet"}]
    liens: list[dict[str, Any]] = []
    for cercle in carte.cercles:
        noeud = f"cercle-{cercle.code}"
        elements.append({"id": noeud, "label": cercle.nom, "type": "Cercle"})
        liens.append({"from": noeud, "to": projet, "type": "Entoure", "direction": "undirected"})
        for ligne in cercle.lignes:
            elements.append(_element(ligne, contacts=contacts))
            liens.append(
                {
                    "from": ligne.reference,
                    "to": noeud,
                    "type": "Appartient au cercle",
                    "direction": "directed",
                }
            )
    return json.dumps({"elements": elements, "connections": liens}, ensure_ascii=False, indent=1)


def _element(ligne: LignePartie, *, contacts: bool) -> dict[str, Any]:
    element: dict[str, Any] = {
        "id": ligne.reference,
        "label": ligne.nom,
        "type": "Partie prenante",
        "tags": [ligne.cercle_nom, *([ligne.attitude_texte] if ligne.attitude else [])],
        "Cercle": ligne.cercle_nom,
    }
    facultatifs: dict[str, Any] = {
        "description": ligne.role,
        "Attitude": ligne.attitude_texte if ligne.attitude else "",
        "Influence": ligne.influence,
        "Intérêt": ligne.interet,
    }
    if contacts:
        facultatifs |= {
            "Personne référente": ligne.referent_nom,
            "Fonction": ligne.referent_fonction,
            "Notes": ligne.notes,
            "État du contact": _ETATS.get(ligne.etat_contact, ""),
        }
    return element | {cle: v for cle, v in facultatifs.items() if v not in {"", None}}
