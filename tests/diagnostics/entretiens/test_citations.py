"""What people agreed to rules what leaves the interview's page: markers planted everywhere."""

from itertools import product

import pytest
from django.urls import reverse

from diagnostics.models import Anonymat, Consentement, Entretien, PersonneRencontree
from diagnostics.services.citations import citer, nommer_entretien
from diagnostics.services.passages import en_preuve
from rapports.models import Rapport
from rapports.services.contenu import assemble_content
from tests import fabriques as f

pytestmark = pytest.mark.django_db
MEMBRES, PUBLIQUE = Rapport.Audience.MEMBRES, Rapport.Audience.PUBLIQUE


def _planter(diagnostic, *, consentement, anonymat, mots=True):
    """An interview whose every field is a marker, and a statement that rests on its words."""
    acteur = f.make_acteur(nom="ACTEUR-MARQUE")
    entretien = f.make_entretien(
        diagnostic, titre="TITRE-MARQUE", acteur=acteur, date_texte="DATE-MARQUE",
        lieu="LIEU-MARQUE", consentement="non_demande" if mots else consentement,
        anonymat=Anonymat.NOMINATIF if mots else anonymat,
    )  # fmt: skip
    PersonneRencontree.objects.create(entretien=entretien, nom="PERSONNE-MARQUE")
    if mots:
        source = f.make_verbatim(
            entretien, "PAROLE-MARQUE", consentement=consentement, anonymat=anonymat
        )
    else:
        source = f.make_reponse(entretien, "PAROLE-MARQUE")
    element = f.make_element(diagnostic, texte="Un énoncé")
    return en_preuve(
        passage=f.make_passage(source), element=element, sens="appuie", par=diagnostic.pilote
    )


@pytest.mark.parametrize(
    ("consentement", "anonymat", "mots"),
    list(product(Consentement.values, Anonymat.values, [True, False])),
)
def test_members_report_keeps_to_what_was_agreed(diagnostic, consentement, anonymat, mots):
    _planter(diagnostic, consentement=consentement, anonymat=anonymat, mots=mots)
    appuis = repr(assemble_content(diagnostic, audience=MEMBRES).appuis)
    citable = consentement in {"oral", "ecrit"}
    assert ("PAROLE-MARQUE" in appuis) is citable
    assert ("TITRE-MARQUE" in appuis) is (anonymat == "nominatif")
    assert ("DATE-MARQUE" in appuis) is (anonymat == "nominatif")
    assert ("ACTEUR-MARQUE" in appuis) is (anonymat == "structure")
    tout = repr(assemble_content(diagnostic, audience=MEMBRES))
    assert "PERSONNE-MARQUE" not in tout
    assert "LIEU-MARQUE" not in tout
    if not mots and anonymat == "anonyme":
        assert "TITRE-MARQUE" not in tout
        assert "DATE-MARQUE" not in tout


@pytest.mark.parametrize(
    ("consentement", "anonymat"), list(product(Consentement.values, Anonymat.values))
)
def test_public_report_quotes_and_names_no_interview(diagnostic, consentement, anonymat):
    _planter(diagnostic, consentement=consentement, anonymat=anonymat)
    assert "MARQUE" not in repr(assemble_content(diagnostic, audience=PUBLIQUE))


def test_public_page_and_pages_of_others_hold_no_word(client, diagnostic):
    _planter(diagnostic, consentement="ecrit", anonymat="nominatif")
    type(diagnostic).objects.filter(pk=diagnostic.pk).update(visibilite="public")
    element = diagnostic.elements.get()
    for role in ("elu", "structure", "participant"):
        client.force_login(f.make_membre(diagnostic, role=role))
        for adresse in (
            reverse("diagnostics:matrice", args=[diagnostic.reference])
            + f"?element={element.reference}",
            reverse("diagnostics:fiche", args=[diagnostic.reference]),
            reverse("diagnostics:publique", args=[diagnostic.reference]),
        ):
            page = client.get(adresse).text
            assert "PAROLE-MARQUE" not in page, (role, adresse)
            assert "TITRE-MARQUE" not in page, (role, adresse)
            assert "PERSONNE-MARQUE" not in page, (role, adresse)


def test_members_see_everything_on_the_interviews_page(client, pilote, diagnostic):
    preuve = _planter(diagnostic, consentement="refuse", anonymat="anonyme")
    page = client.get(
        reverse("diagnostics:entretien", args=[diagnostic.reference, preuve.entretien.reference])
    ).text
    assert "PAROLE-MARQUE" in page
    assert "PERSONNE-MARQUE" in page
    assert "Ne pas citer" in page


def test_export_holds_neither_names_of_people_nor_refused_words(client, diagnostic, url):
    preuve = _planter(diagnostic, consentement="refuse", anonymat="anonyme")
    f.make_verbatim(preuve.entretien, "=PAROLE-PERMISE", consentement="oral")
    tableau = client.get(url("entretiens_export"))
    texte = tableau.content.decode("utf-8-sig")
    assert "PAROLE-MARQUE" not in texte
    assert "PERSONNE-MARQUE" not in texte
    assert "'=PAROLE-PERMISE" in texte  # never a formula
    Entretien.objects.update(consentement="refuse")
    texte = client.get(url("entretiens_export")).content.decode("utf-8-sig")
    assert "PAROLE" not in texte
    assert "(ne pas citer)" in texte


def test_a_quote_written_by_hand_follows_the_interviews_refusal(diagnostic):
    entretien = f.make_entretien(diagnostic)
    preuve = f.make_preuve(
        f.make_element(diagnostic), "entretien", entretien=entretien, texte="À LA MAIN"
    )
    assert citer(preuve) == (entretien.titre, "À LA MAIN")
    entretien.consentement = "refuse"
    assert citer(preuve)[1] == ""


def test_names_without_an_actor(diagnostic):
    entretien = f.make_entretien(diagnostic, titre="Chez Une Personne", anonymat="structure")
    assert nommer_entretien(entretien) == "Entretien mené pendant la démarche"
    entretien.anonymat = "nominatif"
    assert nommer_entretien(entretien) == "Chez Une Personne"
    assert nommer_entretien(entretien, "anonyme") == "Une personne entendue pendant la démarche"


def test_planned_and_cancelled_interviews_are_not_counted_as_heard(diagnostic):
    f.make_entretien(diagnostic)
    f.make_entretien(diagnostic, statut="planifie")
    f.make_entretien(diagnostic, statut="annule")
    assert [c.nombre for c in assemble_content(diagnostic, audience=PUBLIQUE).ecoutes] == [1]
