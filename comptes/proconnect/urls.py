"""Addresses of the ProConnect round trip, under allauth's names."""

from django.urls import path

from comptes.proconnect import vues

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", vues.aller, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", vues.revenir, name="openid_connect_callback"),
]
