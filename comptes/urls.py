"""Addresses of accounts and organisations."""

from django.urls import include, path

from comptes.proconnect import vues as proconnect
from comptes.views import cles, invitation, organisation, personnes, profil

app_name = "comptes"

une_organisation = [
    path("", organisation.fiche_organisation, name="fiche_organisation"),
    path("modifier/", organisation.modifier_organisation, name="modifier_organisation"),
    path("territoire/", organisation.territoire_organisation, name="territoire_organisation"),
    path("quitter/", organisation.quitter_organisation, name="quitter_organisation"),
    path("membres/<slug:adhesion>/role/", organisation.modifier_adhesion, name="modifier_adhesion"),
    path(
        "membres/<slug:adhesion>/retirer/", organisation.retirer_adhesion, name="retirer_adhesion"
    ),
    path("inviter/", invitation.inviter, name="inviter"),
    path(
        "invitations/<slug:invitation>/renvoyer/",
        invitation.renvoyer_invitation,
        name="renvoyer_invitation",
    ),
    path(
        "invitations/<slug:invitation>/revoquer/",
        invitation.revoquer_invitation,
        name="revoquer_invitation",
    ),
]
urlpatterns = [
    path("profil/", profil.profil, name="profil"),
    path("profil/donnees/", profil.mes_donnees, name="mes_donnees"),
    path("profil/supprimer/", profil.supprimer_compte, name="supprimer_compte"),
    path("profil/cles/", cles.cles, name="cles"),
    path("profil/cles/<slug:reference>/revoquer/", cles.revocation, name="revoquer_cle"),
    path("personnes/", personnes.personnes, name="personnes"),
    path("personnes/donnees.json", personnes.personnes_export, name="personnes_export"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/creer/", organisation.creer_organisation, name="creer_organisation"),
    path("organisation/choisir/", organisation.choisir_organisation, name="choisir_organisation"),
    path("organisations/<slug:reference>/", include(une_organisation)),
    path("invitation/<str:jeton>/", invitation.invitation, name="invitation"),
    path("proconnect/deconnexion/", proconnect.deconnexion, name="proconnect_deconnexion"),
    path("proconnect/retour/", proconnect.retour_de_deconnexion, name="proconnect_retour"),
]
