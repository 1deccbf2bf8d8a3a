"""The matrix without JavaScript: every form, conflicts, fragments, 304."""

import re
from html import unescape

import pytest

from diagnostics.models import Voix
from diagnostics.services.elements import modifier
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _sans_jetons(html):
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


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
    assert "Collègue a enregistré une autre version" in page
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
