"""A session, its people and its notes, in one call each."""

from itertools import count

from diagnostics.services.seance import conduite, notes, participants
from tests import fabriques as f

_cles = count(1)


def make_seance(etape="recueil", diagnostic=None, **champs):
    """A session of the matrix at a step."""
    pilote = champs.pop("par", None) or (diagnostic and diagnostic.pilote) or f.make_utilisateur()
    diagnostic = diagnostic or f.make_diagnostic(pilote)
    seance = conduite.creer_seance(
        diagnostic=diagnostic, champs={"titre": "Atelier", **champs}, par=pilote
    )
    return conduite.passer_a(seance=seance, etape=etape, par=pilote)


def make_participant(seance, genre="ess", **champs):
    """Somebody with a phone."""
    champs.setdefault("pseudonyme", f"Personne {next(_cles)}")
    return participants.rejoindre(seance=seance, genre=genre, **champs)


def make_note(participant, texte="", case="force", **champs):
    """A note."""
    n = next(_cles)
    return notes.ecrire(
        participant=participant, case=case, texte=texte or f"Note {n}", cle=f"cle-{n:06d}", **champs
    )


def aller(seance, etape):
    """Take the session to a step and return it fresh."""
    conduite.passer_a(seance=seance, etape=etape, par=seance.animatrice)
    seance.refresh_from_db()
    return seance


def code_de(erreur):
    """Return the code of the refusal that ``pytest.raises`` caught."""
    return erreur.value.error_list[0].code
