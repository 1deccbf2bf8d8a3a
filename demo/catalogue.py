"""Load the catalogue's invented entries: uses, figures, an evaluation, what waits for a curator."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from acteurs.models import Thematique
from comptes.models import Organisation, Utilisateur
from plateformes.models import Fonction, Plateforme, Public, ServiceCapitalistique
from plateformes.services import create_plateforme
from plateformes.services.chiffres import ajouter_chiffre
from plateformes.services.cycle import changer_statut
from plateformes.services.evaluation import (
    answer_question,
    finish_evaluation,
    invite_reviewer,
    open_evaluation,
    reply,
)
from plateformes.services.propositions import proposer_valeurs
from plateformes.services.relectures import commenter_champ, confier_relecture
from plateformes.services.usages import declare_usage
from territoires.models import Territoire

FICHIER = Path(__file__).parent / "referentiels" / "catalogue.yaml"
MOTS: dict[str, Any] = {
    "thematiques": Thematique,
    "fonctions": Fonction,
    "publics": Public,
    "alternatives": ServiceCapitalistique,
}


def load_catalogue(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Create the entries that are not there; return how many were created."""
    recit = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    connues = set(Plateforme.objects.values_list("code", flat=True))
    nouvelles = [fiche for fiche in recit["fiches"] if fiche["code"] not in connues]
    for fiche in nouvelles:
        _Fiche(fiche, comptes, organisations).charger()
    if nouvelles:
        libres = Plateforme.objects.filter(code__in=recit["adoptees"], reseau=None)
        for plateforme in libres:
            changer_statut(
                plateforme=plateforme,
                action="adopter",
                par=comptes["reseau"],
                reseau=organisations["apes"],
            )
    return len(nouvelles)


class _Fiche:
    def __init__(
        self,
        fiche: dict[str, Any],
        comptes: Mapping[str, Utilisateur],
        organisations: Mapping[str, Organisation],
    ) -> None:
        self.fiche, self.comptes, self.organisations = fiche, comptes, organisations
        self.par = comptes["reseau"]

    def charger(self) -> None:
        self.plateforme = create_plateforme(
            code=self.fiche["code"],
            champs=self.fiche["champs"],
            listes=self._listes(),
            reseau=self.organisations["apes"],
            par=self.par,
            confirme=True,
        )
        for chiffre in self.fiche.get("chiffres", ()):
            champs = {"libelle": "", "unite": "", **chiffre}
            champs["valeur"] = Decimal(str(champs["valeur"]))
            ajouter_chiffre(plateforme=self.plateforme, champs=champs, par=self.par)
        if self.fiche.get("publier"):
            for action in ("relire", "publier"):
                self.plateforme = changer_statut(
                    plateforme=self.plateforme, action=action, par=self.par
                )
        for usage in self.fiche.get("usages", ()):
            self._usage(usage)
        if lecture := self.fiche.get("lecture"):
            self._evaluer(lecture)
        self._attendre()

    def _listes(self) -> dict[str, list[Any]]:
        codes = dict(self.fiche["listes"])
        lieux = codes.pop("territoires", [])
        # Words the networks took out of the vocabulary stay out.
        listes = {nom: list(MOTS[nom].objects.filter(code__in=c)) for nom, c in codes.items()}
        listes["territoires"] = [t for lieu in lieux for t in Territoire.objects.filter(**lieu)]
        return listes

    def _usage(self, usage: dict[str, Any]) -> None:
        organisation = self.organisations[usage["organisation"]]
        if organisation.territoire is not None:
            declare_usage(
                plateforme=self.plateforme,
                territoire=organisation.territoire,
                organisation=organisation,
                par=self.comptes[usage["par"]],
                champs=usage["champs"],
                confirme=usage.get("confirme", False),
            )

    def _evaluer(self, lecture: dict[str, Any]) -> None:
        evaluation = open_evaluation(
            plateforme=self.plateforme, par=self.par, reseau=self.organisations["apes"]
        )
        questions = {q.code: q for q in evaluation.regle.questions.all()}
        for reponse in lecture["reponses"]:
            auteur = self.comptes[reponse["par"]]
            if auteur != self.par:
                invite_reviewer(evaluation=evaluation, personne=auteur)
            for code, note in reponse["notes"].items():
                answer_question(
                    evaluation=evaluation,
                    question=questions[code],
                    par=auteur,
                    choix=questions[code].degres.get(note=note),
                    champs=lecture["preuves"].get(code) if auteur == self.par else None,
                )
        finish_evaluation(evaluation=evaluation, par=self.par, conclusion=lecture["conclusion"])
        replique = lecture["replique"]
        reply(
            evaluation=type(evaluation).objects.get(pk=evaluation.pk),
            question=questions[replique["question"]],
            texte=replique["texte"],
            par=None,
        )

    def _attendre(self) -> None:
        """What waits for a curator: a review, a remark, somebody's proposal."""
        if relecture := self.fiche.get("relecture"):
            confier_relecture(
                plateforme=self.plateforme,
                relecteur=self.comptes[relecture["a"]],
                par=self.comptes[relecture["par"]],
                echeance=timezone.localdate() + timedelta(days=relecture["jours"]),
            )
        if remarque := self.fiche.get("remarque"):
            commenter_champ(
                plateforme=self.plateforme,
                champ=remarque["champ"],
                texte=remarque["texte"],
                par=self.comptes[remarque["par"]],
            )
        if proposition := self.fiche.get("proposition"):
            proposer_valeurs(
                plateforme=Plateforme.objects.get(pk=self.plateforme.pk),
                champs=proposition["champs"],
                listes={},
                origine="public",
                nom=proposition["nom"],
                message=proposition["message"],
            )
