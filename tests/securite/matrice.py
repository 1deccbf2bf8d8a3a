"""Who gets what answer at every address: one line per URL name.

To add an address, add its line: the name, the object its arguments come from
(``monde.Monde.objets``), then one answer per role, in the order of ``monde.ROLES``:

    anonyme étranger lecteur élue agent pilote opérateur accompagnateur structure participant

The last three belong to the démarche and to no organisation, like the élue: a line that
stops before them says that they get her answer.

| answer | meaning |
|---|---|
| ok | the right is there: the page, a redirect, or a complaint about the (empty) input |
| L | sent to the sign-in page |
| 302 | sent elsewhere by rule (already signed in, nothing under way…) |
| 403, 404 | refused; 404 when one may not even know it exists |

``methode="post"`` for addresses that only take POST. Wherever an answer is L, 403 or 404,
the other method is tried too and must be refused as well.
"""

from typing import NamedTuple


class Acces(NamedTuple):
    """One line of the table."""

    objet: str
    reponses: str
    methode: str = "get"
    saisie: str = ""


TOUT_LE_MONDE = "ok ok ok ok ok ok ok"
CONNECTES = "L ok ok ok ok ok ok"
PERSONNE = "404 404 404 404 404 404 404"
MEMBRES_ORG = "L 404 ok 404 ok ok ok"
ADMINISTRATION_ORG = "L 404 403 404 403 ok ok"
MEMBRES_DEMARCHE = "L 404 ok ok ok ok ok ok ok ok"
ENTRETIENS = "L 404 ok 403 ok ok ok ok 403 403"
"""Who reads what was said in confidence: not the élue, structures, participants."""
CONTACTS = "L 404 ok ok ok ok ok ok 403 403"
DEMANDE = "L 404 403 403 ok ok ok 403 403 403"
"""The pilot, and the agent who asked."""
COMMENTAIRE = "L 404 403 ok ok ok ok ok ok ok"
PROPOSITION = "L 404 403 403 ok ok ok ok ok ok"
CONTRIBUTION = "L 404 403 403 ok ok ok ok 403 403"
"""The team of the démarche."""
PILOTAGE = "L 404 403 403 403 ok ok"
ECRITURE_ORG = "L ok 403 403 ok ok 403"
"""Who may write for their own organisation: the stranger does, for theirs; operators have none."""
GESTION_TERRITOIRE = "L 403 403 403 ok ok ok"
FICHIERS_ORG = "L 404 404 404 ok ok ok"
EDITION_ACTEUR = "L 403 403 403 ok ok ok"
RESEAUX_ESS = "L 403 403 403 403 403 ok"
"""Whoever writes for an ESS network, and operators: nobody else in this world does."""
OPERATEURS = "L 403 403 403 403 403 ok"
"""Administrators of ESS networks too; none of them is in this world."""
PLANCHE = "L 404 404 404 ok 404 404"
"""Cards asked for by the agent."""
EVALUATION = "L 404 404 404 404 404 ok"
"""Reviewers of an open evaluation, and operators: nobody else in this world."""
ENTREE = "ok 302 302 302 302 302 302"
"""Pages to get in: who is in already is sent on."""

MATRICE: dict[str, Acces] = {
    # pages
    "pages:accueil": Acces("", TOUT_LE_MONDE),
    "pages:aide": Acces("", TOUT_LE_MONDE),
    "pages:accessibilite": Acces("", TOUT_LE_MONDE),
    "pages:mentions_legales": Acces("", TOUT_LE_MONDE),
    "pages:donnees_personnelles": Acces("", TOUT_LE_MONDE),
    "pages:sante": Acces("", "503 503 503 503 503 503 503"),  # no worker runs here
    "pages:style": Acces("", TOUT_LE_MONDE),
    # allauth: getting in
    "account_login": Acces("", ENTREE),
    "account_signup": Acces("", ENTREE),
    "account_logout": Acces("", "302 ok ok ok ok ok ok"),
    "account_inactive": Acces("", TOUT_LE_MONDE),
    "account_confirm_email": Acces("jeton_inconnu", TOUT_LE_MONDE),
    "account_email_verification_sent": Acces("", TOUT_LE_MONDE),
    "account_reset_password": Acces("", TOUT_LE_MONDE),
    "account_reset_password_done": Acces("", TOUT_LE_MONDE),
    "account_reset_password_from_key": Acces("reinitialisation", TOUT_LE_MONDE),
    "account_reset_password_from_key_done": Acces("", TOUT_LE_MONDE),
    "account_confirm_login_code": Acces("", "L 302 302 302 302 302 302"),
    "mfa_authenticate": Acces("", "302 302 302 302 302 302 302"),
    "openid_connect_login": Acces("proconnect", PERSONNE),  # not configured here
    "openid_connect_callback": Acces("proconnect", PERSONNE),
    "socialaccount_login_cancelled": Acces("", TOUT_LE_MONDE),
    "socialaccount_login_error": Acces("", "401 401 401 401 401 401 401"),
    "socialaccount_signup": Acces("", "302 302 302 302 302 302 302"),
    # allauth: one's own account
    "account_email": Acces("", CONNECTES),
    "account_change_password": Acces("", CONNECTES),
    "account_set_password": Acces("", "L 302 302 302 302 302 302"),
    "account_reauthenticate": Acces("", CONNECTES),
    "mfa_index": Acces("", CONNECTES),
    "mfa_reauthenticate": Acces("", CONNECTES),
    "mfa_activate_totp": Acces("", "L 302 302 302 302 302 302"),
    "mfa_deactivate_totp": Acces("", "L 404 404 404 404 404 302"),
    "mfa_view_recovery_codes": Acces("", "L 404 404 404 404 404 404"),
    "mfa_generate_recovery_codes": Acces("", "L 302 302 302 302 302 302"),
    "mfa_download_recovery_codes": Acces("", "L 404 404 404 404 404 404"),
    "socialaccount_connections": Acces("", CONNECTES),
    "usersessions_list": Acces("", CONNECTES),
    # accounts and organisations
    "comptes:profil": Acces("", CONNECTES),
    "comptes:mes_donnees": Acces("", CONNECTES),
    "comptes:supprimer_compte": Acces("", CONNECTES),
    "comptes:proconnect_deconnexion": Acces("", TOUT_LE_MONDE),
    "comptes:proconnect_retour": Acces("", TOUT_LE_MONDE),
    "comptes:organisation": Acces("", CONNECTES),
    "comptes:creer_organisation": Acces("", CONNECTES),
    "comptes:choisir_organisation": Acces("", "L 404 404 404 404 404 404", "post"),
    "comptes:fiche_organisation": Acces("org", MEMBRES_ORG),
    "comptes:modifier_organisation": Acces("org", ADMINISTRATION_ORG),
    "comptes:territoire_organisation": Acces("org", ADMINISTRATION_ORG),
    "comptes:quitter_organisation": Acces("org", "L 404 ok 404 ok ok 404"),
    "comptes:modifier_adhesion": Acces("adhesion", ADMINISTRATION_ORG, "post"),
    "comptes:retirer_adhesion": Acces("adhesion", ADMINISTRATION_ORG),
    "comptes:inviter": Acces("org", ADMINISTRATION_ORG),
    "comptes:renvoyer_invitation": Acces("invitation_geree", ADMINISTRATION_ORG, "post"),
    "comptes:revoquer_invitation": Acces("invitation_geree", ADMINISTRATION_ORG, "post"),
    "comptes:invitation": Acces("invitation", TOUT_LE_MONDE),
    # territories
    "territoires:liste": Acces("", CONNECTES),
    "territoires:fiche": Acces("territoire", CONNECTES),
    "territoires:fond": Acces("", CONNECTES),
    "territoires:contours": Acces("contours", CONNECTES),
    "territoires:recuperation": Acces("territoire", CONNECTES),
    "territoires:relancer": Acces("territoire", ECRITURE_ORG, "post"),
    "territoires:historique": Acces("territoire_compose", CONNECTES),
    "territoires:adopter": Acces("", ECRITURE_ORG, "post", "territoire"),
    "territoires:delaisser": Acces("territoire", ECRITURE_ORG),
    "territoires:composer": Acces("", ECRITURE_ORG),
    "territoires:modifier": Acces("territoire_compose", GESTION_TERRITOIRE),
    "territoires:retablir": Acces("version_territoire", GESTION_TERRITOIRE, "post"),
    # actors
    "acteurs:liste": Acces("", CONNECTES),
    "acteurs:points": Acces("", CONNECTES),
    "acteurs:dessin": Acces("", CONNECTES),
    "acteurs:tuile": Acces("tuile", CONNECTES),
    "acteurs:densite": Acces("", CONNECTES),
    "acteurs:densite_csv": Acces("", CONNECTES),
    "acteurs:export": Acces("csv", CONNECTES),
    "acteurs:communes": Acces("", CONNECTES),
    "acteurs:fiche": Acces("acteur", CONNECTES),
    "acteurs:creation": Acces("", "L ok 403 403 ok ok ok"),
    "acteurs:modification": Acces("acteur", EDITION_ACTEUR),
    "acteurs:publication": Acces("acteur", EDITION_ACTEUR, "post"),
    "acteurs:archivage": Acces("acteur", EDITION_ACTEUR),
    "acteurs:restauration": Acces("version_acteur", EDITION_ACTEUR, "post"),
    "acteurs:naf": Acces("", RESEAUX_ESS),
    "acteurs:naf_ajout": Acces("", RESEAUX_ESS),
    "acteurs:naf_modification": Acces("regle_naf", RESEAUX_ESS),
    "acteurs:naf_retablissement": Acces("regle_naf", RESEAUX_ESS, "post"),
    "acteurs:naf_annuler": Acces("application_themes", RESEAUX_ESS, "post"),
    "acteurs:naf_relancer": Acces("application_themes", RESEAUX_ESS, "post"),
    "acteurs:import_depot": Acces("", ECRITURE_ORG),
    "acteurs:import_modele": Acces("csv", CONNECTES),
    "acteurs:import_colonnes": Acces("fichier_acteurs", FICHIERS_ORG),
    "acteurs:import_suppression": Acces("fichier_acteurs", FICHIERS_ORG, "post"),
    "acteurs:import_suivi": Acces("import", FICHIERS_ORG),
    "acteurs:import_importer": Acces("import", FICHIERS_ORG, "post"),
    "acteurs:import_annuler": Acces("import", FICHIERS_ORG, "post"),
    "acteurs:import_relancer": Acces("import", FICHIERS_ORG, "post"),
    "acteurs:import_lignes": Acces("import", FICHIERS_ORG),
    "acteurs:source_creation": Acces("import", FICHIERS_ORG, "post"),
    "acteurs:sources": Acces("", ECRITURE_ORG),
    "acteurs:source": Acces("source_acteurs", FICHIERS_ORG),
    "acteurs:source_lecture": Acces("source_acteurs", FICHIERS_ORG, "post"),
    "acteurs:source_suppression": Acces("source_acteurs", FICHIERS_ORG),
    "acteurs:geocodage": Acces("", "L ok 403 403 ok ok ok"),
    "acteurs:geocodage_annuler": Acces("geocodage", FICHIERS_ORG, "post"),
    "acteurs:geocodage_relancer": Acces("geocodage", FICHIERS_ORG, "post"),
    "acteurs:registres": Acces("", OPERATEURS),
    "acteurs:registre": Acces("registre", OPERATEURS),
    "acteurs:registre_suivi": Acces("import_officiel", OPERATEURS),
    "acteurs:registre_annuler": Acces("import_officiel", OPERATEURS, "post"),
    "acteurs:registre_relancer": Acces("import_officiel", OPERATEURS, "post"),
    "acteurs:registre_rejets": Acces("import_officiel", OPERATEURS),
    "acteurs:propositions": Acces("", "L ok 403 403 ok ok ok"),
    "acteurs:proposition_decision": Acces("", "L ok 403 403 ok ok ok", "post"),
    # démarches
    "diagnostics:liste": Acces("", CONNECTES),
    "diagnostics:creer": Acces("", "L ok 403 ok ok ok ok"),  # no organisation: told how to get one
    "diagnostics:lien": Acces("demarche_par_lien", TOUT_LE_MONDE),
    "diagnostics:publique": Acces("demarche_publique", TOUT_LE_MONDE),
    "diagnostics:fiche": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:matrice": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:matrice_etat": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:apercu": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:ajouter": Acces("demarche", PROPOSITION, "post"),
    "diagnostics:voix": Acces("element", PROPOSITION, "post"),
    "diagnostics:deplacer": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:modifier": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:retirer": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:retablir": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:fusionner": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:separer": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:restaurer": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:rattacher": Acces("element", CONTRIBUTION, "post"),
    "diagnostics:detacher": Acces("element", CONTRIBUTION, "post", "preuve"),
    "diagnostics:acteurs": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:suggestions": Acces("demarche", CONTRIBUTION),
    "diagnostics:sources": Acces("demarche", ENTRETIENS),
    "diagnostics:source": Acces("source", ENTRETIENS),
    "diagnostics:supprimer_source": Acces("source", CONTRIBUTION, "post"),
    "diagnostics:parties": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:partie_ajouter": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:parties_acteurs": Acces("demarche", CONTRIBUTION),
    "diagnostics:cercles": Acces("demarche", CONTRIBUTION),
    "diagnostics:versions_carte": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:version_carte": Acces("version_carte", MEMBRES_DEMARCHE),
    "diagnostics:version_carte_effacer": Acces("version_carte", CONTRIBUTION, "post"),
    "diagnostics:parties_export": Acces("carte_csv", MEMBRES_DEMARCHE),
    "diagnostics:partie_modifier": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:partie_deplacer": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:partie_retirer": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:partie_retablir": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:partie_restaurer": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:pistes": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:piste_nouvelle": Acces("demarche", CONTRIBUTION),
    "diagnostics:enjeux": Acces("demarche", CONTRIBUTION),
    "diagnostics:enjeu": Acces("enjeu", CONTRIBUTION),
    "diagnostics:supprimer_enjeu": Acces("enjeu", CONTRIBUTION, "post"),
    "diagnostics:piste": Acces("piste", MEMBRES_DEMARCHE),
    "diagnostics:piste_modifier": Acces("piste", CONTRIBUTION),
    "diagnostics:piste_appuyer": Acces("piste", CONTRIBUTION, "post"),
    "diagnostics:piste_retirer_appui": Acces("piste", CONTRIBUTION, "post", "appui_piste"),
    "diagnostics:piste_concerner": Acces("piste", CONTRIBUTION, "post"),
    "diagnostics:piste_ne_plus_concerner": Acces("piste", CONTRIBUTION, "post", "concerne"),
    # the structure is the one this actor was entrusted to
    "diagnostics:avis_equipe": Acces("avis_equipe", "L 404 403 403 ok ok ok ok ok 403"),
    "diagnostics:convergence": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:convergence_acteur": Acces("concerne", MEMBRES_DEMARCHE),
    "diagnostics:convergence_confier": Acces("concerne", PILOTAGE, "post"),
    "diagnostics:rapprocher": Acces("demarche", CONTRIBUTION, "post", "rapprocher"),
    "diagnostics:convergence_export": Acces("demarche_csv", MEMBRES_DEMARCHE),
    "diagnostics:liens_personnels": Acces("demarche", CONTRIBUTION),
    "diagnostics:lien_personnel_fermer": Acces("lien_personnel", CONTRIBUTION, "post"),
    "diagnostics:avis": Acces("avis", TOUT_LE_MONDE),
    "diagnostics:mactor": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:mactor_choix": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:mactor_objectifs": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:mactor_grilles": Acces("demarche", CONTRIBUTION),
    "diagnostics:mactor_export": Acces("demarche_csv", MEMBRES_DEMARCHE),
    # interviews
    "diagnostics:entretiens": Acces("demarche", ENTRETIENS),
    "diagnostics:entretien_nouveau": Acces("demarche", CONTRIBUTION),
    "diagnostics:entretiens_export": Acces("demarche", ENTRETIENS),
    "diagnostics:entretiens_import": Acces("demarche", CONTRIBUTION),
    "diagnostics:entretiens_import_suite": Acces("depot", CONTRIBUTION),
    "diagnostics:entretiens_import_rejets": Acces("depot", CONTRIBUTION),
    "diagnostics:entretiens_import_abandonner": Acces("depot", CONTRIBUTION, "post"),
    "diagnostics:couverture": Acces("demarche", ENTRETIENS),
    "diagnostics:preparation": Acces("demarche", ENTRETIENS),
    "diagnostics:rencontre_prevoir": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:rencontre": Acces("rencontre", CONTRIBUTION),
    "diagnostics:rencontre_retirer": Acces("rencontre", CONTRIBUTION, "post"),
    "diagnostics:entretien": Acces("source", ENTRETIENS),
    "diagnostics:entretien_modifier": Acces("source", CONTRIBUTION),
    "diagnostics:entretien_statut": Acces("source", CONTRIBUTION, "post"),
    "diagnostics:entretien_mener": Acces("source", CONTRIBUTION),
    "diagnostics:entretien_saisie": Acces("source", CONTRIBUTION, "post"),
    "diagnostics:personne_noter": Acces("source", CONTRIBUTION, "post"),
    "diagnostics:personne_effacer": Acces("personne", CONTRIBUTION, "post"),
    "diagnostics:verbatim_retirer": Acces("verbatim", CONTRIBUTION, "post"),
    "diagnostics:passage": Acces("source", CONTRIBUTION, "post", "source_passage"),
    "diagnostics:passage_oublier": Acces("passage", CONTRIBUTION, "post"),
    "diagnostics:passage_direct": Acces("passage_seul", ENTRETIENS),
    "diagnostics:besoins": Acces("demarche", ENTRETIENS),
    "diagnostics:besoin": Acces("besoin", CONTRIBUTION),
    "diagnostics:besoin_retirer": Acces("besoin", CONTRIBUTION, "post"),
    "diagnostics:relations": Acces("demarche", ENTRETIENS),
    "diagnostics:relation": Acces("relation", CONTRIBUTION),
    "diagnostics:relation_retirer": Acces("relation", CONTRIBUTION, "post"),
    "diagnostics:grilles": Acces("demarche", ENTRETIENS),
    "diagnostics:grille_creer": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:grille": Acces("grille", ENTRETIENS),
    "diagnostics:grille_preparer": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:grille_publier": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:grille_abandonner": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:grille_archiver": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:grille_dupliquer": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:grille_comparer": Acces("grille", ENTRETIENS),
    "diagnostics:grille_imprimer": Acces("grille", ENTRETIENS),
    "diagnostics:question_ajouter": Acces("grille", CONTRIBUTION, "post"),
    "diagnostics:question_modifier": Acces("question", CONTRIBUTION, "post"),
    "diagnostics:question_retirer": Acces("question", CONTRIBUTION, "post"),
    "diagnostics:question_placer": Acces("question", CONTRIBUTION, "post"),
    "diagnostics:seances": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:seance_creer": Acces("demarche", CONTRIBUTION),
    "diagnostics:seance": Acces("seance", MEMBRES_DEMARCHE),
    "diagnostics:seance_etat": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_agir": Acces("seance", CONTRIBUTION, "post"),
    "diagnostics:seance_regler": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_saisir": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_mains": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_ecran": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_ecran_etat": Acces("seance", CONTRIBUTION),
    "diagnostics:seance_bilan": Acces("seance", MEMBRES_DEMARCHE),
    "diagnostics:seance_export": Acces("seance_csv", MEMBRES_DEMARCHE),
    "diagnostics:seance_supprimer": Acces("seance", PILOTAGE, "post"),
    "diagnostics:matrice_export": Acces("demarche_csv", MEMBRES_DEMARCHE),
    "diagnostics:instantanes": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:instantane_prendre": Acces("demarche", CONTRIBUTION, "post"),
    "diagnostics:seance_code": Acces("", TOUT_LE_MONDE),
    "diagnostics:seance_entrer": Acces("seance_jeton", TOUT_LE_MONDE),
    "diagnostics:seance_retour": Acces("salle", TOUT_LE_MONDE),
    "diagnostics:seance_salle": Acces("salle", TOUT_LE_MONDE),
    "diagnostics:seance_salle_etat": Acces("salle", TOUT_LE_MONDE),
    "diagnostics:seance_noter": Acces("salle", TOUT_LE_MONDE, "post"),
    "diagnostics:seance_reprendre": Acces("salle", TOUT_LE_MONDE, "post"),
    "diagnostics:seance_voter": Acces("salle", TOUT_LE_MONDE, "post"),
    "diagnostics:seance_contribuer": Acces("salle", TOUT_LE_MONDE),
    "diagnostics:contacts": Acces("demarche", CONTACTS),
    "diagnostics:contacts_feuille": Acces("demarche", CONTACTS),
    "diagnostics:contacts_import": Acces("demarche", CONTRIBUTION),
    "diagnostics:contacts_agenda": Acces("demarche", CONTACTS),
    "diagnostics:contacts_ics": Acces("demarche", CONTACTS),
    "diagnostics:contacts_export": Acces("carte_csv", CONTACTS),
    "diagnostics:contact": Acces("partie", CONTACTS),
    "diagnostics:contact_etat": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:contact_faite": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:contact_noter": Acces("partie", CONTRIBUTION, "post"),
    "diagnostics:contact_corriger": Acces("echange", CONTRIBUTION),
    "diagnostics:contact_effacer": Acces("echange", CONTRIBUTION, "post"),
    "diagnostics:agenda_flux": Acces("flux_agenda", TOUT_LE_MONDE),
    "diagnostics:membres": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:membre_role": Acces("demarche", PILOTAGE, "post", "membre"),
    "diagnostics:membre_retirer": Acces(
        "demarche", "L 404 403 ok 403 ok ok 403 403 403", "post", "membre"
    ),
    "diagnostics:invitation": Acces("invitation_demarche", TOUT_LE_MONDE),
    "diagnostics:retirer_invitation": Acces("invitation_retirable", PILOTAGE, "post"),
    "diagnostics:image": Acces("image", MEMBRES_DEMARCHE),
    "diagnostics:image_fichier": Acces("image", MEMBRES_DEMARCHE),
    "diagnostics:image_relancer": Acces("image", MEMBRES_DEMARCHE, "post"),
    "diagnostics:hors_ligne": Acces("", TOUT_LE_MONDE),
    "diagnostics:hors_ligne_travailleur": Acces("", TOUT_LE_MONDE),
    "diagnostics:courriels": Acces("", CONNECTES),
    "diagnostics:courriels_retrait": Acces("retrait", TOUT_LE_MONDE),
    "diagnostics:echanges": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:mentions_lues": Acces("demarche", MEMBRES_DEMARCHE, "post"),
    "diagnostics:suivre": Acces("demarche", MEMBRES_DEMARCHE, "post"),
    "diagnostics:fil": Acces("fil_source", ENTRETIENS),
    "diagnostics:commenter": Acces("fil_element", COMMENTAIRE, "post"),
    "diagnostics:modifier_commentaire": Acces(
        "commentaire", "L 404 403 403 ok 403 403 403 403 403", "post"
    ),
    "diagnostics:effacer_commentaire": Acces(
        "commentaire", "L 404 403 403 ok ok ok 403 403 403", "post"
    ),
    "diagnostics:resoudre_commentaire": Acces("commentaire", COMMENTAIRE, "post"),
    "diagnostics:historique": Acces("demarche", MEMBRES_DEMARCHE),
    "diagnostics:revenir": Acces("version_source", "L 404 403 404 ok ok ok ok 404 404", "post"),
    "diagnostics:remettre": Acces("version_source", "L 404 403 404 ok ok ok ok 404 404", "post"),
    "diagnostics:reglages": Acces("demarche", PILOTAGE),
    "diagnostics:phases": Acces("demarche", PILOTAGE, "post"),
    "diagnostics:visibilite": Acces("demarche", PILOTAGE, "post"),
    "diagnostics:archive": Acces("demarche", PILOTAGE, "post"),
    "diagnostics:supprimer": Acces("demarche", PILOTAGE),
    # filières, plateformes
    "filieres:liste": Acces("", CONNECTES),
    "filieres:fiche": Acces("filiere", CONNECTES),
    "plateformes:liste": Acces("", TOUT_LE_MONDE),
    "plateformes:fiche": Acces("plateforme", TOUT_LE_MONDE),
    "plateformes:comparaison": Acces("", TOUT_LE_MONDE),
    "plateformes:usages": Acces("", TOUT_LE_MONDE),
    "plateformes:autrement": Acces("", TOUT_LE_MONDE),
    "plateformes:autrement_que": Acces("service", TOUT_LE_MONDE),
    "api:schema": Acces("", TOUT_LE_MONDE),
    "api:plateformes-list": Acces("", TOUT_LE_MONDE),
    "api:plateformes-detail": Acces("plateforme", TOUT_LE_MONDE),
    "api:usages-list": Acces("", TOUT_LE_MONDE),
    "api:usages-detail": Acces("usage", TOUT_LE_MONDE),
    "plateformes:usage_declarer": Acces("plateforme", ECRITURE_ORG),
    "plateformes:usage_ecrire": Acces("usage", TOUT_LE_MONDE),
    "plateformes:usage_valider": Acces("usage", RESEAUX_ESS, "post"),
    "plateformes:usage_ecarter": Acces("usage", "L 403 403 403 ok ok ok", "post"),
    "plateformes:donnees": Acces("csv", TOUT_LE_MONDE),
    "plateformes:donnees_fiche": Acces("plateforme_json", TOUT_LE_MONDE),
    "plateformes:changements": Acces("", TOUT_LE_MONDE),
    "plateformes:logo": Acces("plateforme", PERSONNE),  # it has none
    "plateformes:proposer": Acces("", TOUT_LE_MONDE),
    "plateformes:changement": Acces("plateforme", TOUT_LE_MONDE),
    # nothing to reply to while the evaluation is under way
    "plateformes:porteur_droit": Acces("lien_plateforme", "410 410 410 410 410 410 410"),
    "plateformes:porteur": Acces("lien_plateforme", TOUT_LE_MONDE),
    "plateformes:proposition": Acces("proposition_plateforme", RESEAUX_ESS),
    "plateformes:lien_porteur": Acces("plateforme", RESEAUX_ESS, "post"),
    "plateformes:atelier": Acces("", RESEAUX_ESS),
    "plateformes:atelier_import": Acces("", RESEAUX_ESS),
    "plateformes:atelier_export": Acces("csv", RESEAUX_ESS),
    "plateformes:atelier_creation": Acces("", RESEAUX_ESS),
    "plateformes:atelier_reglages": Acces("", RESEAUX_ESS),
    "plateformes:atelier_fiche": Acces("plateforme", CONNECTES),
    "plateformes:atelier_versions": Acces("plateforme", RESEAUX_ESS),
    "plateformes:atelier_restauration": Acces("version_plateforme", RESEAUX_ESS, "post"),
    "plateformes:atelier_section": Acces("section_plateforme", RESEAUX_ESS),
    "plateformes:atelier_statut": Acces("statut_plateforme", RESEAUX_ESS),
    "plateformes:chiffre_ajout": Acces("plateforme", RESEAUX_ESS),
    "plateformes:chiffre_suppression": Acces("chiffre_plateforme", RESEAUX_ESS, "post"),
    "plateformes:relecture": Acces("relecture_plateforme", RESEAUX_ESS),
    "plateformes:relecture_confier": Acces("plateforme", RESEAUX_ESS, "post"),
    "plateformes:remarque_ajout": Acces("plateforme", RESEAUX_ESS, "post"),
    "plateformes:remarque_regler": Acces("remarque_plateforme", RESEAUX_ESS, "post"),
    "plateformes:glossaire": Acces("", TOUT_LE_MONDE),
    "plateformes:cartes": Acces("", CONNECTES),
    # everyone's own: no planche of somebody else's exists
    "plateformes:planche": Acces("planche", PLANCHE),
    "plateformes:planche_telecharger": Acces("planche", PLANCHE),
    "plateformes:planche_relancer": Acces("planche", PLANCHE, "post"),
    "plateformes:planche_annuler": Acces("planche", PLANCHE, "post"),
    # nobody of this world writes for a network
    "plateformes:logo_reseau": Acces("logo_reseau", "L 404 404 404 404 404 404"),
    "plateformes:logo_reseau_changer": Acces("logo_reseau", "L 404 404 404 404 404 404", "post"),
    "plateformes:nature": Acces("plateforme", TOUT_LE_MONDE),
    "plateformes:nature_ouvrir": Acces("plateforme", RESEAUX_ESS, "post"),
    # under way: its reviewers only, and nobody of this world writes for a network
    "plateformes:evaluation": Acces("evaluation", "404 404 404 404 404 404 ok"),
    "plateformes:evaluation_repondre": Acces("evaluation", EVALUATION),
    "plateformes:evaluation_rendre": Acces("evaluation", EVALUATION, "post"),
    "plateformes:evaluation_abandonner": Acces("evaluation", EVALUATION, "post"),
    "plateformes:evaluation_inviter": Acces("evaluation", EVALUATION, "post"),
    "plateformes:evaluation_droit": Acces("evaluation", "L 404 404 404 404 404 ok"),
    "plateformes:evaluation_piece": Acces("piece_evaluation", EVALUATION),
    # reports
    "rapports:liste": Acces("demarche", MEMBRES_DEMARCHE),
    "rapports:nouveau": Acces("demarche", CONTRIBUTION),
    "rapports:apercu_demande": Acces("demarche", CONTRIBUTION, "post"),
    "rapports:fiche": Acces("rapport", MEMBRES_DEMARCHE),
    "rapports:telecharger": Acces("rapport", MEMBRES_DEMARCHE),
    "rapports:apercu": Acces("rapport", MEMBRES_DEMARCHE),
    "rapports:relancer": Acces("rapport", DEMANDE, "post"),
    "rapports:annuler": Acces("rapport", DEMANDE, "post"),
    "rapports:supprimer": Acces("rapport", DEMANDE, "post"),
    "rapports:partager": Acces("rapport", PILOTAGE, "post"),
    "rapports:revoquer": Acces("partage_gere", PILOTAGE, "post"),
    "rapports:partage": Acces("partage", TOUT_LE_MONDE),
    "rapports:partage_fichier": Acces("partage", TOUT_LE_MONDE),
}
