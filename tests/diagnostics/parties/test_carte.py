"""The map page and what one does there: rights, conflicts, undo, constant queries."""

import pytest
from django.core.exceptions import ValidationError

from diagnostics.models import PartiePrenante, SuiviContact
from diagnostics.services import parties, versions_carte
from diagnostics.services.carte_parties import carte_publique, cercles_de, lire_carte
from diagnostics.services.historique_parties import lire_historique_partie
from tests import fabriques as f

pytestmark = pytest.mark.django_db
PERSONNE = "Camille Exemple-Fictif"


def _champs(partie, **autres):
    return {
        "version": partie.version,
        "nom": partie.nom,
        "cercle": partie.cercle.code,
        "role": partie.role,
        "influence": "" if partie.influence is None else partie.influence,
        "interet": "" if partie.interet is None else partie.interet,
        "attitude": partie.attitude,
        "supposee": "on",
        **autres,
    }


def test_les_cinq_cercles_avant_toute_ecriture(client, url, diagnostic):
    page = client.get(url("parties"))
    assert page.status_code == 200
    noms = [c.nom for c in cercles_de(diagnostic)]
    assert noms == [
        "Professionnels", "Partenaires internes", "Partenaires externes", "Acteurs publics", "Usagers",
    ]  # fmt: skip
    assert not diagnostic.cercles.exists(), "reading writes nothing"
    assert "La carte attend sa première partie prenante" in page.content.decode()


def test_ajouter_cree_le_suivi_et_relie_l_acteur_du_meme_nom(client, url, diagnostic):
    acteur = f.make_acteur(nom="Atelier des Lilas")
    reponse = client.post(
        url("partie_ajouter"),
        {"nom": "atelier des lilas", "relier": "on", "cercle": "usagers", "attitude": "moteur",
         "influence": "3", "interet": "4"},
    )  # fmt: skip
    assert reponse.status_code == 302
    partie = PartiePrenante.objects.get()
    assert (partie.acteur, partie.nom, partie.cercle.code) == (
        acteur,
        "Atelier des Lilas",
        "usagers",
    )
    assert (partie.influence, partie.interet, partie.attitude) == (3, 4, "moteur")
    assert partie.suivi.etat == SuiviContact.Etat.A_CONTACTER
    assert diagnostic.cercles.count() == 5


def test_ajouter_sans_nom_dit_quoi_faire(client, url, diagnostic):
    reponse = client.post(url("partie_ajouter"), {"nom": "  ", "cercle": "usagers"})
    assert reponse.status_code == 422
    assert "Nommez la partie prenante." in reponse.content.decode()


def test_meme_nom_meme_cercle_et_meme_origine_ne_font_qu_une(diagnostic):
    a = f.make_partie(diagnostic, nom="La Ruche", origine="note:1")
    assert f.make_partie(diagnostic, nom="la  ruche").pk == a.pk
    assert f.make_partie(diagnostic, cercle="usagers", nom="Autre", origine="note:1").pk == a.pk
    assert f.make_partie(diagnostic, cercle="usagers", nom="La Ruche").pk != a.pk


def test_conflit_montre_les_deux_et_ne_perd_rien(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic, nom="La Ruche")
    perime = _champs(partie, role="Ma version")
    parties.modifier_partie(
        partie=partie, champs={"role": "La version d’une collègue"}, par=pilote, version_attendue=1
    )
    reponse = client.post(url("partie_modifier", partie.reference), perime)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "La version d’une collègue" in page
    assert "Ma version" in page
    assert PartiePrenante.objects.get().role == "La version d’une collègue"
    repris = client.post(url("partie_modifier", partie.reference), {**perime, "version": 2})
    assert repris.status_code == 302
    assert PartiePrenante.objects.get().role == "Ma version"


def test_deplacer_sur_les_cercles_la_grille_et_l_attitude(client, url, diagnostic):
    partie = f.make_partie(diagnostic)
    adresse = url("partie_deplacer", partie.reference)
    client.post(adresse, {"cercle": "usagers"})
    client.post(adresse, {"influence": "4", "interet": "0"})
    client.post(adresse, {"attitude": "oppose"})
    partie.refresh_from_db()
    assert partie.cercle.code == "usagers"
    assert (partie.influence, partie.interet, partie.attitude) == (4, 0, "oppose")
    client.post(adresse, {"influence": "", "interet": ""})
    partie.refresh_from_db()
    assert (partie.influence, partie.interet) == (None, None)


@pytest.mark.parametrize(
    "donnees", [{"influence": "5", "interet": "1"}, {"influence": "x"}, {"cercle": "rien"},
                {"attitude": "bof"}],
)  # fmt: skip
def test_deplacer_refuse_ce_qui_n_existe_pas(client, url, diagnostic, donnees):
    partie = f.make_partie(diagnostic)
    reponse = client.post(url("partie_deplacer", partie.reference), donnees, follow=True)
    assert "est-erreur" in reponse.content.decode()
    partie.refresh_from_db()
    assert (partie.cercle.code, partie.influence, partie.attitude) == ("professionnels", None, "")


def test_retirer_s_annule_et_garde_le_plan_de_contact(client, url, diagnostic):
    partie = f.make_partie(diagnostic, nom="La Ruche")
    page = client.post(url("partie_retirer", partie.reference), follow=True).content.decode()
    assert "n’est plus sur la carte" in page
    assert "Annuler" in page
    assert lire_carte(diagnostic=diagnostic).est_vide
    client.post(url("partie_retablir", partie.reference))
    assert lire_carte(diagnostic=diagnostic).total == 1
    assert SuiviContact.objects.count() == 1


@pytest.mark.parametrize(("role", "voit"), [("elu", True), ("lecteur", True), ("structure", False)])
def test_personnes_et_notes_reservees(client, url, diagnostic, role, voit):
    partie = f.make_partie(diagnostic, referent_nom=PERSONNE, notes="Une note interne", nom="Ruche")
    parties.modifier_partie(
        partie=partie, champs={"notes": "Une autre note"}, par=None, version_attendue=None
    )
    client.force_login(f.make_membre(diagnostic, role=role))
    pages = [
        client.get(url("parties") + f"?partie={partie.reference}"),
        client.get(url("parties") + f"?partie={partie.reference}&volet=historique"),
    ]
    textes = " ".join(p.content.decode() for p in pages)
    assert "Ruche" in textes
    assert (PERSONNE in textes) is voit
    assert ("Une note interne" in textes) is voit


@pytest.mark.parametrize("fmt", ["svg", "csv", "json"])
def test_exports_sans_personne_sauf_demande_autorisee(client, url, diagnostic, fmt):
    f.make_partie(
        diagnostic, nom="=CMD()", referent_nom=PERSONNE, notes="Secret", attitude="moteur"
    )
    nu = client.get(url("parties_export", fmt)).content.decode()
    assert PERSONNE not in nu
    assert "Secret" not in nu
    complet = client.get(url("parties_export", fmt) + "?contacts=1").content.decode()
    assert (PERSONNE in complet) is (fmt != "svg")
    client.force_login(f.make_membre(diagnostic, role="participant"))
    assert client.get(url("parties_export", fmt) + "?contacts=1").status_code == 403
    if fmt == "csv":
        assert "'=CMD()" in nu


def test_kumu_lie_par_identifiants_uniques(client, url, diagnostic):
    f.make_partie(diagnostic, nom="Même nom", influence=3)
    f.make_partie(diagnostic, "usagers", nom="Même nom")
    graphe = client.get(url("parties_export", "json")).json()
    ids = [e["id"] for e in graphe["elements"]]
    assert len(ids) == len(set(ids)) == 1 + 5 + 2
    assert all(e["label"] and e["type"] for e in graphe["elements"])
    assert {x for c in graphe["connections"] for x in (c["from"], c["to"])} <= set(ids)
    assert {c["direction"] for c in graphe["connections"]} <= {"directed", "undirected", "mutual"}


def test_nombre_de_requetes_constant(client, url, diagnostic, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def compter():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert client.get(url("parties")).status_code == 200
        return len(requetes)

    f.make_partie(diagnostic, acteur=f.make_acteur())
    client.get(url("parties"))
    une = compter()
    for code in ("usagers", "acteurs_publics", "professionnels"):
        f.make_partie(diagnostic, code, acteur=f.make_acteur())
    assert compter() == une


def test_filtres_et_fragment(client, url, diagnostic):
    f.make_partie(diagnostic, nom="Moteuse", attitude="moteur", influence=1, interet=1)
    f.make_partie(diagnostic, nom="Inconnue")
    page = client.get(url("parties") + "?attitude=moteur").content.decode()
    assert "Moteuse" in page
    assert "Inconnue" not in page
    page = client.get(url("parties") + "?a_placer=1&vue=grille").content.decode()
    assert "Inconnue" in page
    assert "Moteuse" not in page
    fragment = client.get(url("parties"), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="carte"')
    assert "<html" not in fragment


# ── Circles ─────────────────────────────────────────────────────────────────
def test_cercles_renommer_ajouter_ordonner_supprimer(client, url, diagnostic):
    adresse = url("cercles")
    assert client.get(adresse).status_code == 200
    client.post(adresse, {"acte": "ajouter", "neuf-nom": "Financeurs", "neuf-question": "Qui ?"})
    client.post(
        adresse,
        {"acte": "renommer", "cercle": "usagers", "c-usagers-nom": "Habitants",
         "c-usagers-question": ""},
    )  # fmt: skip
    client.post(adresse, {"acte": "monter", "cercle": "financeurs"})
    assert [c.nom for c in cercles_de(diagnostic)][-2:] == ["Financeurs", "Habitants"]
    partie = f.make_partie(diagnostic, "financeurs")
    refus = client.post(adresse, {"acte": "supprimer", "cercle": "financeurs"}, follow=True)
    assert "Dites dans quel cercle" in refus.content.decode()
    client.post(adresse, {"acte": "supprimer", "cercle": "financeurs", "vers": "usagers"})
    partie.refresh_from_db()
    assert partie.cercle.code == "usagers"
    assert diagnostic.cercles.count() == 5
    double = client.post(adresse, {"acte": "ajouter", "neuf-nom": "habitants"})
    assert double.status_code == 422
    assert client.post(adresse, {"acte": "monter", "cercle": "rien"}).status_code == 404


def test_le_dernier_cercle_reste(diagnostic, pilote):
    parties.trouver_cercle_ecrit(diagnostic, "usagers")
    diagnostic.cercles.exclude(code="usagers").delete()
    with pytest.raises(ValidationError):
        parties.supprimer_cercle(cercle=diagnostic.cercles.get(), vers=None, par=pilote)


# ── Versions, history ───────────────────────────────────────────────────────
def test_version_compare_en_mots(client, url, diagnostic, pilote):
    reste = f.make_partie(diagnostic, nom="Reste", attitude="neutre")
    part = f.make_partie(diagnostic, nom="Part")
    client.post(url("versions_carte"), {"nom": "Avant"})
    version = diagnostic.versions_carte.get()
    assert PERSONNE not in str(version.contenu)
    parties.retirer_partie(partie=part, par=pilote)
    f.make_partie(diagnostic, "usagers", nom="Arrive")
    parties.changer_de_cercle(partie=reste, cercle="usagers", par=pilote)
    parties.prendre_attitude(partie=reste, attitude="moteur", par=pilote)
    parties.placer(partie=reste, influence=4, interet=2, par=pilote)
    ecart = versions_carte.comparer(
        versions_carte.lire_version(version), lire_carte(diagnostic=diagnostic)
    )
    assert [x.nom for x in ecart.arrivees] == ["Arrive"]
    assert [x.nom for x in ecart.departs] == ["Part"]
    assert [(c.avant, c.apres) for c in ecart.cercles] == [("Professionnels", "Usagers")]
    assert [(c.avant, c.apres) for c in ecart.attitudes] == [("Neutre", "Moteur")]
    assert len(ecart.positions) == 1
    page = client.get(url("version_carte", version.reference)).content.decode()
    assert "Neutre → Moteur" in page
    assert page.count('<svg class="pp-dessin') == 2
    client.post(url("version_carte_effacer", version.reference))
    assert not diagnostic.versions_carte.exists()


def test_historique_et_retour(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic, nom="La Ruche", notes="Première")
    parties.modifier_partie(
        partie=partie, champs={"nom": "La Ruche II", "notes": "Deuxième"}, par=pilote,
        version_attendue=None,
    )  # fmt: skip
    vu = lire_historique_partie(partie=PartiePrenante.objects.get(), contacts=True)
    assert [c.titre for c in vu] == ["Modification", "Ajout"]
    assert ("Notes", "Première", "Deuxième") in [(e.champ, e.avant, e.apres) for e in vu[0].ecarts]
    client.post(url("partie_restaurer", partie.reference), {"version": vu[1].version_id})
    partie.refresh_from_db()
    assert (partie.nom, partie.notes) == ("La Ruche", "Première")


def test_depuis_les_acteurs(client, url, diagnostic):
    choisi, laisse = f.make_acteur(nom="Choisi"), f.make_acteur(nom="Laissé")
    diagnostic.acteurs.add(choisi, laisse)
    client.post(url("parties_acteurs"), {f"cercle-{choisi.reference}": "usagers"})
    assert [p.acteur for p in PartiePrenante.objects.all()] == [choisi]
    page = client.get(url("parties_acteurs")).content.decode()
    assert "Laissé" in page
    assert "Choisi" not in page.split("<main")[1].split("<h1")[1][500:]


def test_edition_publique_sans_position_ni_acteur_non_publie(diagnostic):
    f.make_partie(diagnostic, nom="Libre", attitude="oppose", influence=4, interet=4)
    f.make_partie(diagnostic, acteur=f.make_acteur(nom="Brouillon", statut="propose"), nom="")
    publique = carte_publique(lire_carte(diagnostic=diagnostic))
    assert [(x.nom, x.attitude, x.influence) for x in publique.lignes] == [("Libre", "", None)]


# ── What interviews tell ────────────────────────────────────────────────────
def test_suggestions_des_entretiens_reservees(client, url, diagnostic):
    from diagnostics.models import RelationSignalee

    connue = f.make_acteur(nom="Connue")
    f.make_partie(diagnostic, acteur=connue, nom="")
    RelationSignalee.objects.create(
        diagnostic=diagnostic, acteur_a=connue, nom_a="Connue", nom_b="Épicerie du coin"
    )
    f.make_entretien(diagnostic, acteur=f.make_acteur(nom="Rencontrée"))
    page = client.get(url("parties_acteurs")).content.decode()
    assert "Épicerie du coin" in page
    assert "Rencontrée" in page
    assert ">Connue" not in page
    cle = page.split('" value="Épicerie du coin"')[0].rsplit('name="nom-', 1)[1]
    client.post(
        url("parties_acteurs"), {f"cercle-{cle}": "usagers", f"nom-{cle}": "Épicerie du coin"}
    )
    partie = PartiePrenante.objects.get(nom="Épicerie du coin")
    assert partie.origine.startswith("relation:")
    assert "Épicerie du coin" not in client.get(url("parties_acteurs")).content.decode()


@pytest.mark.parametrize(
    ("statut", "avant", "propose"),
    [
        ("planifie", "a_contacter", "rendez_vous"),
        ("realise", "contacte", "rencontre"),
        ("realise", "engage", None),
        ("planifie", "sans_suite", None),
    ],
)
def test_un_entretien_propose_d_avancer_le_contact(client, url, diagnostic, statut, avant, propose):
    from diagnostics.services.contacts import changer_etat

    acteur = f.make_acteur(nom="La Ruche")
    partie = f.make_partie(diagnostic, acteur=acteur, nom="")
    changer_etat(partie=partie, etat=avant, par=None)
    f.make_entretien(diagnostic, acteur=acteur, statut=statut, date="2026-05-04")
    for adresse in (url("contacts"), url("contact", partie.reference)):
        page = client.get(adresse).content.decode()
        assert ("Passer à" in page) is bool(propose)
        if propose:
            assert f'name="etat" value="{propose}"' in page
    client.force_login(f.make_membre(diagnostic, role="elu"))
    assert "Passer à" not in client.get(url("contacts")).content.decode()
