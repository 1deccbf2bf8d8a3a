"""Looking after entries: doubles, merges."""

from tests.securite.matrice.reponses import (
    CONNECTES,
    EDITION_ACTEUR,
    RESEAUX_ESS,
    TOUT_LE_MONDE,
    Acces,
)

LIGNES: dict[str, Acces] = {
    "moderation:doublons": Acces("", RESEAUX_ESS),
    "moderation:doublons_decision": Acces("", RESEAUX_ESS, "post"),
    "moderation:doublons_recherche": Acces("", RESEAUX_ESS, "post"),
    "moderation:reunir_choix": Acces("acteur", EDITION_ACTEUR),
    "moderation:reunir": Acces("deux_acteurs", EDITION_ACTEUR),
    "moderation:fusions": Acces("", "L ok 403 403 ok ok ok"),
    "moderation:fusion_retour": Acces("fusion", EDITION_ACTEUR, "post"),
    # structures that keep their entry: nobody here writes for the one that claims
    "moderation:revendiquer": Acces("acteur", CONNECTES),
    "moderation:tenue_confirmer": Acces("jeton_tenue", TOUT_LE_MONDE),
    "moderation:mes_fiches": Acces("", CONNECTES),
    "moderation:ma_fiche": Acces("acteur", "L 403 403 403 403 403 ok"),
    "moderation:tenues": Acces("", RESEAUX_ESS),
    "moderation:tenues_reglage": Acces("", "L 403 403 403 403 403 403", "post"),
    "moderation:tenue_quitter": Acces("tenue", "L 404 404 404 404 404 ok", "post"),
    "moderation:tenue_accepter": Acces("tenue", RESEAUX_ESS, "post"),
    "moderation:tenue_retirer": Acces("tenue", RESEAUX_ESS),
    # entries nobody saw for long
    "moderation:a_revoir": Acces("", RESEAUX_ESS),
    "moderation:revue_decision": Acces("", RESEAUX_ESS, "post"),
    "moderation:revue_annuler": Acces("revue", RESEAUX_ESS, "post"),
    "moderation:confirmer": Acces("acteur", EDITION_ACTEUR, "post"),
    "acteurs:histoire": Acces("acteur", CONNECTES),
}
