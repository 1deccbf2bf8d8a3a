"""The screens without JavaScript: every form, the state in the address, 304, conflicts, counts."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.models import Diagnostic, ElementMoff, Voix
from diagnostics.services.elements import modifier
from diagnostics.services.phases import empreinte_phases
from territoires.models import Territoire
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilote(client):
    pilote = f.make_utilisateur(nom="Pilote")
    client.force_login(pilote)
    return pilote


@pytest.fixture
def diagnostic(pilote):
    return f.make_diagnostic(pilote)


@pytest.fixture
def url(diagnostic):
    def adresse(nom, *suite):
        return reverse(f"diagnostics:{nom}", args=[diagnostic.reference, *suite])

    return adresse


def _sans_jetons(html):
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


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


# ── Matrix without JavaScript ───────────────────────────────────────────────
def test_ecrire_soutenir_etayer_deplacer(client, diagnostic, url, pilote):
    theme = f.make_thematique("mobilite")
    etat = "?theme=mobilite&tri=voix"
    reponse = client.post(
        url("ajouter") + etat,
        {"quadrant": "force", "texte": "Une gare", "thematique": theme.pk},
        follow=True,
    )
    assert reponse.redirect_chain[0][0] == url("matrice") + etat + "#ajout-force"
    assert "Ajouté dans les Forces." in reponse.text
    element = diagnostic.elements.get()
    reponse = client.post(url("voix", element.reference), {"soutien": "oui"}, follow=True)
    assert 'aria-pressed="true"' in reponse.text
    reponse = client.post(
        url("rattacher", element.reference),
        {"nature": "source", "texte": "Horaires 2026", "url": "https://exemple.fr/"},
        follow=True,
    )
    assert "Horaires 2026" in reponse.text
    assert "Sans preuve" not in re.sub(r"<form.*?</form>", "", reponse.text, flags=re.DOTALL)
    client.post(url("deplacer", element.reference), {"quadrant": "opportunite"})
    element.refresh_from_db()
    assert element.quadrant == "opportunite"
    assert element.voix.get().utilisateur == pilote


def test_ajout_refuse_garde_la_saisie(client, diagnostic, url):
    f.make_element(diagnostic, texte="Une gare", quadrant="menace")
    reponse = client.post(url("ajouter"), {"quadrant": "menace", "texte": "Une Gare"})
    assert reponse.status_code == 422
    page = unescape(reponse.text)
    assert 'value="Une Gare"' in page
    assert "figure déjà dans les Menaces" in page
    assert page.count("figure déjà") == 1


def test_filtres_dans_l_adresse(client, diagnostic, url):
    f.make_element(diagnostic, texte="Avec thème", thematique=f.make_thematique("mobilite"))
    f.make_preuve(f.make_element(diagnostic, texte="Avec preuve"))
    page = client.get(url("matrice"), {"theme": "mobilite"}).text
    assert "Avec thème" in page
    assert "Avec preuve" not in page
    page = client.get(url("matrice"), {"sans_preuve": "1"}).text
    assert "Avec preuve" not in page
    page = client.get(url("matrice"), {"theme": "inconnu", "volet": "zzz", "element": "zzz"}).text
    assert "Rien ici avec ces filtres" in page


def test_retirer_s_annule(client, diagnostic, url):
    element = f.make_element(diagnostic, texte="Fragile")
    reponse = client.post(url("retirer", element.reference), follow=True)
    assert "Annuler le retrait" in reponse.text
    client.post(url("retablir", element.reference))
    assert diagnostic.elements.actifs().get() == element


def test_conflit_montre_les_deux_textes(client, diagnostic, url, pilote):
    collegue = f.make_membre(diagnostic, f.make_utilisateur(nom="Collègue"))
    element = f.make_element(diagnostic, texte="Départ")
    modifier(element=element, texte="Le sien", thematique=None, par=collegue, version_attendue=1)
    reponse = client.post(url("modifier", element.reference), {"texte": "Le mien", "version": "1"})
    assert reponse.status_code == 409
    page = reponse.text
    assert "Le sien" in page
    assert "Le mien" in page
    assert "Le sien Le mien" in page
    assert "Collègue l’a enregistré" in page
    element.refresh_from_db()
    assert element.texte == "Le sien"
    client.post(
        url("modifier", element.reference), {"texte": "Le sien, et le mien", "version": "2"}
    )
    element.refresh_from_db()
    assert element.texte == "Le sien, et le mien"


def test_reformulation_refusee_garde_la_saisie(client, diagnostic, url):
    element = f.make_element(diagnostic, texte="Départ")
    reponse = client.post(url("modifier", element.reference), {"texte": "é" * 401, "version": "1"})
    assert reponse.status_code == 422
    assert "é" * 401 in reponse.text
    element.refresh_from_db()
    assert element.texte == "Départ"


def test_reunir_puis_separer(client, diagnostic, url):
    cible = f.make_element(diagnostic, texte="Se déplacer sans voiture")
    double = f.make_element(diagnostic, texte="Se déplacer sans auto, sans voiture")
    page = client.get(url("matrice"), {"element": cible.reference, "volet": "fusion"}).text
    assert "Ceux qui lui ressemblent" in page
    assert client.post(url("fusionner", cible.reference), {"texte": "x"}).status_code == 422
    reponse = client.post(
        url("fusionner", cible.reference),
        {"texte": "Sans voiture", "doublons": [double.reference]},
        follow=True,
    )
    assert "Énoncés réunis ici" in reponse.text
    client.post(url("separer", double.reference))
    assert diagnostic.elements.actifs().count() == 2


def test_historique_et_restauration(client, diagnostic, url, pilote):
    element = f.make_element(diagnostic, texte="Départ")
    modifier(element=element, texte="Arrivée", thematique=None, par=pilote, version_attendue=1)
    page = client.get(url("matrice"), {"element": element.reference, "volet": "historique"}).text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(url("restaurer", element.reference), {"version": version})
    element.refresh_from_db()
    assert element.texte == "Départ"


def test_preuve_par_acteur_trouve_ou_departage(client, diagnostic, url):
    element = f.make_element(diagnostic)
    un = f.make_acteur(nom="Épicerie du Val")
    f.make_acteur(nom="Épicerie du Mont")
    adresse = url("rattacher", element.reference)
    reponse = client.post(adresse, {"nature": "acteur", "acteur": "epicerie"})
    assert reponse.status_code == 422
    assert "choisissez dans la liste" in reponse.text
    assert 'value="epicerie"' in reponse.text
    assert client.post(adresse, {"nature": "acteur", "acteur": "personne"}).status_code == 422
    client.post(adresse, {"nature": "acteur", "acteur": "epicerie", "acteur_choisi": un.reference})
    assert element.preuves.get().acteur == un
    suggestions = client.get(url("suggestions"), {"q": "epic"}).json()["acteurs"]
    assert {a["nom"] for a in suggestions} == {"Épicerie du Val", "Épicerie du Mont"}


def test_un_acteur_cache_ne_se_propose_pas(client, diagnostic, url):
    f.make_acteur(nom="Épicerie secrète", statut="propose", organisation=f.make_organisation())
    assert client.get(url("suggestions"), {"q": "epicerie"}).json() == {"acteurs": []}


# ── Refresh: cheap when nothing changed ─────────────────────────────────────
def test_304_tant_que_rien_ne_change(client, diagnostic, url, pilote):
    element = f.make_element(diagnostic)
    etag = client.get(url("matrice_etat"))["ETag"]

    def lire():
        return client.get(url("matrice_etat"), headers={"If-None-Match": etag})

    assert lire().status_code == 304
    assert lire().content == b""
    Voix.objects.create(element=element, utilisateur=f.make_utilisateur())
    reponse = lire()
    assert reponse.status_code == 200
    assert reponse["ETag"] != etag
    assert 'id="atelier"' in reponse.text
    assert "<html" not in reponse.text


def test_l_etiquette_de_la_page_vaut_pour_la_releve(client, diagnostic, url):
    f.make_element(diagnostic)
    page = unescape(client.get(url("matrice"), {"theme": "x"}).text)
    etag = re.search(r'data-etag="("[^"]+")"', page)[1]
    reponse = client.get(url("matrice_etat"), {"theme": "x"}, headers={"If-None-Match": etag})
    assert reponse.status_code == 304


def test_l_etiquette_depend_de_qui_lit_et_des_filtres(client, diagnostic, url):
    premiere = client.get(url("matrice_etat"))["ETag"]
    assert client.get(url("matrice_etat"), {"tri": "voix"})["ETag"] != premiere
    client.force_login(f.make_membre(diagnostic, role="lecteur"))
    assert client.get(url("matrice_etat"))["ETag"] != premiere


def test_la_releve_coute_peu(client, diagnostic, url, django_assert_max_num_queries):
    for _ in range(3):
        f.make_preuve(f.make_element(diagnostic))
    etag = client.get(url("matrice_etat"))["ETag"]
    with django_assert_max_num_queries(7):
        client.get(url("matrice_etat"), headers={"If-None-Match": etag})


@pytest.mark.parametrize("volet", ["", "modifier", "preuve", "fusion", "historique"])
def test_le_fragment_egale_la_page_rechargee(client, diagnostic, url, volet):
    element = f.make_element(diagnostic)
    f.make_preuve(element)
    etat = {"element": element.reference, "volet": volet}
    fragment = client.get(url("matrice"), etat, headers={"HX-Request": "true"})
    assert "HX-Request" in fragment["Vary"]
    assert "<html" not in fragment.text
    page = _sans_jetons(client.get(url("matrice"), etat).text)
    assert _sans_jetons(fragment.text).strip() in page


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
