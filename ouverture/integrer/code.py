"""The code to paste on a site."""

from django.utils.html import escape

from ouverture.models import CarteIntegree


def code_a_coller(carte: CarteIntegree) -> str:
    """Return the HTML of the frame; it sends the visited page to nobody."""
    return (
        f'<iframe src="{escape(carte.adresse)}" title="{escape(carte.titre)}" width="100%" '
        f'height="{carte.hauteur}" style="border:0" loading="lazy" allow="fullscreen" '
        'referrerpolicy="no-referrer"></iframe>'
    )
