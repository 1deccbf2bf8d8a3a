"""Two people save the same form: both are shown, what can be joined is, nothing is lost."""

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.models import Entretien
from diagnostics.services.sources import modifier_source
from socle.conflits import dresser_conflit
from socle.fusion import fusionner_lignes
from socle.modeles import ConflitDEdition
from tests import fabriques as f


class Saisie(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Entretien
        fields = ("nature", "titre", "acteur", "date_texte", "compte_rendu")


LIGNES = st.lists(st.sampled_from("abcd"), max_size=6).map("\n".join)


@settings(deadline=None, max_examples=150)
@given(LIGNES, LIGNES)
def test_one_who_changes_nothing_takes_the_other_s(base, autre):
    assert fusionner_lignes(base, autre, base) == autre
    assert fusionner_lignes(base, base, autre) == autre
    assert fusionner_lignes(base, autre, autre) == autre


@settings(deadline=None, max_examples=150)
@given(LIGNES, LIGNES, LIGNES)
def test_joining_does_not_depend_on_who_comes_first(base, eux, moi):
    assert fusionner_lignes(base, eux, moi) == fusionner_lignes(base, moi, eux)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 99).map(str), min_size=2, max_size=8, unique=True))
def test_changes_far_apart_are_joined(lignes):
    base = "\n".join(["début", *lignes, "fin"])
    eux, moi = base.replace("début", "DÉBUT"), base.replace("fin", "FIN")
    assert fusionner_lignes(base, eux, moi) == "\n".join(["DÉBUT", *lignes, "FIN"])


def test_the_same_line_is_in_dispute():
    assert fusionner_lignes("a\nb\nc", "a\nB\nc", "a\nβ\nc") is None
    assert fusionner_lignes("", "eux", "moi") is None


def refuser(source, par, **saisi):
    """Save ``saisi`` from version 1 as ``par``, be refused, and return the conflict."""
    donnees = QueryDict(mutable=True)
    avant = {"nature": "entretien", "titre": "Au lavoir", "acteur": "", "date_texte": "mars"}
    for cle, valeur in {**avant, "compte_rendu": "un\ndeux\ntrois", **saisi, "version": 1}.items():
        donnees[cle] = str(valeur)
    formulaire = Saisie(donnees, instance=Entretien.objects.get(pk=source.pk))
    assert formulaire.is_valid(), formulaire.errors
    champs = {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}
    with pytest.raises(ConflitDEdition) as refus:
        modifier_source(source=source, champs=champs, par=par, version_attendue=1)
    return dresser_conflit(formulaire=formulaire, actuel=refus.value.actuel)


@pytest.fixture
def source(diagnostic):
    return f.make_entretien(
        diagnostic, titre="Au lavoir", date_texte="mars", compte_rendu="un\ndeux\ntrois"
    )


def enregistrer(source, par, **champs):
    modifier_source(source=source, champs=champs, par=par, version_attendue=None)


@pytest.mark.django_db
def test_what_only_they_changed_is_taken_and_what_only_i_changed_is_kept(source, gens):
    acteur = f.make_acteur(nom="La Fabrique")
    enregistrer(source, gens.agent, acteur=acteur, date_texte="avril")
    conflit = refuser(source, gens.pilote, titre="Au grand lavoir")
    assert conflit.auteur == gens.agent
    assert not conflit.disputes
    assert {c.libelle for c in conflit.repris} == {"Acteur", "Date en toutes lettres"}
    assert conflit.saisie["titre"] == "Au grand lavoir"
    assert conflit.saisie["acteur"] == str(acteur.pk)
    assert conflit.saisie["date_texte"] == "avril"
    assert conflit.saisie["version"] == "2"
    # The rebuilt form saves at once, and holds both changes.
    formulaire = Saisie(conflit.saisie, instance=Entretien.objects.get(pk=source.pk))
    assert formulaire.is_valid(), formulaire.errors


@pytest.mark.django_db
def test_the_same_field_is_shown_before_theirs_and_mine(source, gens):
    enregistrer(source, gens.agent, titre="Au lavoir neuf", nature="visite")
    conflit = refuser(source, gens.pilote, titre="Au grand lavoir", nature="atelier")
    titre = next(c for c in conflit.disputes if c.nom == "titre")
    assert (titre.base, titre.leur, titre.mien) == (
        "Au lavoir",
        "Au lavoir neuf",
        "Au grand lavoir",
    )
    nature = next(c for c in conflit.disputes if c.nom == "nature")
    assert (nature.base, nature.leur, nature.mien) == ("Entretien", "Visite", "Atelier")
    assert conflit.saisie["titre"] == "Au grand lavoir"
    assert ("titre", "Au grand lavoir") in conflit.mienne
    assert "version" not in dict(conflit.mienne)


@pytest.mark.django_db
def test_long_texts_are_joined_line_by_line(source, gens):
    enregistrer(source, gens.agent, compte_rendu="UN\ndeux\ntrois")
    conflit = refuser(source, gens.pilote, compte_rendu="un\r\ndeux\r\nTROIS")
    assert conflit.reunis
    assert not conflit.disputes
    assert conflit.saisie["compte_rendu"] == "UN\ndeux\nTROIS"


@pytest.mark.django_db
def test_without_history_whatever_differs_is_in_dispute(source, gens):
    enregistrer(source, gens.agent, titre="Au lavoir neuf")
    Entretien.history.all().delete()
    conflit = refuser(source, gens.pilote, titre="Au grand lavoir")
    assert [c.nom for c in conflit.disputes] == ["titre"]
    assert conflit.auteur is None


@pytest.mark.django_db
def test_the_settings_page_shows_the_conflict(client, diagnostic, gens, url):
    saisie = {"titre": diagnostic.titre, "statut": "en_cours", "question": "", "version": 1}
    client.post(url("reglages"), {**saisie, "resume": "Le leur"})
    reponse = client.post(url("reglages"), {**saisie, "question": "La mienne ?"})
    assert reponse.status_code == 409
    html = reponse.content.decode()
    assert "Pilote a enregistré une autre version" in html
    # Their summary is taken, my question kept; saving again saves both.
    assert ">\nLe leur</textarea>" in html or "Le leur" in html
    assert 'value="La mienne ?"' in html
    diagnostic.refresh_from_db()
    assert (diagnostic.resume, diagnostic.question) == ("Le leur", "")
