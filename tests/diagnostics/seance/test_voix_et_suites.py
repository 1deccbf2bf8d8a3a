"""Voices, decisions and the end of a session: none too many, none lost, told in the matrix."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from diagnostics.models import ElementMoff, NoteSeance, Voix
from diagnostics.services import elements
from diagnostics.services.fusion import fusionner
from diagnostics.services.instantanes import comparer, photographier
from diagnostics.services.seance import (
    conduite,
    decisions,
    groupes,
    lecture,
    notes,
    participants,
    voix,
)
from tests import fabriques as f
from tests.diagnostics.seance.outils import aller, code_de, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db


# ── Voices ──────────────────────────────────────────────────────────────────
def test_pas_plus_de_n_voix(tableau):
    seance, (a, b, c, *_) = tableau
    conduite.regler_seance(seance=seance, champs={"voix_par_personne": 2}, par=seance.animatrice)
    aller(seance, "vote")
    tom = make_participant(seance)
    assert voix.voter(participant=tom, numero=a) == 1
    assert voix.voter(participant=tom, numero=a) == 1
    assert voix.voter(participant=tom, numero=b) == 0
    with pytest.raises(ValidationError) as erreur:
        voix.voter(participant=tom, numero=c)
    assert code_de(erreur) == "epuisees"
    assert voix.voter(participant=tom, numero=a, soutien=False) == 1
    assert voix.voter(participant=tom, numero=c) == 0
    assert voix.cartes_soutenues(tom) == {b: 1, c: 1}


def test_les_voix_suivent_les_notes_dans_un_groupe(tableau):
    seance, (a, b, c, d, _) = tableau
    par = seance.animatrice
    conduite.regler_seance(seance=seance, champs={"voix_par_personne": 2}, par=par)
    aller(seance, "vote")
    tom = make_participant(seance)
    voix.voter(participant=tom, numero=a)
    voix.voter(participant=tom, numero=b)
    aller(seance, "regroupement")
    g = groupes.regrouper(seance=seance, numeros=[a, b], par=par).numero
    aller(seance, "vote")
    assert voix.cartes_soutenues(tom) == {g: 1}
    assert voix.voter(participant=tom, numero=c) == 0
    # The group is undone: three cards would be one voice too many, the last one is taken back.
    aller(seance, "regroupement")
    groupes.dissoudre(seance=seance, numero=g, par=par)
    aller(seance, "vote")
    assert voix.cartes_soutenues(tom) == {a: 1, b: 1}
    with pytest.raises(ValidationError):
        voix.voter(participant=tom, numero=d)


def test_mains_levees(tableau):
    seance, (a, b, *_) = tableau
    conduite.regler_seance(seance=seance, champs={"voix_par_personne": 1}, par=seance.animatrice)
    aller(seance, "vote")
    mains = participants.representer(seance=seance, genre="habitant", effectif=5)
    voix.compter_mains(voix=mains, numero=a, nombre=4)
    for numero, nombre in ((a, 6), (b, 2)):
        with pytest.raises(ValidationError):
            voix.compter_mains(voix=mains, numero=numero, nombre=nombre)
    voix.compter_mains(voix=mains, numero=b, nombre=1)
    with pytest.raises(ValidationError):
        participants.representer(seance=seance, genre="habitant", effectif=3)
    lues = {c.numero: c.voix for c in lecture.lire_cartes(seance, voix=True)}
    assert (lues[a], lues[b]) == (4, 1)
    voix.compter_mains(voix=mains, numero=a, nombre=0)
    assert lecture.compter(seance).voix == 1


# ── Deciding, ending ────────────────────────────────────────────────────────
def test_ecarter_demande_un_motif(tableau):
    seance, (a, *_) = tableau
    with pytest.raises(ValidationError) as erreur:
        decisions.decider(seance=seance, numeros=[a], decision="ecartee", par=seance.animatrice)
    assert code_de(erreur) == "motif"


def test_une_seance_entiere_arrive_dans_la_matrice():
    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    deja = elements.ajouter(
        diagnostic=diagnostic, quadrant="menace", texte="Fermeture de la ligne", auteur=pilote
    )
    seance = make_seance(diagnostic=diagnostic, par=pilote, voix_par_personne=3)
    ess, elu = make_participant(seance, "ess"), make_participant(seance, "collectivite")
    compte = f.make_utilisateur()
    membre = make_participant(seance, "entreprise", compte=compte)
    a = make_note(ess, "La gare est proche").numero
    b = make_note(elu, "Gare TGV à dix minutes").numero
    c = make_note(membre, "fermeture de la ligne", case="menace").numero
    d = make_note(elu, "Hors sujet").numero
    e = make_note(elu, "Jamais décidé").numero
    aller(seance, "regroupement")
    g = groupes.regrouper(seance=seance, numeros=[a, b], par=pilote, texte="Une gare proche").numero
    aller(seance, "vote")
    for qui in (ess, elu, membre):
        voix.voter(participant=qui, numero=g)
    voix.voter(participant=membre, numero=c)
    aller(seance, "decision")
    lues = {x.numero: x for x in lecture.lire_cartes(seance, voix=True)}
    assert lues[g].priorite.phrase.startswith("3\u00a0voix de toutes les sortes")
    assert lues[c].priorite.ecrite == "0,3"
    decisions.decider(seance=seance, numeros=[g, c], decision="gardee", par=pilote)
    decisions.decider(
        seance=seance, numeros=[d], decision="ecartee", motif="Autre débat", par=pilote
    )
    aller(seance, "close")

    assert seance.source.nature == "atelier"
    assert "Autre débat" in seance.source.compte_rendu
    actifs = {x.texte: x for x in diagnostic.elements.actifs()}
    assert set(actifs) == {"Fermeture de la ligne", "Une gare proche"}
    gare = actifs["Une gare proche"]
    preuve = gare.preuves.get()
    assert (preuve.nature, preuve.entretien) == ("entretien", seance.source)
    assert "Gare TGV à dix minutes" in preuve.texte
    ligne = next(x for x in diagnostic.matrice(utilisateur=compte).lignes() if x.pk == gare.pk)
    assert (ligne.voix, ligne.mienne, ligne.priorite.sortes) == (3, True, 3)
    assert deja.voix.count() == 1
    titres = [i.titre for i in diagnostic.instantanes.order_by("pk")]
    assert titres == ["Avant « Atelier »", "Après « Atelier »"]
    avant, apres = (i.contenu for i in diagnostic.instantanes.order_by("pk"))
    ecart = comparer(avant, apres)
    assert [x.texte for x in ecart.ajoutes] == ["Une gare proche"]
    assert [x.detail for x in ecart.voix] == ["0 → 1 voix"]

    # Opened again, decided otherwise, ended again: nothing is doubled.
    aller(seance, "decision")
    decisions.decider(seance=seance, numeros=[e], decision="gardee", par=pilote)
    decisions.decider(
        seance=seance, numeros=[g], decision="ecartee", motif="Finalement", par=pilote
    )
    aller(seance, "close")
    assert {x.texte for x in diagnostic.elements.actifs()} == {
        "Fermeture de la ligne",
        "Jamais décidé",
    }
    assert diagnostic.entretiens.count() == 1
    decisions_gardees = seance.groupes.get(numero=g)
    assert decisions_gardees.element.etat == ElementMoff.Etat.RETIRE


def test_la_fusion_garde_les_voix_des_seances(diagnostic, pilote):
    seance = make_seance(diagnostic=diagnostic)
    tom = make_participant(seance)
    cible, doublon = f.make_element(diagnostic), f.make_element(diagnostic)
    Voix.objects.create(element=doublon, participant=tom, nombre=3, genre="habitant")
    fusionner(cible=cible, doublons=[doublon], par=pilote)
    assert Voix.objects.get(element=cible).nombre == 3
    assert next(x for x in diagnostic.matrice().lignes() if x.pk == cible.pk).voix == 3


def test_comparer_dit_tout_ce_qui_change(diagnostic, pilote):
    textes = ("Déplacé", "Reformulé", "Retiré", "Gardé", "Doublon")
    crees = {t: f.make_element(diagnostic, texte=t) for t in textes}
    avant = photographier(diagnostic)
    elements.deplacer(element=crees["Déplacé"], quadrant="menace", par=pilote)
    elements.modifier(
        element=crees["Reformulé"],
        texte="Mieux",
        thematique=None,
        par=pilote,
        version_attendue=None,
    )
    elements.retirer(element=crees["Retiré"], par=pilote)
    fusionner(cible=crees["Gardé"], doublons=[crees["Doublon"]], par=pilote)
    f.make_preuve(crees["Gardé"])
    ecart = comparer(avant, photographier(diagnostic))
    assert [x.detail for x in ecart.deplaces] == ["de Forces à Menaces"]
    assert [x.texte for x in ecart.reformules] == ["Mieux"]
    assert [x.texte for x in ecart.retires] == ["Retiré"]
    assert [x.texte for x in ecart.fusionnes] == ["Doublon"]
    assert [x.detail for x in ecart.preuves] == ["0 → 1 preuves"]
    assert (ecart.avant, ecart.apres) == (5, 3)
    assert comparer(avant, avant).est_vide


# ── Timer ───────────────────────────────────────────────────────────────────
def test_minuteur():
    seance = make_seance()

    def reste():
        seance.refresh_from_db()
        return lecture.secondes_restantes(seance, timezone.now())

    conduite.regler_minuteur(seance=seance, acte="lancer", minutes=10)
    assert 595 <= reste() <= 600
    conduite.regler_minuteur(seance=seance, acte="pause")
    assert seance.minuteur_fin
    assert 595 <= reste() <= 600
    assert seance.en_pause
    conduite.regler_minuteur(seance=seance, acte="ajouter", minutes=1)
    conduite.regler_minuteur(seance=seance, acte="reprendre")
    assert 655 <= reste() <= 660
    conduite.regler_minuteur(seance=seance, acte="ajouter", minutes=1)
    assert 715 <= reste() <= 720
    conduite.regler_minuteur(seance=seance, acte="arreter")
    assert reste() is None
    for acte, minutes in (("lancer", 0), ("lancer", 999), ("bof", 1)):
        with pytest.raises(ValidationError):
            conduite.regler_minuteur(seance=seance, acte=acte, minutes=minutes)


def test_lire_les_cartes_en_requetes_constantes(django_assert_num_queries):
    seance = make_seance("revelation")
    lea = make_participant(seance)
    for n in (2, 6):
        ecrites = [make_note(lea) for _ in range(n)]
        groupes.regrouper(
            seance=seance, numeros=[x.numero for x in ecrites[:2]], par=seance.animatrice
        )
        with django_assert_num_queries(4):
            lecture.lire_cartes(seance, voix=True)
    assert NoteSeance.objects.count() == 8


def test_une_seance_par_cercle_remplit_la_carte_des_parties_prenantes():
    seance = make_seance(outil="parties")
    lea = make_participant(seance)
    mairie = make_note(lea, "La mairie", case="acteurs_publics").numero
    doublon = make_note(lea, "Mairie, service jeunesse", case="acteurs_publics").numero
    usagers = make_note(lea, "Les jeunes du collège", case="usagers").numero
    with pytest.raises(ValidationError):
        make_note(lea, case="force")
    aller(seance, "regroupement")
    par = seance.animatrice
    groupe = groupes.regrouper(seance=seance, numeros=[mairie, doublon], par=par).numero
    aller(seance, "decision")
    decisions.decider(seance=seance, numeros=[groupe, usagers], decision="gardee", par=par)
    aller(seance, "close")
    parties = seance.diagnostic.parties.actives
    assert {(p.nom, p.cercle.code) for p in parties()} == {
        ("La mairie", "acteurs_publics"),
        ("Les jeunes du collège", "usagers"),
    }
    aller(seance, "decision")
    decisions.decider(
        seance=seance, numeros=[usagers], decision="ecartee", motif="Trop large", par=par
    )
    aller(seance, "close")
    assert [p.nom for p in parties()] == ["La mairie"]
    assert not seance.diagnostic.elements.exists()


def test_une_reponse_perdue_se_redemande_meme_apres_le_changement_d_etape():
    seance = make_seance()
    lea = make_participant(seance)
    gardee, retiree = make_note(lea).numero, make_note(lea).numero
    notes.reprendre(participant=lea, numero=gardee, texte="Mieux dit", case="menace")
    notes.retirer(participant=lea, numero=retiree)
    aller(seance, "vote")
    voix.voter(participant=lea, numero=gardee)
    aller(seance, "decision")
    # Sent again by a phone that never got the answers: heard in time, and told so.
    notes.reprendre(participant=lea, numero=gardee, texte="Mieux dit", case="menace")
    notes.retirer(participant=lea, numero=retiree)
    assert voix.voter(participant=lea, numero=gardee) == 4
    # Really too late, on the other hand, is refused.
    with pytest.raises(ValidationError):
        voix.voter(participant=lea, numero=gardee, soutien=False)
    with pytest.raises(ValidationError):
        notes.reprendre(participant=lea, numero=gardee, texte="Autrement")
