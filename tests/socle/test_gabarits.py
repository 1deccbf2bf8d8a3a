"""Templates included with « only » get nothing they are not given, the token of forms included."""

import re
from pathlib import Path

GABARITS = Path(__file__).resolve().parents[2] / "templates"
INCLUSION = re.compile(r'\{% include "([^"]+)"([^%]*)%\}')


def test_a_form_included_with_only_is_given_its_token():
    textes = {p.relative_to(GABARITS).as_posix(): p.read_text() for p in GABARITS.rglob("*.html")}
    avec = {nom for nom, texte in textes.items() if "{% csrf_token %}" in texte}
    while True:  # those that include a form, step by step
        autres = {
            nom
            for nom, texte in textes.items()
            if any(cible in avec and "only" not in suite for cible, suite in _inclus(texte))
        }
        if autres <= avec:
            break
        avec |= autres
    oublis = [
        (nom, cible)
        for nom, texte in textes.items()
        for cible, suite in _inclus(texte)
        if cible in avec and "only" in suite.split() and "csrf_token=csrf_token" not in suite
    ]
    assert not oublis


def _inclus(texte: str) -> list[tuple[str, str]]:
    return INCLUSION.findall(texte)
