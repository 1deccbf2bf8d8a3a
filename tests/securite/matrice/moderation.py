"""What the public proposes to the directory, and those who decide."""

from tests.securite.matrice.reponses import RESEAUX_ESS, TOUT_LE_MONDE, Acces

FILE = "L ok 403 403 ok ok ok"
"""Who writes for an organisation, whichever it is: the queue holds what they may decide."""
EXAMEN = "L 404 404 404 ok ok ok"
"""Who writes for the organisation that holds the entry."""

LIGNES: dict[str, Acces] = {
    "moderation:proposer": Acces("", TOUT_LE_MONDE),
    "moderation:corriger": Acces("acteur", TOUT_LE_MONDE),
    "moderation:fermeture": Acces("acteur", TOUT_LE_MONDE),
    "moderation:suivi": Acces("suivi_contribution", TOUT_LE_MONDE),
    "moderation:droits": Acces("", TOUT_LE_MONDE),
    "moderation:file": Acces("", FILE),
    "moderation:decision": Acces("", FILE, "post"),
    # who did not decide is told so
    "moderation:annuler": Acces("lot_decisions", FILE, "post"),
    "moderation:statistiques": Acces("", RESEAUX_ESS),
    "moderation:contribution": Acces("contribution", EXAMEN),
    "moderation:question": Acces("contribution", EXAMEN, "post"),
    "moderation:attribution": Acces("contribution", EXAMEN, "post"),
    "moderation:rattachement": Acces("contribution", EXAMEN, "post"),
}
