"""Leaving for ProConnect and coming back."""

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from requests import RequestException

from comptes.proconnect import CLE_SESSION, IDENTIFIANT
from comptes.proconnect.adaptateur import AdaptateurProConnect


class VueRetour(OAuth2CallbackView):
    """allauth's callback, which lets the adapter see the stashed state (for the nonce)."""

    adapter: AdaptateurProConnect

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        etat, reponse = super()._get_state(request, provider)
        self.adapter.etat = etat or {}
        return etat, reponse


def _adaptateur(request: HttpRequest, provider_id: str) -> AdaptateurProConnect:
    adaptateur = AdaptateurProConnect(request, provider_id)
    try:
        if provider_id != IDENTIFIANT:
            raise Http404
        adaptateur.get_provider()
    except SocialApp.DoesNotExist as erreur:
        raise Http404 from erreur
    return adaptateur


def page_de_passage(request: HttpRequest, adresse: str, vers: str) -> HttpResponse:
    """Answer a page that takes the browser to ``adresse`` at once.

    A redirection would do, but browsers apply ``form-action`` to every step that follows
    a posted form, and the employers' sign-in servers behind ProConnect are not known in
    advance. A page of ours ends the form's journey, and the policy stays closed.
    """
    reponse = render(request, "comptes/passage.html", {"adresse": adresse, "vers": vers})
    reponse["Refresh"] = f"0; url={adresse}"
    return reponse


@never_cache
def aller(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to ProConnect (POST), or ask for a click first (GET)."""
    adaptateur = _adaptateur(request, provider_id)
    try:
        reponse = OAuth2LoginView.adapter_view(adaptateur)(request)
    except (OAuth2Error, RequestException) as erreur:
        return render_authentication_error(request, adaptateur.get_provider(), exception=erreur)
    if request.method == "POST" and isinstance(reponse, HttpResponseRedirect):
        return page_de_passage(request, reponse["Location"], "ProConnect")
    return reponse


@never_cache
def revenir(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from ProConnect: check everything, then sign in."""
    return VueRetour.adapter_view(_adaptateur(request, provider_id))(request)


@never_cache
def deconnexion(request: HttpRequest) -> HttpResponse:
    """After signing out here, take the browser to sign out at ProConnect too."""
    depart = request.session.get(CLE_SESSION, {})
    if not depart.get("sortie"):
        return redirect("pages:accueil")
    return page_de_passage(request, depart["sortie"], "ProConnect")


@never_cache
def retour_de_deconnexion(request: HttpRequest) -> HttpResponse:
    """Come back from ProConnect's sign-out; the state shows that we asked for it."""
    depart = request.session.pop(CLE_SESSION, {})
    if not constant_time_compare(request.GET.get("state", ""), depart.get("etat", "-")):
        return redirect("pages:accueil")
    return redirect("account_login")
