"""Make the file of a report, step by step, once."""

import logging
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from diagnostics.models import Diagnostic
from rapports.models import Rapport
from rapports.services.contenu import assemble_content
from rapports.services.empreinte import compute_fingerprint
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import render_html, render_pdf
from socle.travaux import ErreurTravail, Suivi

journal = logging.getLogger(__name__)

REEMPLOI: Final = timedelta(hours=1)
"""Within this time an identical content takes the file already made."""


def produce_report(rapport: Rapport, suivi: Suivi) -> None:
    """Assemble, draw, lay out and store ``rapport``; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to the requester.
        TravailPerdu: the work was cancelled or taken over in between.
    """
    suivi("Rassembler les données", 5)
    diagnostic = Diagnostic.objects.select_related("territoire", "organisation").get(
        pk=rapport.diagnostic_id
    )
    contenu = assemble_content(
        diagnostic, audience=rapport.audience, options=Options.lire(rapport.options)
    )
    suivi("Dessiner la carte et les graphiques", 20)
    illustrations = draw_all(contenu, diagnostic.territoire)
    empreinte = compute_fingerprint(contenu, illustrations)
    if rapport.empreinte == empreinte and rapport.fichier_existe():
        return
    rapport.empreinte = empreinte
    suivi("Vérifier si ce rapport existe déjà", 30)
    if _reprendre(rapport):
        return
    pdf = _composer(render_html(contenu, illustrations), suivi)
    suivi("Enregistrer le fichier", 95)
    rapport.ranger(pdf.octets, pages=pdf.pages, champs=("empreinte",))


def _composer(html: str, suivi: Suivi):  # type: ignore[no-untyped-def]  # noqa: ANN202
    try:
        return render_pdf(html, suivi)
    except OSError as erreur:
        journal.exception("PDF libraries missing or file error")
        raise ErreurTravail(
            "Le moteur de mise en page n’a pas pu démarrer ou lire ses fichiers. "
            "Réessayez ; si le problème persiste, prévenez l’équipe d’exploitation."
        ) from erreur


def _reprendre(rapport: Rapport) -> bool:
    """Take the file of an identical report made within the hour; return whether one was found."""
    with transaction.atomic():
        jumeau = (
            Rapport.objects.select_for_update()
            .disponibles()
            .filter(
                diagnostic=rapport.diagnostic_id,
                audience=rapport.audience,
                empreinte=rapport.empreinte,
                termine_le__gte=timezone.now() - REEMPLOI,
            )
            .exclude(pk=rapport.pk)
            .first()
        )
        if jumeau is None or not jumeau.fichier_existe():
            return False
        rapport.reprendre_de(jumeau, champs=("empreinte",))
    return True
