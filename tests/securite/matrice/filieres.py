"""Filières: library, reading, editing, analysis."""

from tests.securite.matrice.reponses import CONNECTES, Acces

LIGNES: dict[str, Acces] = {
    "filieres:liste": Acces("", CONNECTES),
    "filieres:fiche": Acces("filiere", CONNECTES),
}
