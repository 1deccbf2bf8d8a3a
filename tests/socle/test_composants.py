"""Template tags of the shared pieces."""

from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from socle.carotte import dire_strates, lire_strates
from socle.formes import FORMES, LIBELLES, forme_de
from socle.icones import ICONES
from socle.travaux import Travail


def rendre(gabarit: str, **contexte) -> str:
    return Template("{% load composants %}" + gabarit).render(Context(contexte))


# ── Drawings ────────────────────────────────────────────────────────────────
def test_icon_is_decorative_unless_titled():
    assert 'aria-hidden="true"' in rendre('{% icone "plus" %}')
    html = rendre('{% icone "plus" titre=t %}', t='Ajouter "ceci"')
    assert 'role="img" aria-label="Ajouter &quot;ceci&quot;"' in html
    assert "aria-hidden" not in html


def test_unknown_icon_is_refused():
    with pytest.raises(TemplateSyntaxError, match="licorne"):
        rendre('{% icone "licorne" %}')


@pytest.mark.parametrize("nom", sorted(ICONES))
def test_icons_are_well_formed(nom):
    from xml.etree import ElementTree as ET

    ET.fromstring(f"<svg>{ICONES[nom]}</svg>")


def test_every_silhouette_has_a_name_and_a_distinct_drawing():
    assert set(FORMES) == set(LIBELLES)
    assert len({f.dessin for f in FORMES.values()}) == len(FORMES)


def test_silhouette_of_a_kind_comes_from_its_family():
    famille = SimpleNamespace(code="cooperative", parent=None)
    scic = SimpleNamespace(code="scic", parent=famille)
    assert forme_de(scic) == "cooperative"
    assert forme_de(SimpleNamespace(type=scic)) == "cooperative"
    assert forme_de(SimpleNamespace(type=None)) == "inconnu"
    assert forme_de("autre chose") == "inconnu"
    assert 't-forme f-cooperative"' in rendre("{% forme t %}", t=scic)


def test_evidence_core_tells_its_strata():
    preuve = lambda nature: SimpleNamespace(nature=nature)
    element = SimpleNamespace(preuves=[preuve("acteur"), preuve("source"), preuve("acteur")])
    assert lire_strates(element) == ["donnee", "acteur"]
    assert dire_strates(lire_strates(["entretien", "indicateur"])) == "paroles, donnée"
    assert lire_strates("entretien") == ["paroles"]
    assert lire_strates(None) == []
    assert "stroke-dasharray" in rendre("{% carotte p %}", p=[])
    assert "stroke-dasharray" not in rendre("{% carotte p %}", p=element)


# ── Components with a body ──────────────────────────────────────────────────
def test_component_receives_body_and_slots_and_keeps_the_outer_context():
    html = rendre(
        '{% composant "dialogue" id="d" titre="Fusionner ?" %}<p>{{ nom }}</p>'
        '{% fente "pied" %}<button>{{ nom }}</button>{% endfente %}{% endcomposant %}',
        nom="Élément <1>",
    )
    assert '<div class="t-dialogue-corps"><p>Élément &lt;1&gt;</p></div>' in html
    assert "<footer><button>Élément &lt;1&gt;</button></footer>" in html
    assert "Fusionner\u202f?" in html


def test_component_parameters_do_not_leak():
    html = rendre('{% composant "section" id="x" titre="A" %}{% endcomposant %}[{{ titre }}]')
    assert html.endswith("[]")


def test_slot_alone_prints_nothing():
    assert rendre('{% fente "x" %}non{% endfente %}') == ""


@pytest.mark.parametrize(
    "gabarit", ["{% composant %}{% endcomposant %}", '{% composant "a" b %}{% endcomposant %}']
)
def test_malformed_component_is_refused(gabarit):
    with pytest.raises(TemplateSyntaxError):
        rendre(gabarit)


def test_breadcrumb_marks_the_current_page():
    html = rendre('{% fil_ariane "Mes démarches" "/demarches/" titre %}', titre="Une & deux")
    assert '<a href="/demarches/">Mes démarches</a>' in html
    assert '<span aria-current="page">Une &amp; deux</span>' in html


def test_scale_says_the_state_in_words():
    phases = [
        {"titre": "Diagnostic", "etat": "fait"},
        {"titre": "Rencontres", "etat": "en_cours", "note": "Deux ateliers"},
        {"titre": "Essai", "etat": "inconnu"},
    ]
    html = rendre("{% echelle phases detail=True %}", phases=phases)
    assert html.count("aria-current") == 1
    assert 'Diagnostic<span class="visually-hidden">\u00a0: fait</span>' in html
    assert "Deux ateliers" in html
    assert 'class="avenir"' in html


# ── Lists ───────────────────────────────────────────────────────────────────
def test_pages_keep_the_filters():
    request = RequestFactory().get("/acteurs/", {"q": "été", "page": "2"})
    page = Paginator(range(200), 10).page(2)
    html = rendre('{% include "components/pagination.html" %}', request=request, page=page)
    assert 'href="?q=%C3%A9t%C3%A9&amp;page=3"' in html
    assert 'rel="prev"' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("numero", "attendu"),
    [
        (1, [1, 2, 0, 20]),
        (4, [1, 2, 3, 4, 5, 0, 20]),
        (10, [1, 0, 9, 10, 11, 0, 20]),
        (20, [1, 0, 19, 20]),
    ],
)
def test_page_numbers(numero, attendu):
    from socle.templatetags.composants import numeros_de_page

    assert numeros_de_page(Paginator(range(200), 10).page(numero)) == attendu


def test_single_page_has_no_navigation():
    page = Paginator(range(3), 10).page(1)
    assert rendre('{% include "components/pagination.html" %}', page=page).strip() == ""


# ── Progress ────────────────────────────────────────────────────────────────
def progression(etat: str, **champs) -> str:
    travail = SimpleNamespace(
        etat=etat,
        get_etat_display=Travail.Etat(etat).label,
        **{"etape": "", "pourcentage": 0, "erreur": "", **champs},
    )
    return rendre(
        '{% composant "progression" travail=travail titre="Rapport" relance_url="/r/" %}'
        "FICHIER{% endcomposant %}",
        travail=travail,
    )


def test_progress_of_a_running_work():
    html = progression("en_cours", etape="Dessin de la carte", pourcentage=45)
    assert '<progress max="100" value="45"' in html
    assert "Dessin de la carte" in html
    assert "FICHIER" not in html
    assert "Réessayer" not in html


def test_progress_of_a_failed_work_tells_why_and_offers_a_retry():
    html = progression("echec", erreur="Le territoire n'a pas de communes.")
    assert "Le territoire n’a pas de communes." in html
    assert 'action="/r/"' in html
    assert "<progress" not in html


def test_progress_of_a_finished_work_hands_the_result():
    assert "FICHIER" in progression("termine")


# ── Text filters ────────────────────────────────────────────────────────────
def test_text_filters():
    assert rendre("{{ 28421|nombre }}") == "28\u202f421"
    assert rendre('{{ 1|compte:"élément" }}, {{ 12|compte:"travail,travaux" }}') == (
        "1\u00a0élément, 12\u00a0travaux"
    )
    assert rendre("acteur{{ n|accord }}", n=2) == "acteurs"
    assert rendre("{{ 86843|taille_fichier }}") == "87\u00a0ko"


def test_typo_escapes_what_users_write():
    assert rendre("{{ t|typo }}", t="<b>l'un</b> ?") == "&lt;b&gt;l’un&lt;/b&gt;\u202f?"
    assert rendre("{{ t|typo }}", t=mark_safe("<b>l'un</b> ?")) == "<b>l’un</b>\u202f?"
    assert rendre("{{ t|typo }}", t=None) == ""
    assert rendre("{% autoescape off %}{{ t|typo }}{% endautoescape %}", t="<i>") == "<i>"


def test_id_unique_is_a_valid_id():
    assert rendre("{% id_unique 'q' 3 'a b' %}") == "q-3-a-b"
