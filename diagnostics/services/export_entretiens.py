"""Interviews as a table: one line per answer or exact words, never what may not be quoted."""

from collections.abc import Iterator

from diagnostics.models import Consentement, Diagnostic, Reponse, Verbatim
from diagnostics.services.citations import dater_entretien

ENTETES = (
    "Entretien",
    "Acteur",
    "Date",
    "Lieu",
    "Commune",
    "Statut",
    "Grille",
    "Nature",
    "Question",
    "Valeur",
    "Texte",
    "Accord pour citer",
    "Comment citer",
)


def _proteger(texte: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{texte}" if texte.lstrip()[:1] in {"=", "+", "-", "@"} else texte


def lignes_export(diagnostic: Diagnostic) -> Iterator[tuple[str, ...]]:
    """Yield the rows, interview by interview; neither names of people nor refused words."""
    entretiens = {
        e.pk: e
        for e in diagnostic.entretiens.entretiens().select_related(
            "acteur", "commune", "grille__grille"
        )
    }
    reponses: dict[int, list[Reponse | Verbatim]] = {}
    for reponse in Reponse.objects.filter(entretien__in=entretiens).select_related("question"):
        if reponse.texte or reponse.valeur:
            reponses.setdefault(reponse.entretien_id, []).append(reponse)
    for verbatim in (
        Verbatim.objects.filter(entretien__in=entretiens)
        .exclude(consentement=Consentement.REFUSE)
        .select_related("question")
    ):
        reponses.setdefault(verbatim.entretien_id, []).append(verbatim)
    for pk, entretien in entretiens.items():
        tete = (
            entretien.titre,
            entretien.acteur.nom if entretien.acteur else "",
            entretien.date.isoformat() if entretien.date else dater_entretien(entretien),
            entretien.lieu,
            entretien.commune.nom if entretien.commune else "",
            entretien.get_statut_display(),
            str(entretien.grille) if entretien.grille else "",
        )
        refuse = entretien.consentement == Consentement.REFUSE
        corps = [] if refuse else reponses.get(pk, [])
        for ligne in corps:
            exact = isinstance(ligne, Verbatim)
            source = ligne if isinstance(ligne, Verbatim) else entretien
            yield tuple(
                _proteger(c)
                for c in (
                    *tete,
                    "Mots exacts" if exact else "Réponse",
                    ligne.question.texte if ligne.question else "Notes libres",
                    getattr(ligne, "valeur", ""),
                    ligne.texte,
                    source.get_consentement_display(),
                    source.get_anonymat_display(),
                )
            )
        if not corps:
            mention = "(ne pas citer)" if refuse else ""
            reste = ("", "", "", mention, *_accords(entretien))
            yield tuple(_proteger(c) for c in (*tete, *reste))


def _accords(entretien: object) -> tuple[str, str]:
    return (
        entretien.get_consentement_display(),  # type: ignore[attr-defined]
        entretien.get_anonymat_display(),  # type: ignore[attr-defined]
    )
