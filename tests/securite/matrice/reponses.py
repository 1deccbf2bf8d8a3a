"""The shape of a line of the table, and the rows of answers many addresses share."""

from typing import NamedTuple


class Acces(NamedTuple):
    """One line of the table."""

    objet: str
    reponses: str
    methode: str = "get"
    saisie: str = ""


TOUT_LE_MONDE = "ok ok ok ok ok ok ok"
CONNECTES = "L ok ok ok ok ok ok"
PERSONNE = "404 404 404 404 404 404 404"
MEMBRES_ORG = "L 404 ok 404 ok ok ok"
ADMINISTRATION_ORG = "L 404 403 404 403 ok ok"
MEMBRES_DEMARCHE = "L 404 ok ok ok ok ok ok ok ok"
ENTRETIENS = "L 404 ok 403 ok ok ok ok 403 403"
"""Who reads what was said in confidence: not the élue, structures, participants."""
CONTACTS = "L 404 ok ok ok ok ok ok 403 403"
DEMANDE = "L 404 403 403 ok ok ok 403 403 403"
"""The pilot, and the agent who asked."""
COMMENTAIRE = "L 404 403 ok ok ok ok ok ok ok"
PROPOSITION = "L 404 403 403 ok ok ok ok ok ok"
CONTRIBUTION = "L 404 403 403 ok ok ok ok 403 403"
"""The team of the démarche."""
PILOTAGE = "L 404 403 403 403 ok ok"
ECRITURE_ORG = "L ok 403 403 ok ok 403"
"""Who may write for their own organisation: the stranger does, for theirs; operators have none."""
GESTION_TERRITOIRE = "L 403 403 403 ok ok ok"
FICHIERS_ORG = "L 404 404 404 ok ok ok"
EDITION_ACTEUR = "L 403 403 403 ok ok ok"
RESEAUX_ESS = "L 403 403 403 403 403 ok"
"""Whoever writes for an ESS network, and operators: nobody else in this world does."""
OPERATEURS = "L 403 403 403 403 403 ok"
"""Administrators of ESS networks too; none of them is in this world."""
PLANCHE = "L 404 404 404 ok 404 404"
"""Cards asked for by the agent."""
EVALUATION = "L 404 404 404 404 404 ok"
"""Reviewers of an open evaluation, and operators: nobody else in this world."""
ENTREE = "ok 302 302 302 302 302 302"
"""Pages to get in: who is in already is sent on."""
