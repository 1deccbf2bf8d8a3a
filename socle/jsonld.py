"""JSON-LD in a page: data for those who index it."""

import json
from typing import Any

from django.utils.safestring import SafeString


def script_jsonld(objet: dict[str, Any]) -> SafeString:
    """Return JSON-LD for a page.

    It is data: browsers run nothing of that type (the content policy says nothing of it), and no
    character of it can close the element.
    """
    texte = json.dumps(objet, ensure_ascii=False)
    for signe in "<>&":
        texte = texte.replace(signe, f"\\u{ord(signe):04x}")
    return SafeString(f'<script type="application/ld+json">{texte}</script>')
