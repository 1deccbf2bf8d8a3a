"""Words explained where they are read: a button that opens what they mean.

Built on the browser's own popovers: the keyboard opens and closes them (Enter, Escape), so does
a finger, and no script is needed. A browser that does not know them shows the meaning in place.
"""

import re
from typing import Any, cast

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from plateformes.glossaire import Terme, reperer, termes
from socle.typographie import typographier

register = template.Library()
_COMPTEUR = "glossaire-termes"
_ARTICLE = re.compile(r"\b\w{1,2}’$")
_PONCTUATION = re.compile(r"(?:[,.)]|[\u00a0\u202f][;:!?»])+")


@register.simple_tag(takes_context=True)
def terme(context: template.Context, code: str, texte: str = "") -> SafeString:
    """Write a word of the glossary with its meaning one press away.

    ``{% terme "scic" %}``, or ``{% terme "scic" "une SCIC" %}`` to write it otherwise.
    """
    try:
        trouve = termes()[code]
    except KeyError:
        raise template.TemplateSyntaxError(f"Unknown word of the glossary: {code!r}") from None
    return _rendre(context, trouve, texte or trouve.mot)


@register.simple_tag(takes_context=True)
def expliquer(context: template.Context, texte: str) -> SafeString:
    """Write a plain text, every word of the glossary explained the first time it comes."""
    sorties: list[SafeString] = []
    article, mot_juste_avant = "", False
    for morceau, trouve in reperer(typographier(str(texte or ""))):
        if trouve:
            rendu = _rendre(context, trouve, morceau)
            sorties.append(_coller(article, rendu, "") if article else rendu)
            article, mot_juste_avant = "", True
            continue
        debut, fin = _PONCTUATION.match(morceau), _ARTICLE.search(morceau)
        if (
            debut and mot_juste_avant
        ):  # « voir les collèges, une place »: the comma stays with its word
            sorties[-1] = _coller("", sorties[-1], debut.group())
            morceau = morceau[debut.end() :]  # noqa: PLW2901
            fin = _ARTICLE.search(morceau)
        article, mot_juste_avant = fin.group() if fin else "", False
        sorties.append(conditional_escape(morceau[: fin.start()] if fin else morceau))
    return SafeString("".join([*sorties, conditional_escape(article)]))


def _coller(avant: str, mot: SafeString, apres: str) -> SafeString:
    """Keep on the line of a word its elided article, or the punctuation that follows it."""
    return format_html('<span class="t-colle">{}{}{}</span>', avant, mot, apres)


def _rendre(context: template.Context, trouve: Terme, texte: str) -> SafeString:
    # On the outermost layer: pieces included in the page go on counting.
    page = cast("dict[str, Any]", context.render_context.dicts[0])
    rang = page[_COMPTEUR] = page.get(_COMPTEUR, 0) + 1
    identifiant = f"terme-{trouve.code}-{rang}"
    return format_html(
        '<button class="t-terme" type="button" popovertarget="{0}" aria-haspopup="true">{1}'
        '<span class="visually-hidden"> (voir ce que cela veut dire)</span></button>'
        '<span class="t-terme-sens" id="{0}" popover role="note"><strong>{2}</strong> {3}</span>',
        identifiant,
        typographier(texte),
        typographier(trouve.mot),
        typographier(trouve.definition),
    )
