"""What a card says of a platform: little, and only what the entry says."""

import base64
from dataclasses import dataclass
from math import ceil
from typing import Final

import segno
from django.conf import settings
from django.core.files.storage import storages
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from comptes.models import Organisation
from plateformes.models import LogoReseau, Plateforme
from plateformes.reference import contenu

BESOINS_MAX: Final = 3
ACTIONS_MAX: Final = 2
TITRE_DOS: Final = 55
DOS_MM: Final = 99
"""Height of a back above the code to scan, in millimetres (``plateformes-cartes.css``)."""
_LOGO_MAX: Final = 2 * 1024 * 1024
_IMAGES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


@dataclass(frozen=True)
class Signature:
    """Who signs a card: a name, and a logo as a ``data:`` address when there is one."""

    nom: str
    logo: str = ""


@dataclass(frozen=True)
class Carte:
    """One card, front and back."""

    titre: str
    surtitre: str
    accroche: str
    logo: str
    points_titre: str
    points: tuple[str, ...]
    faits: tuple[tuple[str, str], ...]
    a_demander: tuple[str, ...]
    actions: tuple[str, ...]
    alternative: str
    adresse: str
    qr: SafeString
    invite: str
    signature: Signature | None

    @property
    def titre_dos(self) -> str:
        """The title as the back repeats it."""
        return raccourcir(self.titre, TITRE_DOS)

    @property
    def corps(self) -> str:
        """Class of the size of the title: long names are set smaller."""
        long = len(self.titre)
        return "c0" if long <= 18 else "c1" if long <= 34 else "c2" if long <= 60 else "c3"  # noqa: PLR2004


def carte_de(plateforme: Plateforme, signature: Signature | None) -> Carte:
    """Return the card of an entry."""
    autres = [a.nom for a in plateforme.alternatives.all()]
    adresse = settings.TERREAU_URL + reverse("plateformes:fiche", args=[plateforme.code])
    faits = _faits(plateforme)
    accroche = plateforme.accroche or _premiere_phrase(plateforme.description)
    return Carte(
        titre=plateforme.nom,
        surtitre="Une plateforme de l’économie solidaire",
        accroche=raccourcir(accroche, 190),
        logo=_image(plateforme.logo.name) if plateforme.logo else "",
        points_titre="Elle répond à ces besoins",
        points=tuple(raccourcir(b.texte, 90) for b in plateforme.besoins.all()[:BESOINS_MAX]),
        faits=tuple((question, dit) for question, dit in faits if dit),
        a_demander=tuple(question for question, dit in faits if not dit),
        actions=_tenir(
            raccourcir(plateforme.nom, TITRE_DOS),
            faits,
            [raccourcir(a, 105) for a in plateforme.lignes_actions[:ACTIONS_MAX]],
        ),
        alternative=raccourcir(", ".join(autres), 60),
        adresse=adresse.partition("://")[2],
        qr=qr_code(adresse, f"Adresse de la fiche de {plateforme.nom}"),
        invite="Sa fiche complète, qui l’utilise, ses preuves",
        signature=signature,
    )


def carte_definition(signature: Signature | None) -> Carte:
    """Return the card that says what such a platform is."""
    adresse = settings.TERREAU_URL + reverse("plateformes:glossaire")
    return Carte(
        titre="C’est quoi, une plateforme solidaire ?",
        surtitre="Comprendre en deux minutes",
        accroche=contenu()["definition"]["plateforme_economie_solidaire"],
        logo="",
        points_titre="Ce qu’elle apporte",
        points=tuple(b["texte"] for b in contenu()["benefices_plateformes_solidaires"]),
        faits=(
            ("Où va l’argent ?", "Au projet et au territoire, pas à des actionnaires."),
            ("Qui décide ?", "Celles et ceux qui l’utilisent, les salariés, la collectivité."),
            ("Et les données ?", "On sait où elles sont, et on peut repartir avec."),
            ("À quoi sert-elle ?", "À un but utile, qui se vérifie sur place."),
        ),
        a_demander=(),
        actions=(),
        alternative="",
        adresse=adresse.partition("://")[2],
        qr=qr_code(adresse, "Adresse du glossaire des plateformes"),
        invite="Tous les mots, expliqués simplement",
        signature=signature,
    )


def signature_de(organisation: Organisation | None) -> Signature | None:
    """Return who signs: the organisation and the logo its members sent."""
    if organisation is None:
        return None
    logo = LogoReseau.objects.filter(organisation=organisation).first()
    return Signature(organisation.nom, _image(logo.fichier.name) if logo else "")


def _faits(plateforme: Plateforme) -> list[tuple[str, str]]:
    """Return what the entry says of the four questions; nothing when it does not say."""
    decide = plateforme.qui_decide or plateforme.colleges or plateforme.place_usagers
    if not decide and plateforme.modele:
        decide = f"Modèle {plateforme.get_modele_display().lower()}."
    donnees = plateforme.hebergement and f"Hébergées : {plateforme.hebergement}."
    code = "Logiciel libre." if plateforme.libre else ""
    argent = plateforme.partage_benefices or plateforme.modele_economique
    return [
        (question, raccourcir(reponse, 100))
        for question, reponse in (
            ("Qui la porte ?", plateforme.porteur_dit),
            ("Qui décide ?", decide),
            ("Où va l’argent ?", argent),
            ("Et les données ?", " ".join(filter(None, [donnees, code]))),
        )
    ]


def raccourcir(texte: str, signes: int) -> str:
    """Cut a text at a word, with an ellipsis, so that it fits.

    >>> raccourcir("Partager des outils entre voisins", 20)
    'Partager des outils…'
    """
    texte = " ".join(texte.split())
    if len(texte) <= signes:
        return texte
    return texte[:signes].rsplit(" ", 1)[0].rstrip(" ,;:.(") + "…"


def _tenir(titre: str, faits: list[tuple[str, str]], actions: list[str]) -> tuple[str, ...]:
    """Return the actions that fit on the back, above the code to scan."""
    reste = DOS_MM - 3.0 - 6 * ceil(len(titre) / 30)
    reste -= sum(7.5 + 5.2 * ceil(len(dit) / 46) for _, dit in faits if dit)
    inconnus = sum(not dit for _, dit in faits)
    reste -= 12 + 5.7 * inconnus if inconnus else 0
    gardees: list[str] = []
    reste -= 12
    for action in actions:
        reste -= 0.8 + 4.9 * ceil(len(action) / 46)
        if reste < 0:
            break
        gardees.append(action)
    return tuple(gardees)


def _premiere_phrase(texte: str) -> str:
    return texte.split(". ", maxsplit=1)[0].rstrip(".") + "." if texte else ""


def qr_code(adresse: str, titre: str) -> SafeString:
    """Return a QR code as inline SVG, named for readers of the page."""
    dessin = segno.make(adresse, error="m").svg_inline(
        border=2, dark="#20261f", light="#ffffff", omitsize=True, title=titre, svgclass="qr"
    )
    return mark_safe(dessin)


def _image(nom: str | None) -> str:
    """Return a stored picture as a ``data:`` address; empty when it is gone or not a picture."""
    genre = _IMAGES.get((nom or "").rpartition(".")[2].lower())
    if not nom or genre is None:
        return ""
    try:
        with storages["prive"].open(nom) as fichier:
            octets = fichier.read(_LOGO_MAX + 1)
    except OSError:
        return ""
    if len(octets) > _LOGO_MAX:
        return ""
    return f"data:{genre};base64,{base64.b64encode(octets).decode()}"
