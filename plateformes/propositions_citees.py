"""Platforms a report names, entered once as proposals with their source and its year.

Networks then decide: nothing here says that they belong to the solidarity economy. A code already
in the catalogue is left as it is, whatever became of its entry.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from acteurs.models import Thematique
from plateformes.models import Chiffre, Plateforme, Proposition
from plateformes.services.fiches import create_plateforme
from socle.referentiels import Bilan, ReferentielInvalide, lire_yaml

FICHIER = Path(__file__).with_name("referentiels") / "villes_moyennes.yaml"
MESSAGE = (
    "Plateforme citée par une étude de {annee}. À vérifier avant de publier : existe-t-elle encore, "
    "relève-t-elle de l’économie solidaire ?"
)


@transaction.atomic
def charger_citees() -> Bilan:
    """Enter the platforms that are missing.

    Raises:
        ReferentielInvalide: a code is repeated or a theme unknown; nothing is then written.
    """
    contenu = lire_yaml(FICHIER)
    fiches = contenu["plateformes"]
    codes = [fiche["code"] for fiche in fiches]
    if len(set(codes)) < len(codes):
        raise ReferentielInvalide("villes_moyennes.yaml : un code est répété")
    connues = set(Plateforme.objects.filter(code__in=codes).values_list("code", flat=True))
    themes = Thematique.objects.in_bulk()
    for fiche in fiches:
        if fiche["code"] not in connues:
            _entrer(fiche, themes, contenu["source"], contenu["annee"])
    return Bilan(crees=len(codes) - len(connues), inchanges=len(connues))


def _entrer(fiche: dict[str, Any], themes: dict[Any, Thematique], source: str, annee: int) -> None:
    if inconnus := [t for t in fiche["thematiques"] if t not in themes]:
        raise ReferentielInvalide(f"villes_moyennes.yaml, « {fiche['code']} » : {inconnus} inconnu")
    plateforme = create_plateforme(
        code=fiche["code"],
        champs={
            "nom": fiche["nom"],
            "accroche": f"{fiche['usage']}.",
            "description": decrire(fiche, annee),
            "besoins_texte": fiche["usage"],
            "site": fiche.get("url", ""),
            "national": fiche.get("pays") == "France" and fiche.get("echelle") == "nationale",
            "annee_creation": fiche.get("lancement"),
            "source": source,
            "source_annee": annee,
        },
        listes={"thematiques": [themes[t] for t in fiche["thematiques"]]},
        statut=Plateforme.Statut.PROPOSEE,
        confirme=True,
        raison="Citée par une étude",
    )
    Proposition.objects.create(
        plateforme=plateforme,
        nature=Proposition.Nature.NOUVELLE,
        origine=Proposition.Origine.RESEAU,
        message=MESSAGE.format(annee=annee),
        version_base=plateforme.version,
    )
    Chiffre.objects.bulk_create(
        Chiffre(
            plateforme=plateforme,
            grandeur=chiffre["grandeur"],
            libelle=" ".join(filter(None, [chiffre["libelle"], _precision(chiffre)])),
            valeur=chiffre["valeur"],
            unite=chiffre["unite"],
            date=date(chiffre.get("annee", annee), 1, 1),
            source=f"{source}, {annee}",
        )
        for chiffre in fiche.get("chiffres", ())
    )


def _precision(chiffre: dict[str, Any]) -> str:
    return f"({chiffre['precision']})" if chiffre.get("precision") else ""


def decrire(fiche: dict[str, Any], annee: int) -> str:
    """Return what the report says of it, and nothing more."""
    phrases = [f"Usage cité : {fiche['usage'][0].lower()}{fiche['usage'][1:]}."]
    if fiche.get("pays"):
        phrases.append(f"Pays cité : {fiche['pays']}.")
    if fiche.get("echelle"):
        phrases.append(f"Échelle : {fiche['echelle']}.")
    if fiche.get("partenaires"):
        phrases.append(f"Partenaires cités : {', '.join(fiche['partenaires'])}.")
    return " ".join(phrases) + f" Informations de {annee}, à vérifier."
