"""What happens in a session: nothing lost, nothing doubled, no voice too many, all undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from diagnostics.models import ParticipantSeance, Seance
from diagnostics.services.seance import (
    annulation,
    conduite,
    groupes,
    lecture,
    notes,
    participants,
)
from tests import fabriques as f
from tests.diagnostics.seance.outils import aller, code_de, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db


# ── Joining ─────────────────────────────────────────────────────────────────
def test_rejoindre_et_revenir():
    seance = make_seance()
    lea = make_participant(seance, pseudonyme="  Léa   du  Nord ")
    assert lea.pseudonyme == "Léa du Nord"
    assert participants.par_jeton(reference=seance.reference, jeton=lea.jeton) == lea
    assert lea.jeton not in str(ParticipantSeance.objects.values().get(pk=lea.pk))
    assert participants.par_jeton(reference="autre", jeton=lea.jeton) is None
    assert participants.par_jeton(reference=seance.reference, jeton="") is None
    minuscules = lea.code_retour.lower()
    assert participants.par_code_retour(seance=seance, code=f" {minuscules} ") == lea
    for faux in ("", "1", "1-AAAAAAAA", "999999-AAAAAAAA", "x-y"):
        with pytest.raises(ValidationError):
            participants.par_code_retour(seance=seance, code=faux)
    participants.ecarter(participant=lea)
    assert participants.par_jeton(reference=seance.reference, jeton=lea.jeton) is None


def test_le_lien_se_ferme_et_expire():
    seance = make_seance()
    conduite.regler_lien(seance=seance, acte="fermer")
    with pytest.raises(ValidationError) as erreur:
        make_participant(seance)
    assert code_de(erreur) == "ferme"
    ancien = seance.jeton
    conduite.regler_lien(seance=seance, acte="changer")
    seance.refresh_from_db()
    assert seance.jeton != ancien
    make_participant(seance)
    Seance.objects.filter(pk=seance.pk).update(lien_expire_le=timezone.now() - timedelta(1))
    with pytest.raises(ValidationError):
        make_participant(seance)


def test_un_membre_n_entre_qu_une_fois():
    seance = make_seance()
    compte = f.make_utilisateur()
    un = make_participant(seance, compte=compte)
    assert make_participant(seance, compte=compte) == un


@pytest.mark.parametrize(
    ("champs", "code"), [({"pseudonyme": " "}, "pseudonyme"), ({"genre": "x"}, "genre")]
)
def test_rejoindre_refuse(champs, code):
    with pytest.raises(ValidationError) as erreur:
        make_participant(make_seance(), **champs)
    assert code_de(erreur) == code


# ── Writing ─────────────────────────────────────────────────────────────────
def test_la_meme_note_envoyee_deux_fois():
    seance = make_seance()
    lea = make_participant(seance)
    une = notes.ecrire(participant=lea, case="force", texte="Gare", cle="abcdefgh-1")
    deux = notes.ecrire(participant=lea, case="force", texte="Gare", cle="abcdefgh-1")
    assert une == deux
    assert seance.notes.count() == 1


def test_le_recueil_est_cache_puis_revele():
    seance = make_seance()
    lea = make_participant(seance)
    publique = Seance.objects.get(pk=seance.pk).revision_publique
    make_note(lea)
    seance.refresh_from_db()
    assert seance.revision_publique == publique
    assert seance.revision > publique
    aller(seance, "revelation")
    avant = seance.revision_publique
    make_note(lea)
    seance.refresh_from_db()
    assert seance.revision_publique > avant


def test_hors_du_recueil_seule_une_note_qui_attendait_entre():
    seance = make_seance("preparation")
    lea = make_participant(seance)
    with pytest.raises(ValidationError) as erreur:
        make_note(lea, attendait=True)
    assert code_de(erreur) == "etape"
    aller(seance, "vote")
    with pytest.raises(ValidationError):
        make_note(lea)
    assert make_note(lea, attendait=True).tardive
    aller(seance, "close")
    with pytest.raises(ValidationError) as erreur:
        make_note(lea, attendait=True)
    assert code_de(erreur) == "close"


def test_bornes_des_notes():
    seance = make_seance(notes_par_personne=2)
    lea = make_participant(seance)
    une = make_note(lea)
    make_note(lea)
    with pytest.raises(ValidationError) as erreur:
        make_note(lea)
    assert code_de(erreur) == "maximum"
    notes.retirer(participant=lea, numero=une.numero)
    make_note(lea)
    with pytest.raises(ValidationError) as erreur:
        make_note(make_participant(seance), texte="x" * 401)
    assert code_de(erreur) == "long"
    with pytest.raises(ValidationError) as erreur:
        make_note(make_participant(seance), case="ailleurs")
    assert code_de(erreur) == "case"


def test_reprendre_et_retirer_sa_note():
    seance = make_seance()
    lea, tom = make_participant(seance), make_participant(seance)
    note = make_note(lea)
    notes.reprendre(participant=lea, numero=note.numero, texte="Mieux dit", case="menace")
    note.refresh_from_db()
    assert (note.texte, note.case) == ("Mieux dit", "menace")
    with pytest.raises(ValidationError):
        notes.reprendre(participant=tom, numero=note.numero, texte="Volé")
    notes.retirer(participant=lea, numero=note.numero)
    notes.retirer(participant=lea, numero=note.numero)
    assert lecture.lire_cartes(seance) == []
    notes.retirer(participant=lea, numero=note.numero, retiree=False)
    assert len(lecture.lire_cartes(seance)) == 1


def test_une_note_reprise_par_le_groupe_ne_change_plus():
    seance = make_seance()
    lea = make_participant(seance)
    une, deux = make_note(lea), make_note(lea)
    aller(seance, "regroupement")
    groupes.regrouper(seance=seance, numeros=[une.numero, deux.numero], par=seance.animatrice)
    with pytest.raises(ValidationError) as erreur:
        notes.retirer(participant=lea, numero=une.numero)
    assert code_de(erreur) == "reprise"


def test_saisie_papier_en_une_fois():
    seance = make_seance("preparation")
    papier = participants.representer(seance=seance, genre="habitant", effectif=4)
    lignes = ["Une", "", "  ", "Deux", "Trois"]
    faites = notes.saisir(voix=papier, case="force", lignes=lignes, cle="saisie-0001")
    assert [n.texte for n in faites] == ["Une", "Deux", "Trois"]
    notes.saisir(voix=papier, case="force", lignes=lignes, cle="saisie-0001")
    assert seance.notes.count() == 3
    assert participants.representer(seance=seance, genre="habitant") == papier


def test_masquer():
    seance = make_seance("revelation")
    note = make_note(make_participant(seance))
    notes.masquer(seance=seance, numero=note.numero, par=seance.animatrice)
    assert lecture.lire_cartes(seance) == []
    assert lecture.lire_cartes(seance, masquees=True)[0].masquee
    annulation.annuler(seance=seance, par=seance.animatrice)
    assert len(lecture.lire_cartes(seance)) == 1


# ── Grouping ────────────────────────────────────────────────────────────────
def _plan(seance):
    return {c.numero: [n.numero for n in c.notes] for c in lecture.lire_cartes(seance)}


def test_regrouper_renommer_detacher_dissoudre(tableau):
    seance, (a, b, c, d, e) = tableau
    par = seance.animatrice
    groupe = groupes.regrouper(seance=seance, numeros=[b, a], par=par)
    assert groupe.texte == "Note 1"
    assert _plan(seance) == {c: [], d: [], e: [], groupe.numero: [a, b]}
    autre = groupes.regrouper(seance=seance, numeros=[c, d], par=par, texte="Ensemble")
    assert autre.texte == "Ensemble"
    tout = groupes.regrouper(seance=seance, numeros=[groupe.numero, autre.numero, e], par=par)
    assert _plan(seance) == {tout.numero: [a, b, c, d, e]}
    groupes.detacher(seance=seance, numero=e, par=par)
    groupes.renommer(seance=seance, numero=tout.numero, texte="Autrement", par=par)
    groupes.dissoudre(seance=seance, numero=tout.numero, par=par)
    assert _plan(seance) == {a: [], b: [], c: [], d: [], e: []}
    for _ in range(6):
        annulation.annuler(seance=seance, par=par)
    assert _plan(seance) == {a: [], b: [], c: [], d: [], e: []}


def test_annuler_rend_l_etat_d_avant(tableau):
    seance, (a, b, c, d, e) = tableau
    par = seance.animatrice
    g = groupes.regrouper(seance=seance, numeros=[a, b], par=par).numero
    groupes.deplacer(seance=seance, numeros=[g, c], case="menace", par=par)
    assert {x.case for x in lecture.lire_cartes(seance) if x.numero in {g, c}} == {"menace"}
    # Taking the notes of a group one by one into another dissolves it; undo brings it back.
    groupes.regrouper(seance=seance, numeros=[d, a], par=par)
    groupes.detacher(seance=seance, numero=b, par=par)
    assert g not in _plan(seance)
    annulation.annuler(seance=seance, par=par)
    annulation.annuler(seance=seance, par=par)
    assert _plan(seance)[g] == [a, b]
    annulation.annuler(seance=seance, par=par)
    assert {x.case for x in lecture.lire_cartes(seance)} == {"force"}
    annulation.annuler(seance=seance, par=par)
    assert _plan(seance) == {a: [], b: [], c: [], d: [], e: []}


def test_annuler_un_changement_d_etape(tableau):
    seance, _ = tableau
    aller(seance, "vote")
    action = annulation.annuler(seance=seance, par=seance.animatrice)
    seance.refresh_from_db()
    assert (action.nature, seance.etape) == ("etape", "regroupement")


@pytest.mark.parametrize("numeros", [[], [1], [1, 1], [1, 999]])
def test_regrouper_refuse(tableau, numeros):
    seance, _ = tableau
    with pytest.raises(ValidationError):
        groupes.regrouper(seance=seance, numeros=numeros, par=seance.animatrice)


def test_ce_qui_a_change_depuis(tableau):
    seance, (a, b, *_) = tableau
    seance.refresh_from_db()
    depuis = seance.revision
    groupe = groupes.regrouper(seance=seance, numeros=[a, b], par=seance.animatrice)
    assert [c.numero for c in lecture.lire_cartes(seance, depuis=depuis)] == [groupe.numero]
    assert sorted(lecture.cartes_disparues(seance, depuis)) == [a, b]
    seance.refresh_from_db()
    depuis = seance.revision
    groupes.detacher(seance=seance, numero=a, par=seance.animatrice)
    assert [c.numero for c in lecture.lire_cartes(seance, depuis=depuis)] == [a, groupe.numero]
