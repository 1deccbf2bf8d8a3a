"""What the addresses of the filières are about."""

from typing import Any

from diagnostics.models import FiliereCitee
from filieres.models import (
    BesoinMaillon,
    FichierFiliere,
    Hypothese,
    InvitationFiliere,
    MembreFiliere,
)
from tests.fabriques import (
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_membre_filiere,
    make_position,
)


def objets(organisation: Any, territoire: Any, gens: dict[str, Any]) -> dict[str, list[Any]]:
    """Arguments of the addresses of one filière that only its members read."""
    filiere = make_filiere(gens["pilote"], organisation=organisation, territoire=territoire)
    for role in ("agent", "lecteur", "structure"):
        make_membre_filiere(filiere, gens[role], role)
    maillon = make_maillon(filiere)
    position = make_position(maillon, auteur=gens["structure"])
    besoin = BesoinMaillon.objects.create(maillon=maillon, nature="foncier", texte="Un hangar")
    invitation = InvitationFiliere.objects.create(filiere=filiere, email="invitee@exemple.example")
    par_lien = make_filiere(organisation=organisation, visibilite="lien")
    return {
        "filiere": [filiere.reference],
        "filiere_publique": [
            make_filiere(organisation=organisation, visibilite="public").reference
        ],
        "lien_filiere": [par_lien.jeton],
        "exemple": [make_filiere(exemple=True).code],
        "fichier_filiere": [
            filiere.reference,
            FichierFiliere.objects.create(filiere=filiere, audience="membres").reference,
        ],
        "hypothese_filiere": [
            filiere.reference,
            Hypothese.objects.create(filiere=filiere, nom="Essai").reference,
        ],
        "maillon": [filiere.reference, maillon.reference],
        "invitation_filiere": [invitation.jeton],
        "invitation_filiere_geree": [filiere.reference, invitation.reference],
        "version_filiere": [filiere.reference, "maillon", maillon.history.latest().pk],
        "filiere_positions": [filiere.reference, "positions"],
        "filiere_publique_csv": [
            make_filiere(organisation=organisation, visibilite="public").reference,
            "flux",
            "csv",
        ],
        "chaine": [filiere.reference, maillon.chaine.reference],
        "besoin_maillon": [filiere.reference, besoin.reference],
        "gisement": [filiere.reference, make_gisement(filiere).reference],
        "flux": [filiere.reference, make_flux(maillon).reference],
        "position": [filiere.reference, position.reference],
    }


def membre() -> dict[str, Any]:
    """What to post about the member of this filière who only reads it."""
    lecteur = MembreFiliere.objects.get(role="lecteur")
    return {"membre": lecteur.pk, "role": "agent"}


def publique(diagnostic: Any) -> str:
    """Reference of a filière everybody reads, for a démarche to cite."""
    return make_filiere(organisation=diagnostic.organisation, visibilite="public").reference


def citee(diagnostic: Any) -> list[Any]:
    """Arguments of the address of a filière the démarche cites."""
    filiere = make_filiere(organisation=diagnostic.organisation)
    cite = FiliereCitee.objects.create(diagnostic=diagnostic, filiere=filiere)
    return [diagnostic.reference, cite.reference]
