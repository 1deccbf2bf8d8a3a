"""How the forms of the catalogue are read when two people saved the same thing.

See ``socle.conflits``: these are the fields that are not columns as they are.
"""

from typing import Any

from django import forms

from acteurs.models import Acteur
from socle.conflits import Lecteur

NEUVE = "neuve"


def numero_de(acteur: Acteur | None) -> str:
    """Return what names an entry of the directory in a form: its number, else its reference."""
    return (acteur.siret or acteur.siren or acteur.reference) if acteur else ""


def lecteurs_de(formulaire: forms.BaseForm) -> dict[str, Lecteur]:
    """Return how to read the holder, the logo, what is yes, no or unknown."""
    lecteurs = {
        nom: _oui_non(nom)
        for nom, champ in formulaire.fields.items()
        if isinstance(champ, forms.NullBooleanField)
    }
    return lecteurs | {"porteur_numero": PORTEUR, "logo": LOGO}


def _acteur(cle: Any) -> Acteur | None:
    return Acteur.objects.filter(pk=cle).first() if cle else None


PORTEUR = Lecteur(
    lire=lambda ligne: ligne.porteur_id,
    dire=lambda cle: str(_acteur(cle) or "effacée depuis") if cle else "",
    ecrire=lambda cle: [numero_de(_acteur(cle))],
    saisi=lambda acteur: acteur.pk if acteur else None,
)
LOGO = Lecteur(
    lire=lambda ligne: str(ligne.logo or ""),
    dire=lambda nom: (
        "l’image que vous venez d’envoyer" if nom == NEUVE else "une image" * bool(nom)
    ),
    ecrire=lambda _nom: [""],
    # An image just sent has no name of ours yet.
    saisi=lambda envoi: (
        NEUVE if hasattr(envoi, "read") and not hasattr(envoi, "field") else str(envoi or "")
    ),
)


def _oui_non(nom: str) -> Lecteur:
    return Lecteur(
        lire=lambda ligne: getattr(ligne, nom),
        dire=lambda valeur: {True: "oui", False: "non"}.get(valeur, ""),
        ecrire=lambda valeur: [{True: "true", False: "false"}.get(valeur, "")],
    )
