"""Every screen of a session at every step: axe-core finds nothing, nothing overflows."""

import pytest

from tests.navigateur.visite import BUREAU, TELEPHONE

ECRANS = {
    "1280-clair": {"largeur": BUREAU, "color_scheme": "light"},
    "390-sombre": {"largeur": TELEPHONE, "color_scheme": "dark"},
}
MONDE = """
from comptes.models import Utilisateur
from demo.acces import adresse
from diagnostics.services.seance import conduite, decisions, groupes, notes, participants, voix
from territoires.models import Territoire
from tests import fabriques as f
agent = Utilisateur.objects.get(email=adresse("agent"))
demarche = f.make_diagnostic(agent, territoire=Territoire.objects.first())
print(demarche.reference)
for etape in ("preparation", "recueil", "revelation", "regroupement", "vote", "decision", "close"):
    seance = conduite.creer_seance(diagnostic=demarche, par=agent, champs={
        "titre": f"Séance à l’étape {etape}", "consigne": "Que nous manque-t-il ?",
        "contributions_apres": True})
    gens = [participants.rejoindre(seance=seance, pseudonyme=f"Personne {i}", genre=g)
            for i, g in enumerate(("ess", "collectivite", "habitant"))]
    papier = participants.representer(seance=seance, genre="entreprise", effectif=4)
    if etape != "preparation":
        conduite.passer_a(seance=seance, etape="recueil", par=agent)
        numeros = [notes.ecrire(participant=p, case=c, texte=f"Une gare TGV proche, {c} vue par {p}", cle=f"cle-{c}-{p.numero}").numero
                   for p in gens for c in ("force", "faiblesse", "opportunite", "menace")]
        conduite.passer_a(seance=seance, etape="regroupement", par=agent)
        groupes.regrouper(seance=seance, numeros=[numeros[0], numeros[4]], par=agent)
        notes.masquer(seance=seance, numero=numeros[11], par=agent)
        conduite.passer_a(seance=seance, etape="vote", par=agent)
        for p in gens:
            voix.voter(participant=p, numero=13)
        voix.compter_mains(voix=papier, numero=numeros[1], nombre=3)
        conduite.passer_a(seance=seance, etape="decision", par=agent)
        decisions.decider(seance=seance, numeros=[13], decision="gardee", par=agent)
        decisions.decider(seance=seance, numeros=[numeros[1]], decision="ecartee", motif="Ailleurs", par=agent)
        conduite.passer_a(seance=seance, etape=etape, par=agent)
        if etape != "close":
            conduite.regler_minuteur(seance=seance, acte="lancer", minutes=30)
    seance.refresh_from_db()
    print(etape, seance.reference, seance.jeton, gens[0].jeton)
"""


@pytest.fixture(scope="module")
def monde(site):
    lignes = site.manage("shell", "-v0", "-c", MONDE).strip().splitlines()[-8:]
    return lignes[0], [ligne.split() for ligne in lignes[1:]]


def controler(page, sans_anomalie, problemes, adresse):
    reponse = page.goto(adresse)
    page.wait_for_load_state("load")
    if reponse.status != 200:
        problemes.append(f"{adresse}: {reponse.status}")
        return
    try:
        sans_anomalie(page)
    except AssertionError as anomalie:
        problemes.append(str(anomalie))
    largeur = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if largeur[0] > largeur[1]:
        problemes.append(f"{adresse}: content {largeur[0]} px wide for {largeur[1]}")


@pytest.mark.parametrize("ecran", ECRANS)
def test_ecrans_de_l_animation(visiter, sans_anomalie, monde, ecran):
    demarche, seances = monde
    visite = visiter(**ECRANS[ecran])
    visite.se_connecter("agent")
    base = f"{visite.base}/demarches/{demarche}/"
    problemes: list[str] = []
    for etape, reference, _, _ in seances:
        ici = f"{base}seances/{reference}/"
        suites = ["", "ecran/", "bilan/"]
        suites += {"recueil": ["saisir/", "regler/"], "vote": ["mains/?genre=entreprise"]}.get(
            etape, []
        )
        for suite in suites:
            controler(visite.page, sans_anomalie, problemes, ici + suite)
    for suite in ("seances/", "seances/nouvelle/", "instantanes/", "matrice/?tri=priorite"):
        controler(visite.page, sans_anomalie, problemes, base + suite)
    visite.page.goto(base + "instantanes/")
    visite.page.locator("#avant").select_option(index=1)
    visite.page.get_by_role("button", name="Comparer").click()
    sans_anomalie(visite.page)
    assert not problemes, "\n\n".join(problemes)


@pytest.mark.parametrize("ecran", ECRANS)
def test_ecrans_des_telephones(visiter, sans_anomalie, monde, ecran):
    _, seances = monde
    problemes: list[str] = []
    for etape, reference, jeton, cookie in seances:
        visite = visiter(**ECRANS[ecran])
        base = f"{visite.base}/demarches/seance/"
        if etape == "recueil":
            for suite in ("", f"entrer/{jeton}/", f"{reference}/retour/"):
                controler(visite.page, sans_anomalie, problemes, base + suite)
        visite.contexte.add_cookies(
            [{"name": f"seance-{reference}", "value": cookie, "url": base + reference}]
        )
        controler(visite.page, sans_anomalie, problemes, f"{base}{reference}/")
        if etape == "close":
            controler(visite.page, sans_anomalie, problemes, f"{base}{reference}/apres/")
    assert not problemes, "\n\n".join(problemes)
