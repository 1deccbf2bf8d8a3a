"""Mails of the structures that keep their entry: the link to its public contact, the answer."""

from typing import Final

from django.core import signing

from moderation.models import TenueActeur
from socle.courriels import Lettre, adresse_de, courriel

SEL: Final = "moderation.tenue"
VALABLE_S: Final = 14 * 24 * 3600


def jeton_de(tenue: TenueActeur) -> str:
    """Return the token of the link sent to the public contact: it proves who reads that mailbox."""
    return signing.dumps([tenue.reference, tenue.courriel], salt=SEL)


def lire_jeton(jeton: str) -> TenueActeur | None:
    """Return the claim a token opens; None when it is forged, too old, or another was sent."""
    try:
        reference, adresse = signing.loads(jeton, salt=SEL, max_age=VALABLE_S)
    except (signing.BadSignature, ValueError):
        return None
    return (
        TenueActeur.objects.select_related(
            "acteur__commune", "acteur__type", "acteur__sous_type", "organisation", "demandee_par"
        )
        .filter(reference=reference, courriel=adresse)
        .first()
    )


@courriel("moderation.tenue_lien")
def _lien(pk: int, adresse: str) -> Lettre | None:
    tenue = (
        TenueActeur.objects.demandees()
        .select_related("acteur", "organisation", "demandee_par")
        .filter(pk=pk, courriel__iexact=adresse)
        .first()
    )
    if tenue is None:
        return None
    return Lettre(
        f"{tenue.acteur.nom}\u00a0: qui tient votre fiche dans l’annuaire\u202f?",
        "moderation/courriels/tenue_lien.txt",
        {"tenue": tenue, "lien": adresse_de("moderation:tenue_confirmer", jeton_de(tenue))},
    )


@courriel("moderation.tenue_reponse")
def _reponse(pk: int, adresse: str) -> Lettre | None:
    tenue = (
        TenueActeur.objects.select_related("acteur", "organisation")
        .filter(pk=pk, etat__in=["active", "refusee", "revoquee"])
        .first()
    )
    if tenue is None:
        return None
    return Lettre(
        f"{tenue.acteur.nom}\u00a0: votre fiche dans l’annuaire",
        "moderation/courriels/tenue_reponse.txt",
        {
            "tenue": tenue,
            "fiche": adresse_de("acteurs:fiche", tenue.acteur.reference),
            "mes_fiches": adresse_de("moderation:mes_fiches"),
        },
    )
