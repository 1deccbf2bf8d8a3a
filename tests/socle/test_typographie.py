"""French typography at display time."""

import doctest
from decimal import Decimal

import pytest

from socle import typographie
from socle.typographie import (
    accorder,
    ecrire_en_lettres,
    ecrire_nombre,
    ecrire_taille,
    typographier,
    typographier_gabarit,
    typographier_html,
)


def test_examples_of_the_documentation_hold():
    assert doctest.testmod(typographie).failed == 0


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("Qui manque ici ?", "Qui manque ici\u202f?"),
        ("Bravo!", "Bravo\u202f!"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Note: ceci", "Note\u00a0: ceci"),
        ("a ; b", "a\u202f; b"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("l'ESS d'ici", "l’ESS d’ici"),
        ("suite...", "suite…"),
        ("45 % de 460 km²", "45\u00a0% de 460\u00a0km²"),
        # left alone: addresses, times, quotes that are not apostrophes
        ("https://exemple.example/?a=b;c", "https://exemple.example/?a=b;c"),
        ("à 12:30", "à 12:30"),
        ("'mot'", "'mot'"),
    ],
)
def test_typographier(brut, attendu):
    assert typographier(brut) == attendu


def test_typographier_twice_changes_nothing_more():
    une_fois = typographier("Qu'en dit « l'équipe » ? Rien : 45 % !")
    assert typographier(une_fois) == une_fois


def test_html_only_text_between_tags_is_touched():
    html = '<a href="/?a=b;c" title="l\'un ?">Oublié ?</a> &lt;'
    assert typographier_html(html) == '<a href="/?a=b;c" title="l\'un ?">Oublié\u202f?</a> &lt;'


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (0, None, "0"),
        (28421, None, "28\u202f421"),
        (1234567.5, None, "1\u202f234\u202f567,5"),
        (Decimal("3.000"), None, "3"),
        (Decimal("12.346"), None, "12,35"),
        (2.5, 0, "3"),
        (2, 1, "2,0"),
        (-4, None, "\u22124"),
        (None, None, ""),
        ("", None, ""),
        ("inconnue", None, "inconnue"),
        (float("nan"), None, "nan"),
    ],
)
def test_ecrire_nombre(valeur, decimales, attendu):
    assert ecrire_nombre(valeur, decimales) == attendu


@pytest.mark.parametrize(
    ("n", "attendu"), [(0, ""), (1, ""), (1.5, ""), (2, "s"), (-3, "s"), ([1, 2], "s"), ([], "")]
)
def test_plural_starts_at_two(n, attendu):
    assert accorder(n) == attendu


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (None, ""),
        (1, "1\u00a0octet"),
        (999, "999\u00a0octets"),
        (86_843, "87\u00a0ko"),
        (1_240_000, "1,2\u00a0Mo"),
    ],
)
def test_ecrire_taille(octets, attendu):
    assert ecrire_taille(octets) == attendu


@pytest.mark.parametrize(
    ("n", "feminin", "attendu"),
    [
        (1, False, "un"),
        (1, True, "une"),
        (16, False, "seize"),
        (17, False, "17"),
        (1200, False, "1\u202f200"),
    ],
)
def test_ecrire_en_lettres(n, feminin, attendu):
    assert ecrire_en_lettres(n, feminin=feminin) == attendu


@pytest.mark.parametrize(
    ("source", "attendu"),
    [
        ("<p>Qui manque ?</p>", "<p>Qui manque\u202f?</p>"),
        ("{{ nom }} : vu", "{{ nom }}\u00a0: vu"),
        ("{{ n }} %", "{{ n }}\u00a0%"),
        ("« {{ nom }} »", "«\u00a0{{ nom }}\u00a0»"),
        ("<b>oui</b> !", "<b>oui</b>\u202f!"),
        ("l'ESS d'<b>ici</b>", "l’ESS d'<b>ici</b>"),
        # left alone: tags and their attributes, Django's syntax, entities, code
        ('<a title="l\'un : ?" href="/?a=b">a</a>', '<a title="l\'un : ?" href="/?a=b">a</a>'),
        (
            '{% if a > b and c == "l\'un ?" %}x{% endif %}',
            '{% if a > b and c == "l\'un ?" %}x{% endif %}',
        ),
        (
            '<p{% if a > b %} class="q ?"{% endif %}>a</p>',
            '<p{% if a > b %} class="q ?"{% endif %}>a</p>',
        ),
        ("{# l'un ? #}", "{# l'un ? #}"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("<code>a ? b : c</code>", "<code>a ? b : c</code>"),
        ("<meta content='{\"a\": 1}'>", "<meta content='{\"a\": 1}'>"),
        ("{{ heure }}:{{ minute }}", "{{ heure }}:{{ minute }}"),
        ("a\n  : b", "a\n  : b"),
    ],
)
def test_templates_are_typographied_outside_of_markup(source, attendu):
    assert typographier_gabarit(source) == attendu


def test_every_template_of_the_project_keeps_its_markup():
    from pathlib import Path

    from django.conf import settings
    from django.template import Engine

    moteur = Engine.get_default()
    dossier = Path(settings.BASE_DIR) / "templates"
    gabarits = sorted(dossier.rglob("*.html"))
    assert gabarits
    for gabarit in gabarits:
        source = gabarit.read_text()
        sortie = typographier_gabarit(source)
        assert sortie.count("\n") == source.count("\n"), gabarit
        for signe in '<>{}"=':
            assert sortie.count(signe) == source.count(signe), (gabarit, signe)
        moteur.get_template(str(gabarit.relative_to(dossier)))
