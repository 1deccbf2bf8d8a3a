"""Load conversations, mentions and follows of a process: fictitious, and they say so.

No mail comes out of it: rows are written as they would be, without what sends.
"""

from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from comptes.models import Utilisateur
from diagnostics.echanges import type_de_cible
from diagnostics.models import Commentaire, Diagnostic, Mention
from diagnostics.services.abonnements import suivre, suivre_de_soi_meme
from diagnostics.services.historique import signer

FICHIER = Path(__file__).parent / "referentiels" / "echanges.yaml"


def load_echanges(
    *, diagnostic: Diagnostic, recit: dict[str, Any], comptes: dict[str, Utilisateur]
) -> int:
    """Load what people say about ``diagnostic``; return the number of comments."""
    donnees = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))[diagnostic.code_demo]
    membres = {m.utilisateur_id for m in diagnostic.membres.all()}
    pilote = diagnostic.pilote
    textes = {e["code"]: e["texte"].rstrip(".").replace("'", "’") for e in recit["moff"]}

    def personne(code: str) -> Any:
        return pilote if code == "PILOTE" else comptes[code]

    nombre = 0
    for conversation in donnees["conversations"]:
        objet = _objet(diagnostic, conversation, textes)
        if objet is None:
            continue
        racine = None
        for remarque in conversation["remarques"]:
            auteur = personne(remarque["par"])
            commentaire = Commentaire(
                diagnostic=diagnostic,
                cible_type=conversation["sur"],
                cible_reference=objet.reference,
                fil=racine,
                auteur=auteur,
                texte=remarque["texte"],
            )
            signer(commentaire, par=auteur, raison="Réponse" if racine else "Commentaire")
            commentaire.save()
            racine = racine or commentaire
            nombre += 1
            appeles = [personne(code) for code in remarque.get("mentions", [])]
            for appele in appeles:
                if appele.pk in membres:
                    Mention.objects.create(commentaire=commentaire, utilisateur=appele)
            suivre_de_soi_meme(
                diagnostic_id=diagnostic.pk,
                utilisateurs=[p.pk for p in (auteur, *appeles) if p.pk in membres],
                cible_type=conversation["sur"],
                cible_reference=objet.reference,
            )
        if racine is not None and conversation.get("resolue_par"):
            racine.resolu_le = timezone.now()
            racine.resolu_par = personne(conversation["resolue_par"])
            racine.save()
    for code in donnees["suivis"]:
        if comptes[code].pk in membres:
            suivre(diagnostic=diagnostic, utilisateur=comptes[code])
    return nombre


def _objet(diagnostic: Diagnostic, conversation: dict[str, Any], textes: dict[str, str]) -> Any:
    if conversation["sur"] == "demarche":
        return diagnostic
    type_ = type_de_cible(conversation["sur"])
    if type_ is None:
        return None
    objets = type_.modele._default_manager.filter(**{type_.chemin: diagnostic.pk}).order_by("pk")
    if "code" in conversation:
        objets = objets.filter(texte=textes[conversation["code"]])
    return objets.first()
