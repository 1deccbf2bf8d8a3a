"""Looking after entries: doubles, merges."""

from tests.securite.matrice.reponses import EDITION_ACTEUR, RESEAUX_ESS, Acces

LIGNES: dict[str, Acces] = {
    "moderation:doublons": Acces("", RESEAUX_ESS),
    "moderation:doublons_decision": Acces("", RESEAUX_ESS, "post"),
    "moderation:doublons_recherche": Acces("", RESEAUX_ESS, "post"),
    "moderation:reunir_choix": Acces("acteur", EDITION_ACTEUR),
    "moderation:reunir": Acces("deux_acteurs", EDITION_ACTEUR),
    "moderation:fusions": Acces("", "L ok 403 403 ok ok ok"),
    "moderation:fusion_retour": Acces("fusion", EDITION_ACTEUR, "post"),
}
