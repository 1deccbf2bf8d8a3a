"""Relations between actors and their networks."""

from tests.securite.matrice.reponses import EDITION_ACTEUR, TOUT_LE_MONDE, Acces

SAISIE = "L ok 403 403 ok ok ok"
"""Whoever writes for an organisation, and operators."""

LIGNES: dict[str, Acces] = {
    "relations:creer": Acces("acteur", SAISIE),
    "relations:fiche": Acces("lien_acteurs", TOUT_LE_MONDE),
    "relations:territoire": Acces("territoire", TOUT_LE_MONDE),
    "relations:ecran_territoire": Acces("territoire", TOUT_LE_MONDE),
    "relations:export_territoire": Acces("reseau_territoire_csv", TOUT_LE_MONDE),
    "relations:acteur": Acces("acteur", TOUT_LE_MONDE),
    "relations:ecran_acteur": Acces("acteur", TOUT_LE_MONDE),
    "relations:export_acteur": Acces("reseau_acteur_csv", TOUT_LE_MONDE),
    "relations:redisposer": Acces("", SAISIE, "post", "acteur_du_reseau"),
    "relations:suggestions": Acces("", SAISIE),
    "relations:suggestion_decision": Acces("", SAISIE, "post"),
    "relations:importer": Acces("", SAISIE),
    "relations:annuler_import": Acces("", SAISIE, "post"),
    "relations:modifier": Acces("lien_acteurs", EDITION_ACTEUR),
    "relations:retirer": Acces("lien_acteurs", EDITION_ACTEUR, "post"),
    "relations:remettre": Acces("lien_acteurs", EDITION_ACTEUR, "post"),
    "relations:retablir": Acces("version_lien_acteurs", EDITION_ACTEUR, "post"),
}
