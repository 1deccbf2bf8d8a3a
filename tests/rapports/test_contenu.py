"""What a report says: audience filter, proposals, constant queries."""

import json
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapports.services.contenu import assemble_content, list_figures
from rapports.services.empreinte import compute_fingerprint
from rapports.services.illustrer import draw_all
from rapports.services.mots import abreger
from rapports.services.options import MessageChoisi, Options
from rapports.services.pagination import ACTEURS_PAR_FAMILLE, ENONCES_PAR_CADRAN, fit_grid
from rapports.services.rendu import render_html
from rapports.services.structures import CadranMoff, Enonce
from socle.typographie import typographier
from tests import fabriques as f
from tests.rapports.donnees import PRIVES, make_demarche

pytestmark = pytest.mark.django_db


def _html(diagnostic, audience, options=None):
    contenu = assemble_content(diagnostic, audience=audience, options=options)
    return contenu, render_html(contenu, draw_all(contenu, diagnostic.territoire))


def test_public_report_holds_nothing_private():
    diagnostic = make_demarche().diagnostic
    contenu, html = _html(diagnostic, "publique")
    brut = json.dumps(asdict(contenu), ensure_ascii=False)
    for prive in PRIVES:
        assert prive not in brut, prive
        assert prive not in html, prive
    assert contenu.recueil == ()
    assert contenu.participants == ()
    assert "Entretien mené pendant la démarche" in html
    assert "Un acteur du territoire" in html


def test_members_report_names_what_was_heard_but_not_its_minutes():
    diagnostic = make_demarche().diagnostic
    _, html = _html(diagnostic, "membres")
    for nomme in (
        "PRIVE-TITRE-ENTRETIEN",
        "PRIVE-DATE-ENTRETIEN",
        "PRIVE-CITATION",
        "PRIVE-NOM-PILOTE",
        "PRIVE-ACTEUR-PROPOSE",
    ):
        assert nomme in html, nomme
    assert "PRIVE-COMPTE-RENDU" not in html
    assert "prive-courriel" not in html
    assert "réservé aux personnes qui mènent la démarche" in html


def test_every_item_theme_and_evidence_is_written():
    demarche = make_demarche()
    contenu, html = _html(demarche.diagnostic, "publique")
    assert contenu.nombre_enonces == 8
    assert contenu.nombre_etayes == 4
    for element in demarche.elements:
        assert html.count(typographier(element.texte)) >= 2  # the grid and the evidence table
    assert html.count("(sans preuve)") == 4
    assert "Superficie\u00a0: plus de\u00a0460\u00a0km² (2025)" in html


def test_proposed_messages_are_supported_items_with_most_voices():
    demarche = make_demarche()
    contenu = assemble_content(demarche.diagnostic, audience="publique")
    assert [m.element for m in contenu.messages] == [
        e.reference for e in demarche.elements if e.texte.startswith("Énoncé 0")
    ]
    assert contenu.messages[0].titre.endswith("l’essentiel.")
    assert "deux voix" in contenu.messages[0].texte
    assert contenu.messages[0].appuis


def test_edited_messages_keep_the_evidence_of_their_item():
    demarche = make_demarche()
    options = Options(
        messages=(
            MessageChoisi("L'essentiel ?", "Texte revu.", demarche.elements[0].reference),
            MessageChoisi("Sans élément"),
        ),
        chiffres=("communes", "inconnu"),
        decision="Nommer une animatrice ou un animateur",
        precisions=("Puis financer. Sur trois ans.",),
    )
    contenu, html = _html(demarche.diagnostic, "publique", options)
    assert contenu.messages[0].titre == "L’essentiel\u202f?"
    assert [a.numero for a in contenu.messages[0].appuis] == [1, 2, 3, 4, 5]
    assert contenu.messages[1].appuis == ()
    assert [c.cle for c in contenu.chiffres] == ["communes"]
    assert "<strong>Puis financer.</strong> Sur trois ans." in html
    assert contenu.strates[0] == "Une décision demandée aux élues et aux élus"


def test_strata_count_real_data():
    contenu = assemble_content(make_demarche().diagnostic, audience="publique")
    assert contenu.strates == (
        "Aucune phase accomplie",
        "Huit voix sur quatre éléments",
        "Huit éléments de matrice, dont 4 étayés",
        "Un acteur, une famille",
        "Un entretien",
    )


def test_empty_demarche_still_makes_a_report():
    diagnostic = f.make_diagnostic(f.make_utilisateur())
    contenu, html = _html(diagnostic, "publique")
    assert contenu.messages == ()
    assert "La matrice ne compte encore aucun élément" in html
    assert "Aucun acteur n’est encore rattaché" in html
    assert contenu.strates[-1] == "Une commune"


def test_left_out_chapters_are_neither_written_nor_drawn():
    diagnostic = make_demarche().diagnostic
    contenu = assemble_content(
        diagnostic, audience="publique", options=Options(sections=("matrice",))
    )
    dessins = draw_all(contenu, diagnostic.territoire)
    html = render_html(contenu, dessins)
    assert dessins.note is None
    assert dessins.acteurs is None
    assert 'id="matrice"' in html
    assert 'id="note"' not in html
    assert 'id="acteurs"' not in html
    assert 'href="#acteurs"' not in html


def test_user_text_is_escaped():
    diagnostic = make_demarche().diagnostic
    f.make_element(diagnostic, texte='<img src="https://exemple.example/x">')
    _, html = _html(diagnostic, "publique")
    assert "<img" not in html


def test_options_survive_storage():
    options = Options(
        sections=("note", "matrice"),
        messages=(MessageChoisi("a", "b", "c"),),
        chiffres=("communes",),
        decision="d",
        precisions=("p",),
    )
    assert Options.lire(json.loads(json.dumps(options.en_json()))) == options
    assert Options.lire({}) == Options()


def test_fingerprint_follows_content_and_audience():
    demarche = make_demarche()

    def empreinte(audience="publique", options=None):
        contenu = assemble_content(demarche.diagnostic, audience=audience, options=options)
        return compute_fingerprint(contenu, draw_all(contenu, demarche.diagnostic.territoire))

    depart = empreinte()
    assert empreinte() == depart
    assert empreinte("membres") != depart
    assert empreinte(options=Options(decision="Choisir")) != depart
    f.make_element(demarche.diagnostic, texte="Un de plus")
    assert empreinte() != depart


def test_figures_start_with_the_indicators():
    chiffres = list_figures(make_demarche().diagnostic, audience="publique")
    assert chiffres[0].valeur == "460"
    assert {"acteurs_ess", "etayes", "communes", "population"} <= {c.cle for c in chiffres}


@pytest.mark.parametrize("audience", ["publique", "membres"])
def test_queries_do_not_grow_with_the_matrix(audience):
    comptes = []
    for taille in (1, 3):
        diagnostic = make_demarche(taille).diagnostic
        for _ in range(taille):
            diagnostic.acteurs.add(
                f.make_acteur(thematiques=[f.make_thematique("numerique")], type=f.make_type())
            )
            f.make_entretien(diagnostic)
            f.make_membre(diagnostic)
        with CaptureQueriesContext(connection) as requetes:
            assemble_content(diagnostic, audience=audience)
        comptes.append(len(requetes))
    assert all(a == b for a, b in pairwise(comptes)), comptes


def test_long_lists_are_capped_and_say_so():
    diagnostic = make_demarche().diagnostic
    contenu = assemble_content(diagnostic, audience="publique")
    cadran = contenu.cadrans[0]
    plein = replace(cadran, enonces=cadran.enonces * (ENONCES_PAR_CADRAN // 2 + 5))
    familles = (replace(contenu.familles[0], acteurs=contenu.familles[0].acteurs * 90),)
    contenu = replace(contenu, cadrans=(plein, *contenu.cadrans[1:]), familles=familles)
    html = render_html(contenu, draw_all(contenu, diagnostic.territoire))
    assert "10\u00a0éléments de plus, à lire dans Terreau" in html.replace(
        " éléments", "\u00a0éléments"
    )
    assert f"{90 - ACTEURS_PAR_FAMILLE} acteurs de plus" in html
    assert "La suite est dans les tableaux" in html


@pytest.mark.parametrize(("longueur", "attendu"), [(30, 12), (60, 8), (390, 4)])
def test_grid_shows_what_its_page_can_hold(longueur, attendu):
    enonce = Enonce("r", "x" * longueur, "", 0)
    cadran = CadranMoff("force", "Forces", "force", "?", (enonce,) * 20)
    assert fit_grid([cadran] * 4) == attendu


def test_texts_are_shortened_at_a_word():
    assert abreger("court", 10) == "court"
    assert abreger("un texte, bien trop long", 12) == "un texte…"
