"""What makes two entries look like one actor."""

import doctest

import pytest

from moderation import ressemblances
from moderation.ressemblances import SEUIL, Apercu, cle_de_nom, cle_de_site, comparer


def apercu(pk=1, nom="regie des quartiers", **champs):
    vides = dict.fromkeys(Apercu._fields, "") | {"id": pk, "nom_seul": nom, "enrichi": True}
    return Apercu(**(vides | {"commune_id": "80016", "origine": "saisie"} | champs))


def test_examples_of_the_keys_hold():
    assert not doctest.testmod(ressemblances).failed


@pytest.mark.parametrize(
    ("autre", "semblables"),
    [
        ({}, True),  # same name, same commune
        ({"nom": "Association regie de quartier".lower()}, True),
        ({"nom": "la fabrique"}, False),
        ({"commune_id": "59350"}, False),  # same name elsewhere: says nothing
        ({"commune_id": "59350", "siren": "775672272"}, True),
        ({"nom": "autre nom", "commune_id": "59350", "rna": "W802003456"}, True),
        ({"nom": "autre nom", "commune_id": "59350", "site_web": "http://regie.example/"}, False),
        ({"nom": "autre nom", "site_web": "http://regie.example/"}, True),
        ({"nom": "autre nom", "contact_public": "Accueil 03 22 84 10 36"}, True),
        ({"siret": "77567227200011"}, False),  # two establishments, each with its SIRET
    ],
)
def test_pairs(autre, semblables):
    un = apercu(
        siren="775672272",
        siret="77567227224553",
        rna="W802003456",
        site_web="https://www.regie.example",
        contact_public="+33 3 22 84 10 36",
    )
    score, raisons = comparer(un, apercu(2, autre.pop("nom", "regie des quartiers"), **autre))
    assert (score >= SEUIL) is semblables, (score, raisons)


def test_establishments_that_only_the_register_wrote_are_not_doubles():
    un = apercu(1, siret="77567227224553", origine="sirene", enrichi=False)
    deux = apercu(2, siret="77567227200011", origine="sirene", enrichi=False)
    assert comparer(un, deux) == (0, [])


def test_a_name_of_empty_words_is_its_own_key_and_shared_hosts_tell_nothing():
    assert cle_de_nom("la cooperative") == "la cooperative"
    assert cle_de_site("https://www.facebook.com/") == ""
    assert cle_de_site("https://www.facebook.com/regie") == "facebook.com/regie"
