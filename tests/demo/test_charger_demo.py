"""The demonstration: complete, idempotent, faithful to its own files."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from acteurs.models import Acteur, Thematique, TypeActeur
from comptes.models import Utilisateur
from demo.acces import DOMAINE
from demo.chargement import comptes_de_demo, lire
from diagnostics.models import Diagnostic, ElementMoff, Voix
from filieres.calculs.analyse import analyser
from filieres.lectures import lire_reseau
from filieres.models import Filiere
from plateformes.models import Plateforme
from tests.fabriques import make_commune, make_territoire

COMMUNES = {
    "80016": "Albert",
    "80523": "Méaulte",
    "80620": "Péronne",
    "80003": "Acheux-en-Amiénois",
    "59298": "Hellemmes",
    "59350": "Lille",
    "59355": "Lomme",
}


@pytest.fixture
def ground(db):
    communes = [make_commune(code, nom=nom) for code, nom in COMMUNES.items()]
    make_territoire(*communes[:2], nature="epci", code="248000747", nom="CC du Pays du Coquelicot")
    make_territoire(*communes, nature="region", code="32", nom="Hauts-de-France")
    codes_themes, codes_types = set(), set()
    for nom in ("coquelicot", "hellemmes"):
        recit = lire(nom)
        codes_themes |= {e["thematique"] for e in recit["moff"]}
        for acteur in recit["acteurs"]:
            codes_themes |= set(acteur["thematiques"])
            codes_types |= {acteur.get("type"), acteur.get("sous_type")} - {None}
    for code in codes_themes:
        Thematique.objects.get_or_create(code=code, libelle=code)
    for code in codes_types:
        TypeActeur.objects.get_or_create(code=code, libelle=code, groupe="autre", ess="oui")


def charger():
    sortie = StringIO()
    call_command("charger_demo", stdout=sortie)
    return sortie.getvalue()


def test_needs_the_official_code_first(db):
    with pytest.raises(CommandError, match="importer_cog"):
        charger()


def test_two_processes_with_their_whole_matrix(ground):
    charger()
    coquelicot = Diagnostic.objects.get(code_demo="coquelicot")
    hellemmes = Diagnostic.objects.get(code_demo="hellemmes")
    assert (coquelicot.statut, hellemmes.statut) == ("termine", "en_cours")
    assert coquelicot.elements.count() == len(lire("coquelicot")["moff"]) >= 20
    assert hellemmes.elements.count() == len(lire("hellemmes")["moff"]) >= 16
    for diagnostic in (coquelicot, hellemmes):
        assert set(diagnostic.elements.values_list("quadrant", flat=True)) == {
            "force",
            "faiblesse",
            "opportunite",
            "menace",
        }
    sans_preuve = coquelicot.elements.filter(preuves=None)
    assert sans_preuve.count() == 6
    assert coquelicot.acteurs.count() == 15
    assert coquelicot.acteurs.places().count() == 8


def test_votes_match_the_file_one_per_person(ground):
    charger()
    attendues = sum(
        sum(lire("complements")[n]["voix"].values()) for n in ("coquelicot", "hellemmes")
    )
    assert Voix.objects.filter(participant=None).count() == attendues


def test_second_run_changes_nothing_and_keeps_edits(ground):
    charger()
    element = ElementMoff.objects.first()
    element.texte = "Réécrit par une utilisatrice"
    element.save()
    avant = (Acteur.objects.count(), Utilisateur.objects.count(), ElementMoff.objects.count())
    assert "rien à faire" in charger()
    element.refresh_from_db()
    assert element.texte == "Réécrit par une utilisatrice"
    assert avant == (
        Acteur.objects.count(),
        Utilisateur.objects.count(),
        ElementMoff.objects.count(),
    )


def test_one_account_per_role_can_sign_in(ground, client):
    charger()
    roles = set()
    for email, _ in comptes_de_demo():
        compte = Utilisateur.objects.get(email=email)
        assert compte.check_password("terreau-demo-2026")
        roles |= set(compte.participations.values_list("role", flat=True))
    assert roles == {"pilote", "agent", "lecteur", "elu"}


def test_every_evidence_names_an_existing_code(ground):
    complements = lire("complements")
    for nom in ("coquelicot", "hellemmes"):
        recit, plus = lire(nom), complements[nom]
        connus = {
            "acteur": {a["code"] for a in recit["acteurs"]},
            "entretien": {a["code"] for a in recit["ateliers"]}
            | {d["code"] for d in plus["documents"]},
            "indicateur": {i["code"] for i in plus["indicateurs"]},
        }
        for preuves in plus["preuves"].values():
            for preuve in preuves:
                for nature, codes in connus.items():
                    if nature in preuve:
                        assert preuve[nature] in codes


def test_files_hold_no_lorem_ipsum_and_no_real_address():
    for nom in ("coquelicot", "hellemmes", "complements"):
        texte = yaml.safe_dump(lire(nom), allow_unicode=True)
        assert "lorem" not in texte.lower()
        assert "@" not in texte.replace(DOMAINE, "")


def test_conversations_are_marked_as_examples_and_send_nothing(ground, mailoutbox):
    from diagnostics.models import Abonnement, Avis, Commentaire, Mention

    charger()
    for nom in ("coquelicot", "hellemmes"):
        commentaires = Commentaire.objects.filter(diagnostic__code_demo=nom)
        assert commentaires.exists(), nom
        assert all(c.texte.startswith("(Exemple)") for c in commentaires)
    assert Mention.objects.exists()
    assert Abonnement.objects.filter(cible_type="").exists()
    assert not Avis.objects.exists()
    assert not mailoutbox


def test_a_filiere_shows_gaps_and_says_that_it_is_invented(ground):
    charger()
    charger()
    filiere = Filiere.objects.get(code="demo-reemploi-coquelicot")
    assert "inventé" in filiere.nom
    assert "ne disent rien du territoire réel" in filiere.contexte
    analyse = analyser(lire_reseau(filiere))
    codes = {c.code for c in analyse.constats}
    assert {"manquant", "goulot", "dependance", "besoin", "valeur"} <= codes
    assert {"quantite-inconnue", "capacite-inconnue", "unites-melees"} <= {
        i.code for i in analyse.incoherences
    }
    assert all("fictive" in p.nom or "fictif" in p.nom for p in lire_reseau(filiere).positions)


def test_the_catalogue_has_a_full_invented_entry(ground):
    charger()
    fiche = Plateforme.objects.get(code="le-grand-partage")
    assert "inventé" in fiche.description
    assert fiche.est_publique
    assert fiche.usages.filter(valide=True).count() == 2
    assert fiche.changements_publics.exists()
    assert fiche.evaluations.filter(statut="rendue").exists()
    assert fiche.propositions.filter(etat="attente").exists()
