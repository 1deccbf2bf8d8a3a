"""Entries of the catalogue: create and change them.

Every write is one transaction and leaves one history row holding the columns and the lists
(themes, functions, audiences, territories, alternatives) together.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.urls import resolve, reverse
from django.utils.text import slugify

from plateformes.models import HISTORIQUE, Besoin, Plateforme, lignes
from socle.texte import normaliser

CHAMPS_SAISIS = (
    "nom", "accroche", "description", "nature", "site", "logo", "langues",
    "besoins_texte", "fonctionnalites", "national", "territoires_cites",
    "modele", "modele_economique", "prix_collectivite", "forme_juridique",
    "porteur", "porteur_texte", "qui_decide", "colleges", "place_usagers", "partage_benefices",
    "hebergement", "sous_traitant", "contact_rgpd", "export", "portabilite",
    "libre", "licence", "depot", "marque_blanche", "api", "standards",
    "accessibilite", "accessibilite_url", "annee_creation", "accompagnement",
    "role_formule", "role_actions", "source", "source_annee",
)  # fmt: skip
"""Columns a person or a file may give; the others are derived or editorial."""
LISTES = ("thematiques", "fonctions", "publics", "territoires", "alternatives")
BESOIN_MAX = 200
CODE_MAX = 60


class DoublonPossible(Exception):
    """Entries have the same site domain or the same name; ``candidats`` lists them."""

    def __init__(self, candidats: list[Plateforme]) -> None:
        super().__init__("Une plateforme semblable est déjà au catalogue.")
        self.candidats = candidats


def domaine_de(site: str) -> str:
    """Return the domain of an address, as compared between entries.

    >>> domaine_de("https://www.Exemple.coop/accueil")
    'exemple.coop'
    """
    try:
        hote = urlsplit(site).hostname or ""
    except ValueError:
        return ""
    return hote.removeprefix("www.")[:200]


def find_doublons(*, nom: str, site: str = "", sauf: int | None = None) -> list[Plateforme]:
    """Return the entries with the same name or the same site domain, withdrawn ones left out."""
    meme = Q(nom_normalise=normaliser(nom)[:140])
    if domaine := domaine_de(site):
        meme |= Q(domaine=domaine)
    trouvees = Plateforme.objects.filter(meme).exclude(statut=Plateforme.Statut.RETIREE)
    return list(trouvees.exclude(pk=sauf or 0)[:10])


def create_plateforme(
    *,
    champs: Mapping[str, Any],
    listes: Mapping[str, Iterable[Any]] | None = None,
    par: Any = None,
    confirme: bool = False,
    raison: str = "",
    **cadre: Any,
) -> Plateforme:
    """Create an entry.

    Args:
        champs: values of ``CHAMPS_SAISIS``.
        listes: values of ``LISTES``.
        par: the user, for the history.
        confirme: True when the user said that look-alikes are other platforms.
        raison: short French reason kept in the history.
        cadre: editorial columns: code, reseau, statut, publiee_le, revue_le.

    Raises:
        ValidationError: a value breaks a rule, the message names the field.
        DoublonPossible: look-alikes exist and ``confirme`` is False.
    """
    with transaction.atomic():
        plateforme = Plateforme(**_permis(champs), **cadre)
        plateforme.code = plateforme.code or code_libre(plateforme.nom)
        _verifier(plateforme, confirme=confirme)
        enregistrer(plateforme, listes=listes, par=par, raison=raison, nature="+")
    return plateforme


def update_plateforme(
    *,
    plateforme: Plateforme,
    champs: Mapping[str, Any],
    listes: Mapping[str, Iterable[Any]] | None = None,
    par: Any = None,
    version_attendue: int | None = None,
    confirme: bool = False,
    raison: str = "",
) -> Plateforme:
    """Change an entry; lists absent from ``listes`` are left alone.

    Raises:
        ConflitDEdition: saved by someone else since ``version_attendue``.
        ValidationError, DoublonPossible: as ``create_plateforme``.
    """
    with transaction.atomic():
        plateforme = Plateforme.verrouiller(plateforme.pk, version_attendue)
        avant = (plateforme.nom_normalise, plateforme.domaine)
        for nom, valeur in _permis(champs).items():
            setattr(plateforme, nom, valeur)
        deriver(plateforme)
        inchangee = (plateforme.nom_normalise, plateforme.domaine) == avant
        _verifier(plateforme, confirme=confirme or inchangee)
        enregistrer(plateforme, listes=listes, par=par, raison=raison)
    return plateforme


def code_libre(nom: str) -> str:
    """Return a code nobody has, made of the name, that no other address of the catalogue takes."""
    racine = slugify(nom.replace("œ", "oe").replace("’", "-"))[: CODE_MAX - 4].strip("-")
    racine = racine or "plateforme"
    pris = set(Plateforme.objects.filter(code__startswith=racine).values_list("code", flat=True))
    code, rang = racine, 1
    while code in pris or not _est_une_fiche(code):
        rang += 1
        code = f"{racine}-{rang}"
    return code


def _est_une_fiche(code: str) -> bool:
    return resolve(reverse("plateformes:fiche", args=[code])).url_name == "fiche"


def deriver(plateforme: Plateforme) -> None:
    """Set the columns made of the others, lists left out."""
    plateforme.nom_normalise = normaliser(plateforme.nom)[:140]
    plateforme.domaine = domaine_de(plateforme.site)


def enregistrer(
    plateforme: Plateforme,
    *,
    listes: Mapping[str, Iterable[Any]] | None = None,
    par: Any = None,
    raison: str = "",
    nature: str = "~",
) -> None:
    """Save an entry with its lists and needs, then write one history row for all."""
    if inconnues := set(listes or ()) - set(LISTES):
        raise TypeError(f"Unknown lists: {sorted(inconnues)}")
    deriver(plateforme)
    plateforme.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        plateforme.save()
        for nom, valeurs in (listes or {}).items():
            getattr(plateforme, nom).set(valeurs)
        _ecrire_besoins(plateforme)
        cherche = texte_cherche(plateforme)
        if cherche != plateforme.cherche:
            plateforme.cherche = cherche
            Plateforme.objects.filter(pk=plateforme.pk).update(cherche=cherche)
    finally:
        del plateforme.skip_history_when_saving  # type: ignore[attr-defined]
    plateforme._history_user = par if par and par.is_authenticated else None  # type: ignore[attr-defined] # noqa: SLF001
    plateforme._change_reason = raison[:100] or None  # type: ignore[attr-defined] # noqa: SLF001
    HISTORIQUE.create_historical_record(plateforme, nature)


def texte_cherche(plateforme: Plateforme) -> str:
    """Return what a need is looked for in: every plain word of the entry, normalised."""
    mots = [
        plateforme.nom,
        plateforme.accroche,
        plateforme.description,
        plateforme.besoins_texte,
        plateforme.fonctionnalites,
        plateforme.porteur_dit,
    ]
    for fonction in plateforme.fonctions.all():
        mots += [fonction.nom, fonction.description]
    for liste in (plateforme.thematiques, plateforme.publics, plateforme.alternatives):
        mots += [str(mot) for mot in liste.all()]
    return normaliser(" ".join(mots))


def _ecrire_besoins(plateforme: Plateforme) -> None:
    voulus = [texte[:BESOIN_MAX] for texte in lignes(plateforme.besoins_texte)]
    actuels = list(plateforme.besoins.values_list("texte", flat=True).order_by("ordre"))
    if voulus == actuels:
        return
    plateforme.besoins.all().delete()
    Besoin.objects.bulk_create(
        Besoin(plateforme=plateforme, texte=texte, ordre=rang)
        for rang, texte in enumerate(voulus, 1)
    )


def _permis(champs: Mapping[str, Any]) -> dict[str, Any]:
    if inconnus := set(champs) - {*CHAMPS_SAISIS, "porteur_id"}:
        raise TypeError(f"Unknown fields: {sorted(inconnus)}")
    return dict(champs)


def _verifier(plateforme: Plateforme, *, confirme: bool) -> None:
    deriver(plateforme)
    if not confirme:
        candidats = find_doublons(nom=plateforme.nom, site=plateforme.site, sauf=plateforme.pk)
        if candidats:
            raise DoublonPossible(candidats)
    plateforme.full_clean(exclude=["reseau", "porteur", "logo"])
