"""Relations between actors and their networks."""

from tests.securite.matrice.reponses import EDITION_ACTEUR, TOUT_LE_MONDE, Acces

SAISIE = "L ok 403 403 ok ok ok"
"""Whoever writes for an organisation, and operators."""

LIGNES: dict[str, Acces] = {
    "relations:creer": Acces("acteur", SAISIE),
    "relations:fiche": Acces("lien_acteurs", TOUT_LE_MONDE),
    "relations:modifier": Acces("lien_acteurs", EDITION_ACTEUR),
    "relations:retirer": Acces("lien_acteurs", EDITION_ACTEUR, "post"),
    "relations:remettre": Acces("lien_acteurs", EDITION_ACTEUR, "post"),
    "relations:retablir": Acces("version_lien_acteurs", EDITION_ACTEUR, "post"),
}
