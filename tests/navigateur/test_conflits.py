"""Every conflict panel on a dark phone: axe-core finds nothing, nothing overflows, focus goes to it."""

import pytest

from tests.navigateur.visite import TELEPHONE
from tests.serveur import Serveur

ECRANS = {
    "contact": ("contacts/{partie}/", "prochaine_action"),
    "partie": ("parties/?partie={partie}&volet=modifier", "role"),
    "cercle": ("parties/cercles/", "c-{cercle}-nom"),
    "piste": ("pistes/{piste}/modifier/", "description"),
    "enjeu": ("pistes/enjeux/{enjeu}/", "titre"),
    "avis": ("pistes/{piste}/avis/{concerne}/", "compris"),
    "grilles du jeu d’acteurs": ("jeu-d-acteurs/grilles/", "version"),
    "énoncé": ("matrice/?element={element}&volet=modifier", "texte"),
    "entretien": ("entretiens/{entretien}/modifier/", "lieu"),
    "grille": ("entretiens/grilles/{grille}/", "duree"),
    "source": ("sources/{source}/", "compte_rendu"),
    "préparation": ("entretiens/preparation/", "vigilance"),
    "rencontre": ("entretiens/preparation/{rencontre}/", "savoirs"),
    "besoin": ("besoins/{besoin}/", "qui"),
    "réglages": ("reglages/", "resume"),
}
REFUSER = """(champ) => {
  const nommes = (formulaire, nom) => formulaire.querySelector(`[name="${nom}"]`);
  const formulaire = [...document.forms].filter((f) => nommes(f, champ)).at(-1);
  formulaire.querySelector('[name$="version"]').value = "0";
  const texte = nommes(formulaire, champ);
  if (champ !== "version") texte.value = champ === "duree" ? "17" : "Un mot d’ici";
  const envoi = formulaire.querySelector("button[type=submit][name]");
  if (envoi) formulaire.append(Object.assign(document.createElement("input"), {type: "hidden", name: envoi.name, value: envoi.value}));
  HTMLFormElement.prototype.submit.call(formulaire);
}"""
"""Send a form as if it had been opened before everything that was ever saved: nothing is written."""


@pytest.fixture(scope="module")
def reperes(site: Serveur) -> dict[str, str]:
    """References of the demo's objects."""
    lignes = site.manage(
        "shell",
        "-v0",
        "-c",
        "from diagnostics.models import Diagnostic\n"
        "d = Diagnostic.objects.get(code_demo='coquelicot')\n"
        "e = d.entretiens.get(titre__startswith='Entretien avec La Manufacture')\n"
        "r = {'demarche': d, 'partie': d.parties.first(), 'piste': d.pistes.first(),\n"
        "     'enjeu': d.enjeux.first(), 'concerne': d.acteurs_concernes.filter(\n"
        "         nom__startswith='La Manufacture').get(), 'element': d.elements.actifs().first(),\n"
        "     'entretien': e, 'grille': e.grille.grille,\n"
        "     'source': d.entretiens.exclude(nature='entretien').first(),\n"
        "     'rencontre': d.rencontres_prevues.first(), 'besoin': d.besoins.first()}\n"
        "for nom, objet in r.items(): print(nom, objet.reference)\n"
        "print('cercle', d.cercles.first().code)",
    ).splitlines()
    return dict(ligne.split(" ", 1) for ligne in lignes if " " in ligne)


def test_every_panel(visiter, sans_anomalie, reperes):
    visite = visiter(largeur=TELEPHONE, color_scheme="dark")
    visite.se_connecter("agent")
    debut = f"/demarches/{reperes['demarche']}/"
    problemes = []
    for nom, (chemin, champ) in ECRANS.items():
        page = visite.aller(debut + chemin.format(**reperes))
        with page.expect_navigation() as envoi:
            page.evaluate(REFUSER, champ.format(**reperes))
        if envoi.value.status != 409:
            problemes.append(f"{nom}: {envoi.value.status} instead of 409")
            continue
        try:
            sans_anomalie(page)
        except AssertionError as anomalie:
            problemes.append(f"{nom}: {anomalie}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problemes.append(f"{nom}: overflows")
        if not page.evaluate("document.activeElement?.classList.contains('e-conflit')"):
            problemes.append(f"{nom}: focus is not on the panel")
    assert not problemes, "\n\n".join(problemes)
