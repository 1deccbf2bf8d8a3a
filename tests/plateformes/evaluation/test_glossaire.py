"""The glossary: sound, plain, and explained where it is read."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError

from plateformes.glossaire import reperer, termes


def rendre(source: str, **contexte) -> str:
    return Template("{% load glossaire %}" + source).render(Context(contexte))


def test_every_word_is_plain():
    assert len(termes()) >= 35
    for terme in termes().values():
        assert terme.definition.endswith("."), terme.code
        assert len(terme.definition) < 260, terme.code
        assert max(len(p.split()) for p in re.split(r"[.:;]", terme.definition)) <= 30, terme.code
        assert terme.code not in terme.voir


def test_first_time_only_and_whole_words():
    morceaux = list(
        reperer("La SCIC, une coopérative. Autre SCIC ; « scic-fi », SCICS et essentiel.")
    )
    assert [(m, t.code) for m, t in morceaux if t] == [
        ("SCIC", "scic"), ("coopérative", "cooperative"),
    ]  # fmt: skip
    assert "".join(m for m, _ in morceaux) == (
        "La SCIC, une coopérative. Autre SCIC ; « scic-fi », SCICS et essentiel."
    )


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("Un Logiciel libre d'intérêt", ["logiciel-libre"]),
        ("une société coopérative d'intérêt collectif", ["scic"]),  # the longest wins
        ("l’ESS mais pas l’ess", ["ess"]),
        ("", []),
        ("rien à expliquer", []),
    ],
)
def test_words_found(texte, codes):
    assert [t.code for _, t in reperer(texte) if t] == codes


def test_a_button_opens_the_meaning_without_script():
    html = rendre('{% terme "scic" "une SCIC" %} puis {% terme "scic" %}')
    boutons = re.findall(r'<button[^>]* popovertarget="([^"]+)"', html)
    sens = re.findall(r'<span class="t-terme-sens" id="([^"]+)" popover', html)
    assert boutons == sens
    assert len(set(boutons)) == 2
    assert "une SCIC<span" in html
    assert "salariées et salariés" in html


def test_free_text_is_escaped():
    html = rendre("{% expliquer texte %}", texte="<b>SCIC</b> & PES")
    assert "&lt;b&gt;<button" in html
    assert "&amp; <button" in html
    assert html.count("popovertarget") == 2


def test_an_elided_article_stays_with_its_word():
    assert '<span class="t-colle">L’<button' in rendre(
        "{% expliquer texte %}", texte="L'utilité sociale"
    )
    html = rendre("{% expliquer texte %}", texte="Voir la SCIC, ou non ; l'air de rien")
    assert "</span>,</span> ou non" in html
    assert html.endswith("l’air de rien")


def test_an_unknown_word_fails_early():
    with pytest.raises(TemplateSyntaxError):
        rendre('{% terme "inconnu" %}')


@pytest.mark.django_db
def test_the_page_is_public_and_lists_every_word(client):
    html = client.get("/plateformes/glossaire/").content.decode()
    for terme in termes().values():
        assert f'id="{terme.code}"' in html
    assert 'href="#societaire"' in html
