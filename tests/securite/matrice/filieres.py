"""Filières: library, reading, editing, analysis."""

from tests.securite.matrice.reponses import CONNECTES, TOUT_LE_MONDE, Acces

MEMBRES_FILIERE = "L 404 ok 404 ok ok ok 404 ok 404"
"""Lecteur, agent, pilote, structure take part in the filière; the others do not."""

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
}
