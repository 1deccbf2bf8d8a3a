"""Filières: library, reading, editing, analysis."""

from tests.securite.matrice.reponses import CONNECTES, TOUT_LE_MONDE, Acces

MEMBRES_FILIERE = "L 404 ok 404 ok ok ok 404 ok 404"
"""Lecteur, agent, pilote, structure take part in the filière; the others do not."""
EQUIPE_FILIERE = "L 404 403 404 ok ok ok 404 403 404"
PILOTAGE_FILIERE = "L 404 403 404 403 ok ok 404 403 404"
PROPOSER_FILIERE = "L 404 403 404 ok ok ok 404 ok 404"
"""The structure adds positions, and changes those it wrote (the one asked about is its own)."""
OUVRIR_FILIERE = "L ok 403 ok ok ok ok"
"""Who has no organisation is told to join one."""

LIGNES: dict[str, Acces] = {
    "filieres:accueil": Acces("", TOUT_LE_MONDE),
    "filieres:liste": Acces("", CONNECTES),
    "filieres:fiche": Acces("exemple", CONNECTES),
    "filieres:filiere": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:lien": Acces("lien_filiere", TOUT_LE_MONDE),
    # reading: drawings, files
    "filieres:carte": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:ecran": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:placer": Acces("filiere", "L 404 403 404 ok ok ok 404 403 404", "post"),
    "filieres:schema_svg": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:schema_csv": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:fichiers": Acces("filiere", MEMBRES_FILIERE),
    "filieres:fichier": Acces("fichier_filiere", MEMBRES_FILIERE),
    "filieres:fichier_telecharger": Acces("fichier_filiere", MEMBRES_FILIERE),
    "filieres:fichier_relancer": Acces("fichier_filiere", MEMBRES_FILIERE, "post"),
    # what the figures say
    "filieres:analyse": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:voisins": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:suggestions": Acces("maillon", MEMBRES_FILIERE),
    # members, settings, journal
    "filieres:invitation": Acces("invitation_filiere", TOUT_LE_MONDE),
    "filieres:membres": Acces("filiere", MEMBRES_FILIERE),
    "filieres:membre_role": Acces("filiere", PILOTAGE_FILIERE, "post", "membre_filiere"),
    # the reader leaves: everyone may
    "filieres:membre_retirer": Acces(
        "filiere", "L 404 ok 404 403 ok ok 404 403 404", "post", "membre_filiere"
    ),
    "filieres:invitation_retirer": Acces("invitation_filiere_geree", PILOTAGE_FILIERE, "post"),
    "filieres:reglages": Acces("filiere", EQUIPE_FILIERE),
    "filieres:partage": Acces("filiere", PILOTAGE_FILIERE, "post"),
    "filieres:archive": Acces("filiere", PILOTAGE_FILIERE, "post"),
    "filieres:supprimer": Acces("filiere", PILOTAGE_FILIERE),
    "filieres:journal": Acces("filiere", MEMBRES_FILIERE),
    "filieres:revenir": Acces("version_filiere", EQUIPE_FILIERE, "post"),
    "filieres:remettre": Acces("version_filiere", EQUIPE_FILIERE, "post"),
    "filieres:importer": Acces("filiere_positions", EQUIPE_FILIERE),
    "filieres:exporter": Acces("filiere_publique_csv", TOUT_LE_MONDE),
    # editing
    "filieres:creer": Acces("", OUVRIR_FILIERE),
    "filieres:maillons": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:flux": Acces("filiere_publique", TOUT_LE_MONDE),
    "filieres:chaine_nouvelle": Acces("filiere", EQUIPE_FILIERE),
    "filieres:chaine": Acces("chaine", EQUIPE_FILIERE),
    "filieres:chaine_supprimer": Acces("chaine", EQUIPE_FILIERE, "post"),
    "filieres:maillon_nouveau": Acces("filiere", EQUIPE_FILIERE),
    "filieres:maillon": Acces("maillon", EQUIPE_FILIERE),
    "filieres:maillon_deplacer": Acces("maillon", EQUIPE_FILIERE, "post"),
    "filieres:maillon_supprimer": Acces("maillon", EQUIPE_FILIERE, "post"),
    "filieres:position_nouvelle": Acces("maillon", PROPOSER_FILIERE),
    "filieres:position": Acces("position", PROPOSER_FILIERE),
    "filieres:position_supprimer": Acces("position", PROPOSER_FILIERE, "post"),
    "filieres:besoin_nouveau": Acces("maillon", EQUIPE_FILIERE),
    "filieres:besoin": Acces("besoin_maillon", EQUIPE_FILIERE),
    "filieres:besoin_supprimer": Acces("besoin_maillon", EQUIPE_FILIERE, "post"),
    "filieres:gisement_nouveau": Acces("filiere", EQUIPE_FILIERE),
    "filieres:gisement": Acces("gisement", EQUIPE_FILIERE),
    "filieres:gisement_supprimer": Acces("gisement", EQUIPE_FILIERE, "post"),
    "filieres:flux_nouveau": Acces("filiere", EQUIPE_FILIERE),
    "filieres:flux_un": Acces("flux", EQUIPE_FILIERE),
    "filieres:flux_supprimer": Acces("flux", EQUIPE_FILIERE, "post"),
    "filieres:hypotheses": Acces("filiere", MEMBRES_FILIERE),
    "filieres:hypothese": Acces("hypothese_filiere", MEMBRES_FILIERE),
    "filieres:hypothese_nouvelle": Acces("filiere", EQUIPE_FILIERE),
    "filieres:hypothese_modifier": Acces("hypothese_filiere", EQUIPE_FILIERE),
    "filieres:hypothese_retirer": Acces("hypothese_filiere", EQUIPE_FILIERE, "post"),
    "filieres:hypothese_supprimer": Acces("hypothese_filiere", EQUIPE_FILIERE),
}
