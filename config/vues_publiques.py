"""Every view that answers without signing in, by URL name: the whole list on one page.

Anything absent from this set asks for a login (``socle.middleware.ConnexionObligatoire``).
A public name opens the door, not the object: views still check rights with ``exiger``.
"""

VUES_PUBLIQUES: frozenset[str] = frozenset(
    {
        # pages: what the platform is and how it is doing
        "pages:accueil",
        "pages:aide",
        "pages:accessibilite",
        "pages:mentions_legales",
        "pages:donnees_personnelles",
        "pages:sante",
        "pages:style",
        # accounts: getting in (allauth) and accepting an invitation
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
        "comptes:invitation",
        "comptes:proconnect_deconnexion",
        "comptes:proconnect_retour",
        # the directory of actors and the official territories: everybody reads what is published
        "acteurs:liste",
        "acteurs:fiche",
        "acteurs:points",
        "acteurs:dessin",
        "acteurs:tuile",
        "acteurs:densite",
        "acteurs:densite_csv",
        # what anyone proposes to the directory, and what becomes of it
        "acteurs:communes",
        "moderation:proposer",
        "moderation:corriger",
        "moderation:fermeture",
        "moderation:suivi",
        "moderation:droits",
        "territoires:liste",
        "territoires:fiche",
        "territoires:contours",
        "territoires:fond",
        # reading by link, for elected officials
        "rapports:partage",
        "rapports:partage_fichier",
        # démarches that their pilot made public or shared by link
        "diagnostics:publique",
        "diagnostics:lien",
        # sessions: the room, with a link or a code instead of an account
        "diagnostics:seance_code",
        "diagnostics:seance_entrer",
        "diagnostics:seance_retour",
        "diagnostics:seance_salle",
        "diagnostics:seance_salle_etat",
        "diagnostics:seance_noter",
        "diagnostics:seance_reprendre",
        "diagnostics:seance_voter",
        "diagnostics:seance_contribuer",
        # a member's secret calendar address
        "diagnostics:agenda_flux",
        # the recording screen reloaded without network: an empty shell and its service worker
        "diagnostics:hors_ligne",
        "diagnostics:hors_ligne_travailleur",
        # being invited into a démarche, before having an account
        "diagnostics:invitation",
        # stopping mails from the mail itself, by a signed token
        "diagnostics:courriels_retrait",
        # the catalogue of platforms: what changed, logos
        "plateformes:changements",
        "plateformes:logo",
        # the public proposes; holders come with a personal link
        "plateformes:proposer",
        "plateformes:changement",
        "plateformes:porteur",
        "plateformes:porteur_droit",
        "plateformes:porteur_piece",
        # an actor answers on ideas with a personal link
        "diagnostics:avis",
        # platforms: the words of the catalogue, explained
        "plateformes:glossaire",
        # what several people read of a platform's nature; a reading under way is hidden by its right
        "plateformes:nature",
        "plateformes:evaluation",
        # the catalogue: everybody reads what is published
        "plateformes:liste",
        "plateformes:fiche",
        "plateformes:comparaison",
        "plateformes:usages",
        "plateformes:autrement",
        "plateformes:autrement_que",
        "plateformes:usage_ecrire",
        # filières: public ones, and those opened with their reading link
        "filieres:accueil",
        "filieres:filiere",
        "filieres:analyse",
        "filieres:voisins",
        "filieres:lien",
        "filieres:carte",
        "filieres:ecran",
        "filieres:schema_svg",
        "filieres:schema_csv",
        "filieres:invitation",
        "filieres:maillons",
        "filieres:exporter",
        "filieres:flux",
        # relations between published actors that are public themselves
        "relations:fiche",
        "relations:territoire",
        "relations:ecran_territoire",
        "relations:export_territoire",
        "relations:acteur",
        "relations:ecran_acteur",
        "relations:export_acteur",
        # the API: read-only, what everybody reads
        # OGC API – Features: the same, for mapping tools
        "ouverture:ogc",
        "ouverture:ogc_conformite",
        "ouverture:ogc_api",
        "ouverture:ogc_essai",
        "ouverture:ogc_collections",
        "ouverture:ogc_collection",
        "ouverture:ogc_schema",
        "ouverture:ogc_filtres",
        "ouverture:ogc_objets",
        "ouverture:ogc_objet",
        "api:documentation",
        "api:essai",
        "api:schema",
        "api:plateformes-list",
        "api:plateformes-detail",
        "api:usages-list",
        "api:usages-detail",
        "api:territoires-list",
        "api:territoires-detail",
        "api:communes-list",
        "api:communes-detail",
        "api:acteurs-list",
        "api:acteurs-detail",
        "api:thematiques-list",
        "api:thematiques-detail",
        "plateformes:donnees",
        "plateformes:usages_donnees",
        "plateformes:donnees_fiche",
        # the catalogue of open data, for people and for harvesters
        "ouverture:catalogue",
        "ouverture:catalogue_dcat",
        "ouverture:jeu",
        "ouverture:jeu_schema",
        "ouverture:jeu_fichier",
        # published actors in every format, and the files of long lists
        "ouverture:exporter",
        "ouverture:fichier",
        "ouverture:fichier_telecharger",
        "ouverture:fichier_relancer",
        "ouverture:acteurs",
        "ouverture:liste",
        "ouverture:acteurs_gogocarto",
        "ouverture:acteur",
        # maps of published actors, shown on the sites of other people
        "ouverture:carte_integree",
        # the public contact of an entry confirms who keeps it, with the link it received
        "moderation:tenue_confirmer",
        # alerts: feeds of published data, stopping mails from the mail itself
        "alertes:flux",
        "alertes:flux_liste",
        "alertes:flux_territoire",
        "alertes:arret",
    }
)
