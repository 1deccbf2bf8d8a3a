"""Each role × each screen and action; other organisations get 404, visitors the login page."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from diagnostics.models import ElementMoff, Entretien
from diagnostics.services.phases import empreinte_phases
from tests import fabriques as f

pytestmark = pytest.mark.django_db

ROLES = ("pilote", "agent", "accompagnateur", "elu", "structure", "participant", "lecteur")
EQUIPE = ("pilote", "agent", "accompagnateur")
PROPOSENT = (*EQUIPE, "structure", "participant")


class Scene:
    """A démarche with one person per role, an outsider and an operator."""

    def __init__(self):
        self.gens = {"pilote": f.make_utilisateur()}
        self.diagnostic = f.make_diagnostic(self.gens["pilote"])
        for role in ROLES[1:]:
            self.gens[role] = f.make_membre(self.diagnostic, role=role)
        self.gens["etranger"] = f.make_utilisateur()
        f.make_organisation(self.gens["etranger"])
        self.gens["operateur"] = f.make_utilisateur(is_superuser=True, is_staff=True)
        self.element = f.make_element(self.diagnostic, texte="Énoncé de départ")
        self.autre = f.make_element(self.diagnostic, texte="Un autre")
        self.preuve = f.make_preuve(self.element)
        self.retire = f.make_element(self.diagnostic, etat="retire")
        self.fusionne = f.make_element(self.diagnostic, etat="fusionne", fusionne_dans=self.element)
        self.source = f.make_entretien(self.diagnostic, nature="visite")
        self.entretien = f.make_entretien(self.diagnostic)
        self.acteur = f.make_acteur()
        self.membre = self.diagnostic.membres.get(utilisateur=self.gens["lecteur"])

    def url(self, nom, *suite):
        return reverse(f"diagnostics:{nom}", args=[self.diagnostic.reference, *suite])


@pytest.fixture
def scene():
    return Scene()


LECTURES = {  # screen → roles that may open it
    "fiche": ROLES,
    "matrice": ROLES,
    "matrice_etat": ROLES,
    "apercu": ROLES,
    "acteurs": ROLES,
    "membres": ROLES,
    "sources": (*EQUIPE, "lecteur"),
    "entretien": (*EQUIPE, "lecteur"),
    "suggestions": EQUIPE,
    "reglages": ("pilote",),
}
ECRITURES = {  # action → (roles that may do it, data)
    "ajouter": (PROPOSENT, {"quadrant": "force", "texte": "Neuf"}),
    "voix": (PROPOSENT, {"soutien": "oui"}),
    "deplacer": (EQUIPE, {"quadrant": "menace"}),
    "modifier": (EQUIPE, {"texte": "Autrement", "version": "1"}),
    "retirer": (EQUIPE, {}),
    "retablir": (EQUIPE, {}),
    "fusionner": (EQUIPE, {"texte": "Réunis"}),
    "separer": (EQUIPE, {}),
    "restaurer": (EQUIPE, {"version": "1"}),
    "rattacher": (EQUIPE, {"nature": "source", "texte": "Rapport"}),
    "detacher": (EQUIPE, {}),
    "acteurs": (EQUIPE, {"present": "oui"}),
    "sources": (EQUIPE, {"titre": "Visite", "nature": "visite"}),
    "source": (
        EQUIPE,
        {"titre": "Renommé", "nature": "visite", "version": "1"},
    ),
    "supprimer_source": (EQUIPE, {}),
    "membres": (("pilote",), {"email": "x@exemple.example", "role": "elu"}),
    "membre_role": (("pilote",), {"role": "elu"}),
    "membre_retirer": (("pilote",), {}),
    "reglages": (("pilote",), {"titre": "Neuf", "statut": "en_cours", "version": "1"}),
    "phases": (("pilote",), {"phases-TOTAL_FORMS": "0", "phases-INITIAL_FORMS": "0"}),
    "visibilite": (("pilote",), {"v-visibilite": "public"}),
    "archive": (("pilote",), {}),
}
SUR_UN_ELEMENT = {
    "voix",
    "deplacer",
    "modifier",
    "retirer",
    "fusionner",
    "restaurer",
    "rattacher",
    "detacher",
}


def _adresse(scene, nom):
    if nom in SUR_UN_ELEMENT:
        return scene.url(nom, scene.element.reference)
    if nom == "retablir":
        return scene.url(nom, scene.retire.reference)
    if nom == "separer":
        return scene.url(nom, scene.fusionne.reference)
    if nom == "entretien":
        return scene.url(nom, scene.entretien.reference)
    if nom in {"source", "supprimer_source"}:
        return scene.url(nom, scene.source.reference)
    return scene.url(nom)


def _donnees(scene, nom, donnees):
    plus = {
        "fusionner": {"doublons": scene.autre.reference},
        "detacher": {"preuve": scene.preuve.pk},
        "acteurs": {"acteur": scene.acteur.reference},
        "phases": {"empreinte": empreinte_phases(diagnostic=scene.diagnostic)},
        "membre_role": {"membre": scene.membre.pk},
        "membre_retirer": {"membre": scene.membre.pk},
    }
    return {**donnees, **plus.get(nom, {})}


@pytest.mark.parametrize("qui", [*ROLES, "etranger", "operateur"])
@pytest.mark.parametrize("nom", LECTURES)
def test_lire(client, scene, nom, qui):
    client.force_login(scene.gens[qui])
    attendu = 200 if qui in {*LECTURES[nom], "operateur"} else 404 if qui == "etranger" else 403
    assert client.get(_adresse(scene, nom)).status_code == attendu


@pytest.mark.parametrize("qui", [*ROLES, "etranger"])
@pytest.mark.parametrize("nom", ECRITURES)
def test_ecrire(client, scene, nom, qui):
    roles, donnees = ECRITURES[nom]
    client.force_login(scene.gens[qui])
    reponse = client.post(_adresse(scene, nom), _donnees(scene, nom, donnees))
    if qui == "etranger":
        assert reponse.status_code == 404
    elif qui in roles:
        assert reponse.status_code == 302
    elif nom == "membre_retirer" and qui == "lecteur":
        assert reponse.status_code == 302  # everyone may leave
    else:
        assert reponse.status_code == 403


@pytest.mark.parametrize("nom", [*LECTURES, *ECRITURES])
def test_sans_connexion_on_va_se_connecter(client, scene, nom):
    reponse = client.get(_adresse(scene, nom))
    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("account_login"))


def test_refuser_ne_change_rien(client, scene):
    client.force_login(scene.gens["elu"])
    for nom, (_, donnees) in ECRITURES.items():
        client.post(_adresse(scene, nom), _donnees(scene, nom, donnees))
    scene.diagnostic.refresh_from_db()
    scene.element.refresh_from_db()
    assert scene.diagnostic.visibilite == "membres"
    assert (scene.element.texte, scene.element.quadrant) == ("Énoncé de départ", "force")
    assert scene.diagnostic.membres.count() == len(ROLES)
    assert scene.diagnostic.elements.actifs().count() == 2
    assert scene.element.preuves.count() == 1
    assert Entretien.objects.count() == 2


def test_rien_ne_s_ecrit_dans_une_demarche_archivee(client, scene):
    scene.diagnostic.statut = "archive"
    scene.diagnostic.save()
    client.force_login(scene.gens["pilote"])
    reponse = client.post(scene.url("ajouter"), {"quadrant": "force", "texte": "Trop tard"})
    assert reponse.status_code == 403
    assert "Démarche archivée" in client.get(scene.url("matrice")).text
    assert client.post(scene.url("archive"), {"action": "ouvrir"}).status_code == 302
    assert (
        client.post(scene.url("ajouter"), {"quadrant": "force", "texte": "À temps"}).status_code
        == 302
    )


def test_un_element_d_une_autre_demarche_est_introuvable(client, scene):
    etranger = f.make_element(f.make_diagnostic())
    client.force_login(scene.gens["pilote"])
    for nom in SUR_UN_ELEMENT:
        reponse = client.post(scene.url(nom, etranger.reference), {"quadrant": "menace"})
        assert reponse.status_code == 404, nom
    assert ElementMoff.objects.get(pk=etranger.pk).quadrant == "force"


def test_un_elu_ne_voit_pas_le_contenu_des_entretiens(client, scene):
    for source in (scene.source, scene.entretien):
        source.compte_rendu = "CONFIDENCE-ENTENDUE"
        source.save()
    client.force_login(scene.gens["elu"])
    for nom in ("fiche", "matrice", "apercu", "acteurs", "membres"):
        page = client.get(scene.url(nom)).text
        assert "CONFIDENCE-ENTENDUE" not in page
        assert scene.url("sources") not in page


@pytest.mark.parametrize("volet", ["", "historique"])
def test_un_elu_ne_lit_pas_les_citations_des_entretiens(client, scene, volet):
    scene.entretien.titre = "ENTRETIEN-AVEC-QUI"
    scene.entretien.save()
    f.make_preuve(scene.element, "entretien", entretien=scene.entretien, texte="CITATION-CONFIEE")
    f.make_preuve(scene.element, "acteur", acteur=scene.acteur, texte="Dit par la structure")
    adresse = f"{scene.url('matrice')}?element={scene.element.reference}&volet={volet}"
    client.force_login(scene.gens["elu"])
    page = client.get(adresse).text
    assert "ENTRETIEN-AVEC-QUI" not in page
    assert "CITATION-CONFIEE" not in page
    assert "Entretien mené pendant la démarche" in page
    assert "Dit par la structure" in page
    client.force_login(scene.gens["lecteur"])
    assert "CITATION-CONFIEE" in client.get(adresse).text


def test_seuls_les_pilotes_voient_les_adresses(client, scene):
    adresse = scene.gens["agent"].email
    client.force_login(scene.gens["pilote"])
    assert adresse in client.get(scene.url("membres")).text
    client.force_login(scene.gens["lecteur"])
    assert adresse not in client.get(scene.url("membres")).text


def test_les_operateurs_confient_une_demarche_sans_lire_les_entretiens(client, scene):
    for source in (scene.source, scene.entretien):
        source.compte_rendu = "CONFIDENCE-ENTENDUE"
        source.save()
    operateur = scene.gens["operateur"]
    Authenticator.objects.create(user=operateur, type=Authenticator.Type.TOTP, data={})
    client.force_login(operateur)
    liste = client.get(reverse("admin:diagnostics_diagnostic_changelist"))
    assert scene.diagnostic.titre in liste.text
    page = client.get(reverse("admin:diagnostics_diagnostic_change", args=[scene.diagnostic.pk]))
    assert page.status_code == 200
    assert "CONFIDENCE-ENTENDUE" not in page.text
    assert scene.diagnostic.jeton_partage not in page.text
