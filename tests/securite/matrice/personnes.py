"""People: contacts of organisations, the search for what is held on somebody."""

from tests.securite.matrice.reponses import CONNECTES, ECRITURE_ORG, Acces

TENUE = "L 404 403 404 ok ok ok"
LIGNES: dict[str, Acces] = {
    "acteurs:contacts": Acces("", "L ok ok 403 ok ok ok"),
    "acteurs:contacts_lot": Acces("", CONNECTES, "post"),
    "acteurs:contacts_export": Acces("", ECRITURE_ORG),
    "acteurs:contact_creation": Acces("acteur", ECRITURE_ORG),
    "acteurs:contact_modification": Acces("contact", TENUE),
    "acteurs:contact_acces": Acces("contact", "L 404 ok 404 ok ok ok"),
    "acteurs:contact_prolongation": Acces("contact", TENUE, "post"),
    "acteurs:contact_effacement": Acces("contact", TENUE, "post"),
    "comptes:personnes": Acces("", CONNECTES),
    "comptes:personnes_export": Acces("", CONNECTES),
}
