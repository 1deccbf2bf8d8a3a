"""Addresses of those who look after entries: doubles, merges, structures that keep theirs."""

from django.urls import path

from moderation.views import doublons, fusion, revues, tenues, tenues_reseau

urlpatterns = [
    path("doublons/", doublons.liste, name="doublons"),
    path("doublons/decision/", doublons.decision, name="doublons_decision"),
    path("doublons/recherche/", doublons.recherche, name="doublons_recherche"),
    path("reunir/<slug:reference>/", fusion.choix, name="reunir_choix"),
    path("reunir/<slug:reference>/<slug:autre>/", fusion.comparaison, name="reunir"),
    path("fusions/", fusion.liste, name="fusions"),
    path("fusions/<slug:reference>/defaire/", fusion.retour, name="fusion_retour"),
    path("tenir/<slug:reference>/", tenues.revendiquer, name="revendiquer"),
    path("tenir/confirmer/<str:jeton>/", tenues.confirmer, name="tenue_confirmer"),
    path("mes-fiches/", tenues.mes_fiches, name="mes_fiches"),
    path("mes-fiches/<slug:reference>/", tenues.modifier, name="ma_fiche"),
    path("tenues/", tenues_reseau.liste, name="tenues"),
    path("tenues/reglage/", tenues_reseau.reglage, name="tenues_reglage"),
    path("tenues/<slug:reference>/quitter/", tenues.quitter, name="tenue_quitter"),
    path("tenues/<slug:reference>/accepter/", tenues_reseau.accepter, name="tenue_accepter"),
    path("tenues/<slug:reference>/retirer/", tenues_reseau.retirer, name="tenue_retirer"),
    path("a-revoir/", revues.liste, name="a_revoir"),
    path("a-revoir/decision/", revues.decision, name="revue_decision"),
    path("a-revoir/<slug:reference>/annuler/", revues.annulation, name="revue_annuler"),
    path("exacte/<slug:reference>/", revues.confirmation, name="confirmer"),
]
