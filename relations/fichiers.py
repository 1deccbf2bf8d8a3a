"""A network as files: GraphML for Gephi and yEd, CSV for spreadsheets, JSON for Kumu."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import orjson

from acteurs.exports import en_csv, inoffensif
from relations.calculs.reseau import Noeud, Reseau
from relations.natures import COURTS, dire

FORMATS: Final = (
    ("csv", "CSV", "une ligne par relation, pour un tableur"),
    ("graphml", "GraphML", "pour Gephi, yEd ou NetworkX"),
    ("kumu", "JSON (Kumu)", "à importer dans Kumu"),
    ("svg", "SVG", "le dessin"),
)
"""Code, name and use of each."""
ENTETES: Final = (
    "Référence", "Premier acteur", "Fiche du premier", "Relation", "Second acteur",
    "Fiche du second", "Précision", "Période", "Source", "Visibilité",
)  # fmt: skip
_ESS: Final = {True: "oui", False: "non", None: ""}


def ecrire(reseau: Reseau, fmt: str, titre: str) -> tuple[bytes, str]:
    """Return a network in one of ``FORMATS`` (SVG apart) and its media type."""
    ecrivain, genre = _ECRIVAINS[fmt]
    return ecrivain(reseau, titre), genre


def _csv(reseau: Reseau, titre: str) -> bytes:
    lignes = [
        [
            inoffensif(v)
            for v in (
                t.reference,
                reseau.noeuds[t.depart].nom,
                t.depart,
                dire(t.nature),
                reseau.noeuds[t.arrivee].nom,
                t.arrivee,
                t.precision,
                t.periode,
                t.source,
                "publique" if t.publique else "membres",
            )
        ]
        for t in reseau.traits
    ]
    return b"".join(en_csv(lignes, ENTETES))


def _graphml(reseau: Reseau, titre: str) -> bytes:
    import networkx as nx

    graphe: Any = nx.MultiDiGraph(name=titre)
    for reference in sorted(reseau.noeuds):
        noeud = reseau.noeuds[reference]
        graphe.add_node(
            reference,
            label=_propre(noeud.nom),
            type=noeud.type_affiche,
            commune=noeud.commune,
            ess=_ESS[noeud.ess],
            hors_du_territoire=not noeud.dedans,
        )
    for trait in reseau.traits:
        graphe.add_edge(
            trait.depart,
            trait.arrivee,
            key=trait.reference,
            label=dire(trait.nature),
            nature=trait.nature,
            oriente=trait.oriente,
            precision=_propre(trait.precision),
            periode=trait.periode,
            source=_propre(trait.source),
        )
    sortie = BytesIO()
    nx.write_graphml(graphe, sortie)
    return sortie.getvalue()


def _propre(texte: str) -> str:
    """Drop what XML does not take."""
    return "".join(c for c in texte if c in "\t\n" or c.isprintable())


def _kumu(reseau: Reseau, titre: str) -> bytes:
    """Elements and connections, by id: two actors may bear the same name."""
    elements = [_element(reseau.noeuds[r]) for r in sorted(reseau.noeuds)]
    connexions = [
        {
            "id": t.reference,
            "from": t.depart,
            "to": t.arrivee,
            "direction": "directed" if t.oriente else "mutual",
            "type": COURTS[t.nature],
            "label": dire(t.nature),
            "description": t.precision,
            "Période": t.periode,
            "Source": t.source,
        }
        for t in reseau.traits
    ]
    return orjson.dumps(
        {"elements": elements, "connections": connexions}, option=orjson.OPT_INDENT_2
    )


def _element(noeud: Noeud) -> dict[str, Any]:
    return {
        "id": noeud.reference,
        "label": noeud.nom,
        "type": noeud.type_affiche,
        "Commune": noeud.commune,
        "ESS": _ESS[noeud.ess],
        "tags": [] if noeud.dedans else ["hors du territoire"],
    }


_ECRIVAINS: Final[dict[str, tuple[Callable[[Reseau, str], bytes], str]]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "graphml": (_graphml, "application/graphml+xml"),
    "kumu": (_kumu, "application/json"),
}
