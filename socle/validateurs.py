"""Validators of French official identifiers, with French messages."""

import re

from django.core.exceptions import ValidationError
from stdnum import luhn

_RNA = re.compile(r"W[0-9A-Z]{2}\d{7}")
_LA_POSTE = "356000000"


def valider_siren(valeur: str) -> None:
    """Check a SIREN: 9 digits and a Luhn key (source: INSEE, définition du SIREN)."""
    if not (re.fullmatch(r"\d{9}", valeur) and luhn.is_valid(valeur)):
        raise ValidationError(
            "Ce SIREN n’est pas valide : il compte 9 chiffres et une clé de contrôle. "
            "Vérifiez-le sur l’annuaire des entreprises.",
            code="siren",
        )


def valider_siret(valeur: str) -> None:
    """Check a SIRET: 14 digits and a Luhn key; La Poste's use a plain sum multiple of 5."""
    correct = bool(re.fullmatch(r"\d{14}", valeur)) and (
        luhn.is_valid(valeur) or (valeur.startswith(_LA_POSTE) and sum(map(int, valeur)) % 5 == 0)
    )
    if not correct:
        raise ValidationError(
            "Ce SIRET n’est pas valide : il compte 14 chiffres et une clé de contrôle. "
            "Vérifiez-le sur l’annuaire des entreprises.",
            code="siret",
        )


def valider_rna(valeur: str) -> None:
    """Check an RNA number: W, then the prefecture's three characters, then digits (10 in all)."""
    if not _RNA.fullmatch(valeur):
        raise ValidationError(
            "Ce numéro RNA n’est pas valide : il commence par W et compte 10 caractères, "
            "par exemple W751234567.",
            code="rna",
        )
