"""Application « Démarches »."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class DiagnosticsConfig(AppConfig):
    """Django configuration of the application."""

    name = "diagnostics"
    verbose_name = "Démarches"

    def ready(self) -> None:
        """Add the démarches to the territory page; tell the accounts what to forget."""
        from simple_history.signals import post_create_historical_record

        from acteurs.usages import enregistrer_usages
        from comptes.services.donnees import a_la_suppression, avant_la_suppression
        from diagnostics.abonnes import suivre_ce_qu_on_ecrit
        from diagnostics.inscriptions import inscrire_les_outils
        from diagnostics.oubli import demarches_sans_pilote, quitter_les_demarches
        from diagnostics.personnes import declarer_les_personnes
        from diagnostics.relations import FOURNISSEUR
        from diagnostics.sections import enregistrer_onglet
        from diagnostics.services.filieres import RATTACHEMENT
        from diagnostics.usages import USAGES
        from filieres.rattachements import enregistrer_rattachement
        from relations.suggestions import enregistrer_fournisseur
        from territoires.sections import enregistrer_section

        declarer_les_personnes()
        enregistrer_fournisseur(FOURNISSEUR)
        enregistrer_onglet("filieres", "Filières", "diagnostics:filieres")
        enregistrer_rattachement(RATTACHEMENT)
        avant_la_suppression(demarches_sans_pilote)
        a_la_suppression(quitter_les_demarches)
        enregistrer_usages(USAGES)
        inscrire_les_outils()
        post_create_historical_record.connect(
            suivre_ce_qu_on_ecrit, dispatch_uid="diagnostics.abonnes"
        )
        enregistrer_section(
            "demarches",
            "Démarches",
            "diagnostics/section_territoire.html",
            _section,
            ordre=30,
        )


def _section(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``diagnostics/section_territoire.html``."""
    from django.urls import reverse

    from diagnostics.services.listes import demarches_du_territoire

    organisation = getattr(request, "organisation", None)
    peut_creer = bool(organisation) and request.user.has_perm(
        "diagnostics.creer_diagnostic", organisation
    )
    adresse = f"{reverse('diagnostics:creer')}?territoire={territoire.nature}/{territoire.code}"
    demarches = demarches_du_territoire(territoire=territoire, utilisateur=request.user)
    suites = [
        {
            "libelle": f"Reprendre « {ligne.diagnostic.titre} »",
            "url": reverse("diagnostics:fiche", args=[ligne.diagnostic.reference]),
            "icone": "matrice",
        }
        for ligne in demarches[:1]
    ]
    if peut_creer and not suites:
        suites = [{"libelle": "Ouvrir une démarche ici", "url": adresse, "icone": "matrice"}]
    return {
        "demarches": demarches,
        "url_creer": adresse if peut_creer else "",
        "suites": suites,
    }
