"""Open data: catalogue, files, maps for other sites."""

from tests.securite.matrice.reponses import CONNECTES, TOUT_LE_MONDE, Acces

ECRIVENT = "L ok 403 403 ok ok 403"
"""Who writes for an organisation, for the one they work for; operators have none."""
ADMINISTRENT = "L ok 403 403 403 ok 403"
DE_LA_MAISON = "L 404 404 404 ok ok ok"
"""Who writes for the organisation of the map."""

LIGNES: dict[str, Acces] = {
    "ouverture:catalogue": Acces("", TOUT_LE_MONDE),
    "ouverture:catalogue_dcat": Acces("ttl", TOUT_LE_MONDE),
    "ouverture:jeu": Acces("jeu", TOUT_LE_MONDE),
    "ouverture:jeu_schema": Acces("jeu", TOUT_LE_MONDE),
    "ouverture:jeu_fichier": Acces("jeu_csv", TOUT_LE_MONDE),
    "ouverture:exporter": Acces("", TOUT_LE_MONDE),
    "ouverture:fichier": Acces("export_ouvert", TOUT_LE_MONDE),
    "ouverture:fichier_telecharger": Acces("export_ouvert", TOUT_LE_MONDE),
    "ouverture:fichier_relancer": Acces("export_ouvert", TOUT_LE_MONDE, "post"),
    "ouverture:acteurs": Acces("csv", TOUT_LE_MONDE),
    "ouverture:liste": Acces("csv", TOUT_LE_MONDE),
    "ouverture:acteurs_gogocarto": Acces("", TOUT_LE_MONDE),
    "ouverture:acteur": Acces("acteur_csv", TOUT_LE_MONDE),
    "ouverture:integrations": Acces("", ECRIVENT),
    "ouverture:integration_creation": Acces("", ECRIVENT),
    "ouverture:integration_apercu": Acces("", CONNECTES),
    "ouverture:site_ajout": Acces("", ADMINISTRENT, "post"),
    "ouverture:site_retrait": Acces("", ADMINISTRENT, "post"),
    "ouverture:carte_integree": Acces("carte_integree", TOUT_LE_MONDE),
    "ouverture:integration": Acces("carte_integree", DE_LA_MAISON),
    "ouverture:integration_suppression": Acces("carte_integree", DE_LA_MAISON),
}
