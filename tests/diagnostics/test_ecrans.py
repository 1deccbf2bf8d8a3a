"""The screens around the matrix: lists, settings, phases, members, counts."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.models import Diagnostic, ElementMoff, Voix
from diagnostics.services.phases import empreinte_phases
from territoires.models import Territoire
from tests import fabriques as f

pytestmark = pytest.mark.django_db


# ── List and creation ───────────────────────────────────────────────────────
def test_liste_vide_dit_quoi_faire(client, pilote):
    page = client.get(reverse("diagnostics:liste")).text
    assert "Aucune démarche pour l’instant" in page
    f.make_organisation(pilote)
    assert reverse("diagnostics:creer") in client.get(reverse("diagnostics:liste")).text


def test_liste_range_a_part_les_archivees(client, pilote):
    f.make_diagnostic(pilote, titre="Vivante")
    f.make_diagnostic(pilote, titre="Rangée", statut="archive")
    page = client.get(reverse("diagnostics:liste")).text
    assert page.index("Vivante") < page.index("1\u00a0démarche archivée") < page.index("Rangée")


def test_creer_pas_a_pas(client, pilote):
    organisation = f.make_organisation(pilote)
    territoire = f.make_territoire(f.make_commune(), nom="Vallée de l’Ancre", code="248000747")
    creer = reverse("diagnostics:creer")
    assert "Vallée de l’Ancre" in client.get(creer, {"q": "vallee de l ancre"}).text
    assert "Vallée de l’Ancre" in client.get(creer, {"q": "248000747"}).text
    assert "Aucun territoire ne correspond" in client.get(creer, {"q": "zzz"}).text
    adresse = f"{creer}?territoire={territoire.nature}/{territoire.code}"
    assert client.post(adresse, {"titre": ""}).status_code == 422
    reponse = client.post(
        adresse,
        {"titre": "Mieux manger", "organisation": organisation.pk, "visibilite": "membres"},
    )
    diagnostic = Diagnostic.objects.get()
    assert reponse.url == reverse("diagnostics:membres", args=[diagnostic.reference])
    assert diagnostic.territoire == territoire
    assert diagnostic.phases.count() == 5


def test_creer_sur_une_commune_que_personne_n_avait_adoptee(client, pilote):
    organisation = f.make_organisation(pilote)
    f.make_commune("80300", nom="Beaumont-sur-Ancre", codes_postaux=["80390"])
    creer = reverse("diagnostics:creer")
    page = client.get(creer, {"q": "80390"}).text
    assert "?territoire=commune/80300" in page
    adresse = f"{creer}?territoire=commune/80300"
    assert "Beaumont-sur-Ancre" in client.get(adresse).text
    assert not Territoire.objects.filter(code="80300").exists()
    client.post(
        adresse, {"titre": "Marcher", "organisation": organisation.pk, "visibilite": "membres"}
    )
    territoire = Diagnostic.objects.get().territoire
    assert (territoire.code, territoire.communes.get().pk) == ("80300", "80300")
    assert list(Territoire.objects.adoptes_par(organisation)) == [territoire]


def test_on_ne_cree_pas_au_nom_d_une_autre_organisation(client, pilote):
    f.make_organisation(pilote)
    autre = f.make_organisation()
    territoire = f.make_territoire(f.make_commune())
    adresse = f"{reverse('diagnostics:creer')}?territoire={territoire.nature}/{territoire.code}"
    reponse = client.post(
        adresse, {"titre": "Intrus", "organisation": autre.pk, "visibilite": "membres"}
    )
    assert reponse.status_code == 422
    assert not Diagnostic.objects.exists()


def test_sans_organisation_on_apprend_quoi_faire(client, pilote):
    assert "d’abord une organisation" in client.get(reverse("diagnostics:creer")).text


def test_lecture_seule_dans_l_organisation_ne_cree_pas(client, pilote):
    f.make_organisation(pilote, role="lecteur")
    assert client.get(reverse("diagnostics:creer")).status_code == 403


# ── Counts ──────────────────────────────────────────────────────────────────
def _garnir(diagnostic, nombre):
    acteur = f.make_acteur(type=f.make_type(), commune=f.make_commune())
    diagnostic.acteurs.add(acteur)
    for _ in range(nombre):
        element = f.make_element(
            diagnostic, thematique=f.make_thematique(), auteur=diagnostic.pilote
        )
        f.make_preuve(element, "acteur", acteur=acteur)
        f.make_preuve(element, "entretien", entretien=f.make_entretien(diagnostic, acteur=acteur))
        Voix.objects.create(element=element, utilisateur=f.make_membre(diagnostic))
        diagnostic.acteurs.add(f.make_acteur(type=f.make_type(), commune=f.make_commune()))
        f.make_element(diagnostic, etat="retire")


@pytest.mark.parametrize(
    "nom", ["fiche", "matrice", "apercu", "membres", "sources", "acteurs", "publique"]
)
def test_requetes_constantes(client, pilote, nom):
    comptes = []
    for nombre in (1, 3):
        diagnostic = f.make_diagnostic(pilote, visibilite="public")
        _garnir(diagnostic, nombre)
        cache.clear()
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.get(reverse(f"diagnostics:{nom}", args=[diagnostic.reference]))
        assert reponse.status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


# ── Other screens ───────────────────────────────────────────────────────────
def test_reglages_en_conflit_gardent_la_saisie(client, diagnostic, url):
    Diagnostic.objects.filter(pk=diagnostic.pk).update(version=2)
    reponse = client.post(
        url("reglages"), {"titre": "Ma saisie", "statut": "en_cours", "version": "1"}
    )
    assert reponse.status_code == 409
    assert "Ma saisie" in reponse.text
    assert 'name="version" value="2"' in reponse.text
    client.post(url("reglages"), {"titre": "Ma saisie", "statut": "en_cours", "version": "2"})
    diagnostic.refresh_from_db()
    assert diagnostic.titre == "Ma saisie"


def test_regler_les_phases(client, diagnostic, url):
    phase = diagnostic.phases.get()

    def envoyer(**plus):
        empreinte = empreinte_phases(diagnostic=diagnostic)
        return client.post(url("phases"), {**base, "empreinte": empreinte, **plus})

    base = {
        "phases-TOTAL_FORMS": "1",
        "phases-INITIAL_FORMS": "1",
        "phases-0-id": phase.pk,
        "phases-0-titre": "Diagnostic partagé",
        "phases-0-etat": "fait",
        "phases-0-periode_texte": "avril 2025",
        "phases-0-note": "",
    }
    envoyer(nouvelle="Bilan")
    assert [(p.titre, p.etat) for p in diagnostic.phases.all()] == [
        ("Diagnostic partagé", "fait"),
        ("Bilan", "a_venir"),
    ]
    envoyer(retirer="bilan")
    assert diagnostic.phases.count() == 1
    assert envoyer(**{"phases-0-titre": ""}).status_code == 422


def test_phases_en_conflit_gardent_la_saisie(client, diagnostic, url):
    phase = diagnostic.phases.get()
    page = client.get(url("reglages")).text
    empreinte = re.search(r'name="empreinte" value="(\w+)"', page)[1]
    diagnostic.phases.update(note="Note de la collègue")
    saisie = {
        "phases-TOTAL_FORMS": "1",
        "phases-INITIAL_FORMS": "1",
        "phases-0-id": phase.pk,
        "phases-0-titre": "Diagnostic",
        "phases-0-etat": "fait",
        "phases-0-note": "Ma note",
    }
    reponse = client.post(url("phases"), {**saisie, "empreinte": empreinte})
    assert reponse.status_code == 409
    assert "Note de la collègue" in reponse.text
    assert "Ma note" in reponse.text
    phase.refresh_from_db()
    assert phase.note == "Note de la collègue"
    nouvelle = re.search(r'name="empreinte" value="(\w+)"', reponse.text)[1]
    client.post(url("phases"), {**saisie, "empreinte": nouvelle})
    phase.refresh_from_db()
    assert phase.note == "Ma note"


def test_une_phase_d_une_autre_demarche_ne_se_regle_pas(client, diagnostic, url):
    ailleurs = f.make_diagnostic().phases.get()
    reponse = client.post(
        url("phases"),
        {
            "empreinte": empreinte_phases(diagnostic=diagnostic),
            "phases-TOTAL_FORMS": "1",
            "phases-INITIAL_FORMS": "1",
            "phases-0-id": ailleurs.pk,
            "phases-0-titre": "Détournée",
            "phases-0-etat": "fait",
        },
    )
    assert reponse.status_code in {404, 422}
    ailleurs.refresh_from_db()
    assert ailleurs.titre == "Diagnostic"


def test_visibilite_et_lien(client, diagnostic, url):
    client.post(url("visibilite"), {"v-visibilite": "lien"})
    diagnostic.refresh_from_db()
    jeton = diagnostic.jeton_partage
    assert jeton in client.get(url("reglages")).text
    client.post(url("visibilite"), {"action": "renouveler"})
    diagnostic.refresh_from_db()
    assert diagnostic.jeton_partage != jeton
    client.post(url("visibilite"), {"action": "revoquer"})
    diagnostic.refresh_from_db()
    assert diagnostic.visibilite == "membres"
    assert client.post(url("visibilite"), {"v-visibilite": "toutlemonde"}).status_code == 422


def test_source_en_conflit_garde_la_saisie(client, diagnostic, url):
    source = f.make_entretien(diagnostic, titre="Atelier", compte_rendu="Le leur", version=2)
    reponse = client.post(
        url("source", source.reference),
        {"titre": "Atelier", "nature": "atelier", "compte_rendu": "Le mien", "version": "1"},
    )
    assert reponse.status_code == 409
    assert "Le leur" in reponse.text
    assert "Le mien" in reponse.text


def test_membres_ajout_et_depart(client, diagnostic, url):
    personne = f.make_utilisateur(nom="Élue locale")
    client.post(url("membres"), {"email": personne.email, "role": "elu"})
    membre = diagnostic.membres.get(utilisateur=personne)
    client.post(url("membre_role"), {"membre": membre.pk, "role": "pilote"})
    membre.refresh_from_db()
    assert membre.role == "pilote"
    moi = diagnostic.membres.exclude(pk=membre.pk).get()
    reponse = client.post(url("membre_retirer"), {"membre": moi.pk})
    assert reponse.url == reverse("diagnostics:liste")
    assert client.get(url("fiche")).status_code == 404


def test_fiche_d_une_demarche_neuve(client, diagnostic, url):
    page = client.get(url("fiche")).text
    assert "La matrice attend son premier énoncé" in page
    assert "Aucun acteur pour l’instant" in page
    assert "La question posée" in page


def test_section_du_territoire(client, diagnostic, rf, pilote):
    from territoires.sections import sections_pour

    requete = rf.get("/")
    requete.user = pilote
    requete.organisation = diagnostic.organisation
    section = next(
        s for s in sections_pour(requete, diagnostic.territoire) if s["cle"] == "demarches"
    )
    assert [x.diagnostic for x in section["demarches"]] == [diagnostic]
    assert section["url_creer"].endswith(f"{diagnostic.territoire.code}")


def test_les_textes_saisis_sont_echappes(client, diagnostic, url):
    pointe = '<script>alert("x")</script>'
    element = f.make_element(diagnostic, texte=pointe)
    f.make_preuve(element, texte=pointe)
    Diagnostic.objects.filter(pk=diagnostic.pk).update(titre=pointe, question=pointe)
    for nom in ("fiche", "matrice", "apercu"):
        assert pointe not in client.get(url(nom), {"element": element.reference}).text
    assert ElementMoff.objects.get(pk=element.pk).texte == pointe


def test_enregistrer_les_reglages_ne_rouvre_pas_une_archive(client, diagnostic, url):
    Diagnostic.objects.filter(pk=diagnostic.pk).update(statut="archive")
    assert 'name="statut"' not in client.get(url("reglages")).text
    client.post(url("reglages"), {"titre": "Rangée", "version": "1", "statut": "en_cours"})
    diagnostic.refresh_from_db()
    assert (diagnostic.titre, diagnostic.statut) == ("Rangée", "archive")


def test_on_n_essaie_pas_des_adresses_a_la_chaine(client, diagnostic, url):
    for i in range(40):
        client.post(url("membres"), {"email": f"essai{i}@exemple.example", "role": "elu"})
    personne = f.make_utilisateur()
    reponse = client.post(url("membres"), {"email": personne.email, "role": "elu"})
    assert reponse.status_code == 422
    assert "réessayez dans une heure" in reponse.text
    assert not diagnostic.membres.filter(utilisateur=personne).exists()
