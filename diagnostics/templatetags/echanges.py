"""Conversations and the bell: ``{% load echanges %}``."""

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from diagnostics.echanges import trouver_cible
from diagnostics.fil import contexte_du_fil
from diagnostics.services.abonnements import suit
from diagnostics.services.commentaires import motif_des_noms
from diagnostics.services.fils import Remarque
from socle.typographie import typographier

register = template.Library()


@register.simple_tag(takes_context=True)
def fil(context: template.Context, code: str, reference: str, niveau: int = 2) -> SafeString:
    """Show the conversation about an object, and let people take part.

    ``{% fil "element" element.reference %}``, on a page that has ``request`` and ``diagnostic``.
    ``niveau`` is the level of its title. Prints nothing for an object the reader may not read.
    """
    request, diagnostic = context["request"], context["diagnostic"]
    cible = trouver_cible(diagnostic, code, reference)
    if cible is None or not request.user.has_perm(cible.permission, diagnostic):
        return mark_safe("")
    valeurs = contexte_du_fil(request, diagnostic, cible, niveau=niveau)
    return render_to_string("diagnostics/echanges/fil.html", valeurs, request)


@register.inclusion_tag("diagnostics/echanges/cloche.html", takes_context=True)
def cloche(context: template.Context, code: str = "", reference: str = "") -> dict[str, Any]:
    """Let the reader follow the démarche, or one of its objects (one query)."""
    request, diagnostic = context["request"], context["diagnostic"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
        "diagnostic": diagnostic,
        "code": code,
        "reference": reference,
        "suivi": suit(
            diagnostic=diagnostic,
            utilisateur=request.user,
            cible_type=code,
            cible_reference=reference,
        ),
        "retour": request.get_full_path(),
    }


@register.simple_tag(takes_context=True)
def nombre_de_commentaires(context: template.Context, code: str, reference: str) -> int:
    """Count what was said about an object (one query)."""
    commentaires = context["diagnostic"].commentaires.sur(code, reference)
    return commentaires.filter(supprime_le=None).count()


@register.filter
def texte_commente(remarque: Remarque) -> SafeString:
    """Print a comment: paragraphs, links, names of the people mentioned."""
    texte = remarque.commentaire.texte
    motif = motif_des_noms(remarque.noms)
    morceaux = re.split(motif, texte) if motif else [texte]
    dits = []
    for rang, morceau in enumerate(morceaux):
        if rang % 2:
            dits.append(f'<strong class="e-mention">@{escape(morceau)}</strong>')
        else:
            dits.append(urlize(typographier(morceau), nofollow=True, autoescape=True))
    return mark_safe(linebreaks("".join(dits)))  # every piece was escaped above
