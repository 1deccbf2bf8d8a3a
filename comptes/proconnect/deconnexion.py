"""Remember the ProConnect session at sign-in, and end it at sign-out."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from comptes.proconnect import CLE_SESSION

LONGUEUR_ETAT = 48


def retenir(request: HttpRequest, sociallogin: Any) -> None:
    """Keep what signing out at ProConnect will need, in the session that has just opened."""
    if sociallogin and (retenu := sociallogin.state.get("proconnect")):
        request.session[CLE_SESSION] = retenu


def preparer_sortie(request: HttpRequest, retenu: dict[str, str] | None) -> None:
    """Prepare the address that ends the ProConnect session, in the session just emptied.

    Args:
        request: whose session was flushed by the sign-out.
        retenu: what ``retenir`` had kept (ID token and end-session address), or None.
    """
    if not retenu or "jeton" not in retenu:
        return
    etat = get_random_string(LONGUEUR_ETAT)
    retour = request.build_absolute_uri(reverse("comptes:proconnect_retour"))
    parametres = {
        "id_token_hint": retenu["jeton"],
        "state": etat,
        "post_logout_redirect_uri": retour,
    }
    request.session[CLE_SESSION] = {
        "etat": etat,
        "sortie": f"{retenu['fin']}?{urlencode(parametres)}",
    }
