"""Alerts: everybody has their own; their feeds and the way out of their mails are public."""

from tests.securite.matrice.reponses import CONNECTES, Acces

PUBLIC = "ok ok ok ok ok ok ok"
SIENNE = "L 404 404 404 ok 404 404"
"""The agent's, and nobody else's."""
LIGNES: dict[str, Acces] = {
    "alertes:liste": Acces("", CONNECTES),
    "alertes:creation": Acces("", CONNECTES),
    "alertes:alerte": Acces("alerte", SIENNE),
    "alertes:reglage": Acces("alerte", SIENNE, "post"),
    "alertes:renouvellement": Acces("alerte", SIENNE, "post"),
    "alertes:suppression": Acces("alerte", SIENNE, "post"),
    "alertes:flux": Acces("flux_alerte", PUBLIC),
    "alertes:flux_liste": Acces("", PUBLIC),
    "alertes:flux_territoire": Acces("territoire", PUBLIC),
    "alertes:arret": Acces("arret_alerte", PUBLIC),
}
