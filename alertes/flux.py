"""Web feeds (Atom): the news of a scope as a visitor may read it."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag

from acteurs.services.revision import lire_revision
from alertes.nouvelles import LIBELLES, Bulletin, Periode
from alertes.perimetre import Perimetre

JOURS: Final = 30
"""Days a feed tells."""
FRAICHEUR_S: Final = 900
"""Seconds a feed is kept: readers ask for it often, and mostly for nothing."""


def lire_recents(perimetre: Perimetre) -> Bulletin:
    """Return the news of the last days."""
    maintenant = timezone.now()
    return Periode(maintenant - timedelta(days=JOURS), maintenant).lire(perimetre)


def repondre(
    request: HttpRequest, perimetre: Perimetre, *, titre: str, page: str, prive: bool = False
) -> HttpResponse:
    """Answer a feed, from the cache while it is fresh; 304 when the reader has it already.

    Args:
        request: the request.
        perimetre: which actors, read as a visitor.
        titre: name of the feed.
        page: address of the page it follows.
        prive: whether its address is a secret: no shared cache keeps it.
    """
    quart = int(timezone.now().timestamp()) // FRAICHEUR_S
    cle = f"{perimetre.cle}|{titre}|{lire_revision()}|{quart}"
    etag = quote_etag(_resumer(cle))
    if request.headers.get("If-None-Match") == etag:
        reponse = HttpResponse(status=304)
    else:
        contenu = cache.get_or_set(
            f"alertes:flux:{_resumer(cle)}",
            lambda: _ecrire(request, perimetre, titre, page),
            FRAICHEUR_S,
        )
        reponse = HttpResponse(contenu, content_type="application/atom+xml; charset=utf-8")
    reponse["ETag"] = etag
    visible = "private" if prive else "public"
    reponse["Cache-Control"] = f"{visible}, max-age={FRAICHEUR_S}"
    if prive:
        reponse["X-Robots-Tag"] = "noindex"
    return reponse


def _resumer(cle: str) -> str:
    return sha256(cle.encode()).hexdigest()[:32]


def _ecrire(request: HttpRequest, perimetre: Perimetre, titre: str, page: str) -> bytes:
    site = settings.TERREAU_URL
    flux = Atom1Feed(
        title=titre,
        link=f"{site}{page}",
        description=titre,
        language="fr",
        feed_url=f"{site}{request.path}",
        author_name="Terreau",
        feed_guid=f"{site}{page}",
    )
    for nouvelle in lire_recents(perimetre).nouvelles:
        fiche = f"{site}{reverse('acteurs:fiche', args=[nouvelle.acteur.reference])}"
        flux.add_item(
            title=f"{nouvelle.acteur.nom}\u00a0: {_ACCROCHES[nouvelle.nature]}",
            link=f"{site}{page}" if nouvelle.nature == "ferme" else fiche,
            description=nouvelle.texte,
            unique_id=f"{fiche}#{nouvelle.cle}",
            pubdate=nouvelle.quand,
            updateddate=nouvelle.quand,
            categories=[LIBELLES[nouvelle.nature]],
        )
    return flux.writeString("utf-8").encode()


_ACCROCHES: Final = {
    "nouveau": "nouvel acteur",
    "ferme": "fermeture",
    "reuni": "fiche réunie",
    "change": "fiche modifiée",
    "relation": "nouvelle relation",
}
