"""Reading the list of ESS France, whatever the file holds."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from acteurs.importers import ess_france
from acteurs.importers.tables import FichierRefuse
from tests.acteurs.fichiers_registres import (
    NUMEROS,
    PEU,
    TEXTES,
    ecrire,
    tout,
)

ENTETE_ESS = (
    "SIREN,Nom ou raison sociale de l'entreprise,Famille juridique de l'entreprise,Code postal"
)


def test_ess_france_list_as_it_is_published(tmp_path):
    chemin = ecrire(
        tmp_path,
        f"{ENTETE_ESS}\n923114524,MAM P'TITE ETOILE,Associations,35390\n"
        '5520135,"LE PAVÉ, SCOP",Coopératives,62000\n'
        "552100554,ENTREPRISE,Sociétés commerciales de l'ESS,59000\n"
        "123,FAUX,Associations,59000\n,SANS NUMERO,Associations,59000\n",
    )
    faits, rejets = tout(ess_france, chemin)
    assert [(f.ligne, f.siren, f.commerciale) for f in faits] == [
        (2, "923114524", False),
        (3, "005520135", False),
        (4, "552100554", True),
    ]
    assert [(r.ligne, r.motif.partition("\u00a0")[0]) for r in rejets] == [
        (5, "SIREN invalide"),
        (6, "Ligne sans SIREN"),
    ]


@pytest.mark.parametrize(
    ("entete", "separateur"),
    [("siren", ","), ("Numéro de SIREN", ";"), ("N° SIREN", "\t"), ("SIREN de la structure", ";")],
)
def test_ess_france_list_under_any_usual_header(tmp_path, entete, separateur):
    lignes = [["nom", entete], ["Régie de quartier", "923114524"]]
    texte = "\n".join(separateur.join(ligne) for ligne in lignes)
    for encodage in ("utf-8-sig", "latin-1"):
        faits, _ = tout(ess_france, ecrire(tmp_path, texte.encode(encodage)))
        assert [f.siren for f in faits] == ["923114524"]


def test_ess_france_takes_a_siret_for_want_of_a_siren(tmp_path):
    faits, _ = tout(ess_france, ecrire(tmp_path, "SIRET,Nom\n92311452400018,A\n"))
    assert [f.siren for f in faits] == ["923114524"]


def test_ess_france_without_siren_is_refused_naming_its_headers(tmp_path):
    with pytest.raises(FichierRefuse, match="Nom, Ville"):
        tout(ess_france, ecrire(tmp_path, "Nom,Ville\nA,B\n"))


@PEU
@given(lignes=st.lists(st.tuples(NUMEROS, TEXTES, TEXTES), max_size=12))
def test_ess_france_gives_back_every_siren_in_order(tmp_path, lignes):
    sortie = io.StringIO()
    plume = csv.writer(sortie)
    plume.writerow(["Nom", "SIREN", "Famille"])
    plume.writerows((nom, siren.lstrip("0"), famille) for siren, nom, famille in lignes)
    faits, rejets = tout(ess_france, ecrire(tmp_path, sortie.getvalue().encode()))
    assert [f.siren for f in faits] == [siren for siren, _, _ in lignes]
    assert not rejets


@PEU
@given(octets=st.binary(max_size=400))
def test_ess_france_never_breaks_on_rubbish(tmp_path, octets):
    chemin = ecrire(tmp_path, b"SIREN,Nom\n" + octets)
    try:
        faits, _ = tout(ess_france, chemin)
    except FichierRefuse:
        return
    assert all(luhn.is_valid(f.siren) for f in faits)


def test_ess_france_goes_on_after_a_ten_megabyte_field(tmp_path):
    enorme = "x" * (10 << 20)
    chemin = ecrire(tmp_path, f"SIREN,Nom\n923114524,A\n552100554,{enorme}\n005520135,B\n")
    faits, rejets = tout(ess_france, chemin)
    assert [f.siren for f in faits] == ["923114524", "005520135"]
    assert [r.ligne for r in rejets] == [3]
