"""Passages: found again when the text changes, and what they become."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from diagnostics.models import Besoin, ElementMoff, Passage, Preuve, RelationSignalee
from diagnostics.services import passages
from diagnostics.services.entretiens_lecture import lire_contenu
from tests import fabriques as f


@dataclass(frozen=True)
class Bout:
    """A passage, without a database."""

    debut: int
    fin: int
    texte: str


TEXTES = st.text("ab c\né😀", max_size=40)


@st.composite
def texte_et_bouts(draw):
    texte = draw(TEXTES)
    bouts = []
    for _ in range(draw(st.integers(0, 4))):
        debut = draw(st.integers(0, max(0, len(texte) - 1)))
        fin = draw(st.integers(debut, len(texte)))
        if fin > debut:
            bouts.append(Bout(debut, fin, texte[debut:fin]))
    return texte, bouts


@reglages(deadline=None, max_examples=200)
@given(texte_et_bouts())
def test_pieces_put_end_to_end_are_the_text(cas):
    texte, bouts = cas
    segments, egares = passages.decouper(texte, bouts)
    assert "".join(s.texte for s in segments) == texte
    assert egares == []
    for bout in bouts:
        couverts = "".join(s.texte for s in segments if bout in s.passages)
        assert couverts == bout.texte
        assert sum(bout in s.ouvre for s in segments) == 1
        assert sum(bout in s.ferme for s in segments) == 1


@reglages(deadline=None, max_examples=200)
@given(texte_et_bouts(), TEXTES, TEXTES)
def test_a_passage_follows_its_words_when_text_is_added_around(cas, avant, apres):
    texte, bouts = cas
    for bout in bouts:
        place = passages.reperer(avant + texte + apres, bout)
        assert place is not None
        debut, fin = place
        assert (avant + texte + apres)[debut:fin] == bout.texte


@reglages(deadline=None, max_examples=200)
@given(TEXTES, TEXTES, st.integers(0, 40))
def test_a_passage_found_is_the_nearest_or_lost(texte, extrait, debut):
    place = passages.reperer(texte, Bout(debut, debut + len(extrait), extrait))
    if place is None:
        assert not extrait or extrait not in texte
    else:
        assert texte[place[0] : place[1]] == extrait
        assert all(
            abs(place[0] - debut) <= abs(i - debut)
            for i in range(len(texte))
            if texte.startswith(extrait, i)
        )


@reglages(deadline=None, max_examples=200)
@given(TEXTES, st.integers(-3, 45), st.integers(-3, 45))
def test_a_selection_is_trimmed_or_refused(texte, debut, fin):
    try:
        d, g = passages.situer(texte, debut=debut, fin=fin, extrait="")
    except ValidationError:
        assert not texte[max(0, debut) : max(0, fin)].strip() or fin <= debut
    else:
        assert texte[d:g] == texte[d:g].strip() != ""


def test_a_selection_by_its_words():
    texte = "Un bus passe. Un bus suffit."
    assert passages.situer(texte, debut=20, fin=None, extrait="Un bus ") == (14, 20)
    with pytest.raises(ValidationError, match="ne se trouvent pas"):
        passages.situer(texte, debut=None, fin=None, extrait="Un train")
    with pytest.raises(ValidationError, match="au moins un mot"):
        passages.situer(texte, debut=None, fin=None, extrait="")


@pytest.mark.parametrize(
    ("texte", "repris"),
    [
        ("Il dit que le maire ne vient jamais", True),
        ("LE MAIRE NE VIENT", True),
        ("Les élus sont peu présents", False),
        ("le maire", False),
    ],
)
def test_quoting_is_recognised(texte, repris):
    assert passages.reprend(texte, "le maire ne vient jamais ici") is repris


# ── With a database ─────────────────────────────────────────────────────────
@pytest.fixture
def entretien(diagnostic):
    return f.make_entretien(diagnostic, acteur=f.make_acteur(nom="Le Garage"))


@pytest.fixture
def reponse(entretien):
    return f.make_reponse(entretien, "Sans voiture on ne va nulle part. Le bus passe à midi.")


@pytest.mark.django_db
def test_a_statement_and_its_passage_are_linked_both_ways(client, url, entretien, reponse):
    designation = f"reponse-{reponse.reference}"
    adresse = url("passage", entretien.reference)
    page = client.get(adresse, {"source": designation, "debut": 0, "fin": 32, "vers": "enonce"})
    assert "Sans voiture on ne va nulle part" in page.text
    retour = client.post(
        adresse,
        {"source": designation, "debut": 0, "fin": 32, "vers": "enonce", "quadrant": "faiblesse",
         "texte": "Se déplacer sans voiture reste difficile"},
    )  # fmt: skip
    assert retour.status_code == 302
    element = ElementMoff.objects.get()
    preuve = element.preuves.get()
    assert preuve.passage.texte == "Sans voiture on ne va nulle part"
    assert preuve.texte == ""
    page = client.get(url("entretien", entretien.reference)).text
    assert "<mark>Sans voiture on ne va nulle part</mark>" in page
    assert "Se déplacer sans voiture reste difficile" in page
    panneau = client.get(url("matrice"), {"element": element.reference}).text
    assert "Sans voiture on ne va nulle part" in panneau
    lien = url("passage_direct", preuve.passage.reference)
    assert lien in panneau
    assert client.get(lien).url.endswith(f"#passage-{preuve.passage.reference}")


@pytest.mark.django_db
def test_a_passage_supports_or_contradicts(client, url, diagnostic, entretien, reponse):
    element = f.make_element(diagnostic, texte="Le bus dessert bien la vallée")
    adresse = url("passage", entretien.reference)
    saisie = {"source": f"reponse-{reponse.reference}", "extrait": "Le bus passe à midi",
              "vers": "appui", "element": element.reference, "sens": "contredit"}  # fmt: skip
    assert client.post(adresse, saisie).status_code == 302
    assert Preuve.objects.get().sens == "contredit"
    assert client.post(adresse, saisie).status_code == 422  # the same twice
    assert Passage.objects.count() == 1
    assert "contredit" in client.get(url("entretien", entretien.reference)).text


@pytest.mark.django_db
def test_a_need_and_a_relation(client, url, diagnostic, entretien, reponse):
    diagnostic.acteurs.add(entretien.acteur)
    adresse = url("passage", entretien.reference)
    commun = {"source": f"reponse-{reponse.reference}", "extrait": "Le bus passe à midi"}
    client.post(adresse, {**commun, "vers": "besoin", "texte": "Un bus le matin", "qui": "Actifs"})
    client.post(
        adresse,
        {**commun, "vers": "relation", "nom_a": "le garage", "nature": "oriente", "nom_b": "CCAS"},
    )
    besoin, relation = Besoin.objects.get(), RelationSignalee.objects.get()
    assert besoin.passage == relation.passage
    assert relation.acteur_a == entretien.acteur
    assert relation.acteur_b is None
    assert "Le bus passe à midi" in client.get(url("besoins")).text
    assert "oriente des personnes vers" in client.get(url("relations"), {"q": "ccas"}).text
    page = client.get(url("entretien", entretien.reference)).text
    assert "Un bus le matin" in page
    # withdrawn, then back
    client.post(url("besoin_retirer", besoin.reference), {"retire": "oui"})
    assert "Un bus le matin" not in client.get(url("besoins")).text
    assert "Un bus le matin" in client.get(url("besoins"), {"retires": "oui"}).text
    client.post(url("besoin_retirer", besoin.reference), {"retire": "non"})
    assert "Un bus le matin" in client.get(url("besoins")).text


@pytest.mark.django_db
def test_filters_and_conflict_of_needs(client, url, diagnostic):
    theme = f.make_thematique("mobilite")
    besoin = Besoin.objects.create(diagnostic=diagnostic, texte="Un bus", thematique=theme)
    Besoin.objects.create(diagnostic=diagnostic, texte="Une crèche")
    page = client.get(url("besoins"), {"theme": "mobilite"}).text
    assert "Un bus" in page
    assert "Une crèche" not in page
    adresse = url("besoin", besoin.reference)
    assert client.post(adresse, {"texte": "Deux bus", "version": "1"}).status_code == 302
    reponse = client.post(adresse, {"texte": "Trois bus", "version": "1"})
    assert reponse.status_code == 409
    assert "Trois bus" in reponse.text
    assert "Deux bus" in reponse.text


@pytest.mark.django_db
def test_a_passage_whose_words_are_gone_is_said_to_have_changed(client, url, entretien, reponse):
    passage = f.make_passage(reponse, "Le bus passe à midi")
    Besoin.objects.create(diagnostic=entretien.diagnostic, texte="Un bus", passage=passage)
    reponse.texte = "Il n’y a plus de bus."
    reponse.save()
    page = client.get(url("entretien", entretien.reference)).text
    assert "passage modifié depuis" in page
    assert "Le bus passe à midi" in page
    ligne = lire_contenu(entretien)[-1]
    assert ligne.egares == [passage]


@pytest.mark.django_db
def test_refused_words_are_not_copied_into_what_others_read(client, url, entretien):
    mots = f.make_verbatim(entretien, "Le maire ne vient jamais nous voir", consentement="refuse")
    adresse = url("passage", entretien.reference)
    designation = f"verbatim-{mots.reference}"
    page = client.get(adresse, {"source": designation, "debut": 0, "fin": 34}).text
    assert "ne peuvent pas être cités" in page
    assert "Le maire ne vient jamais nous voir</textarea>" not in page
    commun = {"source": designation, "debut": 0, "fin": 34}
    for vers, saisie in (
        ("enonce", {"quadrant": "faiblesse", "texte": "Le maire ne vient jamais"}),
        ("besoin", {"texte": "Que le maire ne vient jamais nous voir change"}),
        ("relation", {"nom_a": "A", "nom_b": "B", "nature": "tension",
                      "precision": "le maire ne vient jamais"}),
    ):  # fmt: skip
        refus = client.post(adresse, {**commun, "vers": vers, **saisie})
        assert refus.status_code == 422, vers
        assert "refusé d’être citée" in refus.text
    assert not Passage.objects.exists()
    dit = {"quadrant": "faiblesse", "texte": "La commune est peu présente"}
    assert client.post(adresse, {**commun, "vers": "enonce", **dit}).status_code == 302


@pytest.mark.django_db
def test_a_passage_is_forgotten_only_when_nothing_rests_on_it(client, url, entretien, reponse):
    passage = f.make_passage(reponse, "Le bus passe à midi")
    besoin = Besoin.objects.create(diagnostic=entretien.diagnostic, texte="Un bus", passage=passage)
    adresse = url("passage_oublier", entretien.reference, passage.reference)
    client.post(adresse)
    assert Passage.objects.exists()
    besoin.delete()
    client.post(adresse)
    assert not Passage.objects.exists()


@pytest.mark.django_db
def test_offsets_count_characters_beyond_the_basic_plane(client, url, entretien):
    reponse = f.make_reponse(entretien, "😀 Le bus passe à midi")
    adresse = url("passage", entretien.reference)
    page = client.get(
        adresse, {"source": f"reponse-{reponse.reference}", "debut": 2, "fin": 8, "vers": "besoin"}
    )
    assert '<blockquote class="n-mots n-texte">Le bus</blockquote>' in page.text
