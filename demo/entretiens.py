"""Interviews of the demonstration: grids, preparation, answers, what was made of them."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from acteurs.models import Acteur, Thematique
from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, Entretien, Reponse, Verbatim, VersionGrille
from diagnostics.services import entretiens, grilles, passages, preparation, saisie
from socle.texte import normaliser


def load_entretiens(
    *, diagnostic: Diagnostic, recit: dict[str, Any], acteurs: dict[str, Acteur], par: Utilisateur
) -> int:
    """Create the interviews of a story and return how many; nothing when grids are there already."""
    if diagnostic.grilles.exists():
        return 0
    versions: dict[str, VersionGrille] = {}
    for code in recit["grilles"]:
        grille = grilles.creer_grille(diagnostic=diagnostic, par=par, modele=code)
        versions[code] = grilles.publier_version(grille=grille, par=par)
    preparation.modifier_preparation(
        diagnostic=diagnostic, champs=recit["preparation"], par=par, version_attendue=None
    )
    for fiche in recit["rencontres"]:
        preparation.prevoir_rencontre(
            diagnostic=diagnostic,
            champs={**fiche, "acteur": acteurs.get(fiche.get("acteur", "")), "enqueteur": par},
            par=par,
        )
    menes = {
        fiche["code"]: _entretien(fiche, diagnostic, acteurs, versions, par)
        for fiche in recit["entretiens"]
    }
    for fiche in recit["passages"]:
        _passage(fiche, menes[fiche["entretien"]], par)
    return len(menes)


def _entretien(
    fiche: dict[str, Any],
    diagnostic: Diagnostic,
    acteurs: dict[str, Acteur],
    versions: dict[str, VersionGrille],
    par: Utilisateur,
) -> Entretien:
    acteur = acteurs[fiche["acteur"]]
    suffixe = " (exemple)" if fiche.get("illustratif") else ""
    a_venir = "dans" in fiche
    champs = {
        "titre": f"Entretien avec {acteur.nom}{suffixe}"[:200],
        "acteur": acteur,
        "statut": fiche["statut"],
        "date": timezone.localdate() + timedelta(days=fiche["dans"]) if a_venir else None,
        "heure": time(10) if a_venir else None,
        "date_texte": fiche.get("date_texte", ""),
        "lieu": fiche.get("lieu", ""),
        "grille": versions[fiche["grille"]],
        "consentement": fiche.get("consentement", "non_demande"),
        "anonymat": fiche.get("anonymat", "structure"),
    }
    prevue = diagnostic.rencontres_prevues.filter(acteur=acteur).first()
    entretien = entretiens.planifier(
        diagnostic=diagnostic, champs=champs, enqueteurs=[par], par=par, rencontre=prevue
    )
    questions = list(versions[fiche["grille"]].questions.all())
    for rang, reponse in fiche.get("reponses", {}).items():
        lue = reponse if isinstance(reponse, dict) else {"texte": reponse}
        saisie.enregistrer_reponse(
            entretien=entretien,
            question=questions[rang - 1],
            texte=lue.get("texte", ""),
            valeur=lue.get("valeur", ""),
            envoi=saisie.Envoi(),
            par=par,
        )
    if fiche.get("notes"):
        saisie.enregistrer_reponse(
            entretien=entretien,
            question=None,
            texte=fiche["notes"],
            valeur="",
            envoi=saisie.Envoi(),
            par=par,
        )
    for rang, mots in enumerate(fiche.get("verbatims", ()), 1):
        saisie.enregistrer_verbatim(
            entretien=entretien,
            cle=f"exemple-{rang}",
            texte=mots["texte"],
            champs={
                "consentement": mots["consentement"],
                "anonymat": mots["anonymat"],
                "question": questions[mots["question"] - 1],
            },
            envoi=saisie.Envoi(),
            par=par,
        )
    return entretien


def _source(fiche: dict[str, Any], entretien: Entretien) -> Reponse | Verbatim:
    if "verbatim" in fiche:
        return entretien.verbatims.all()[fiche["verbatim"] - 1]
    assert entretien.grille is not None  # noqa: S101 - every interview of the file follows a grid
    question = entretien.grille.questions.all()[fiche["question"] - 1]
    return entretien.reponses.get(question=question)


def _passage(fiche: dict[str, Any], entretien: Entretien, par: Utilisateur) -> None:
    diagnostic = entretien.diagnostic
    source = _source(fiche, entretien)
    debut, fin = passages.situer(source.texte, debut=None, fin=None, extrait=fiche["extrait"])
    passage = passages.poser_passage(source=source, debut=debut, fin=fin, par=par)
    for sens, cle in (("appuie", "appuie"), ("contredit", "contredit")):
        if cle in fiche:
            element = next(
                e for e in diagnostic.elements.actifs() if e.texte.startswith(fiche[cle])
            )
            passages.en_preuve(passage=passage, element=element, sens=sens, par=par)
    if besoin := fiche.get("besoin"):
        theme = Thematique.objects.get(pk=besoin["thematique"])
        passages.noter_besoin(
            diagnostic=diagnostic,
            champs={"texte": besoin["texte"], "qui": besoin["qui"], "thematique": theme},
            par=par,
            passage=passage,
        )
    if relation := fiche.get("relation"):
        connus = {normaliser(a.nom): a for a in diagnostic.acteurs.all()}
        passages.noter_relation(
            diagnostic=diagnostic,
            champs={
                "nom_a": relation["a"],
                "acteur_a": connus.get(normaliser(relation["a"])),
                "nature": relation["nature"],
                "nom_b": relation["b"],
                "acteur_b": connus.get(normaliser(relation["b"])),
                "precision": relation.get("precision", ""),
            },
            par=par,
            passage=passage,
        )
