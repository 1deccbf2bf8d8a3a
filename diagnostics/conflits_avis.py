"""A point of view that two people wrote at the same time: fields, and rows one by one.

Rows keep no history: the form carries, in ``depart``, what it was built from. What comes out is
the ``Conflit`` of ``socle/conflits.py``, for the same panel.
"""

from typing import Any, Final

from django.http import QueryDict

from diagnostics.forms_avis import GENRES, AvisForm, ecrire_image, image_de
from diagnostics.models import Apport, PointDeVue
from diagnostics.services.avis import LIGNES_MAX
from socle.conflits import ChampEnConflit, Conflit, copier_saisie, lister_saisie
from socle.fusion import fusionner_lignes

_DEGRES: Final = {str(d): str(mot) for d, mot in PointDeVue.Degre.choices}
_NATURES: Final = {str(n): str(mot) for n, mot in Apport.Nature.choices}
_LONGS: Final = {"compris", "sens"}


def dresser_conflit_avis(
    *, formulaire: AvisForm, actuel: PointDeVue, auteur: Any, identifiant: str = "conflit-titre"
) -> Conflit:
    """Compare a valid, refused form with what is saved now, and with what it was built from.

    Args:
        formulaire: bound and valid.
        actuel: the point of view as saved, which the reader may read.
        auteur: who is said to have written it.
        identifiant: of the panel's title, when a page shows several.
    """
    depart, leur = formulaire.image_de_depart, image_de(actuel)
    saisie = copier_saisie(formulaire.data)
    champs = [
        _champ(formulaire, nom, depart, leur, saisie)
        for nom in ("compris", "adhesion", "sens", "prive", "lecture")
        if nom in formulaire.fields
    ]
    for genre in GENRES:
        champs += _lignes(formulaire, genre, depart, leur, saisie)
    cle = formulaire.add_prefix("version")
    saisie[cle] = str(actuel.version)
    saisie[formulaire.add_prefix("depart")] = ecrire_image(leur)
    return Conflit(
        actuel=actuel,
        auteur=auteur,
        date=actuel.modifie_le,
        champs=tuple(champs),
        saisie=saisie,
        mienne=lister_saisie(formulaire.data, sauf=cle),
        cle_version=cle,
        identifiant=identifiant,
    )


def _champ(
    formulaire: AvisForm, nom: str, depart: Any, leur: dict[str, Any], saisie: QueryDict
) -> ChampEnConflit:
    eux = leur[nom]
    moi = formulaire.cleaned_data[nom]
    if isinstance(moi, str):
        moi = moi.replace("\r\n", "\n")
    base = depart[nom] if depart is not None else None
    # Without what both started from, whatever differs is in dispute.
    par_eux = eux != base if depart is not None else eux != moi
    par_moi = moi != base if depart is not None else eux != moi
    commun = None
    if nom in _LONGS and depart is not None and par_eux and par_moi and eux != moi:
        commun = fusionner_lignes(str(base), eux, moi)
    cle = formulaire.add_prefix(nom)
    if commun is not None:
        saisie[cle] = commun
    elif par_eux and not par_moi:
        saisie[cle] = "" if eux is False else str(eux)
    return ChampEnConflit(
        nom=nom,
        libelle=str(formulaire.fields[nom].label),
        base=_dire(nom, base),
        leur=_dire(nom, eux),
        mien=_dire(nom, moi),
        par_eux=par_eux,
        par_moi=par_moi,
        reuni=commun is not None,
    )


def _dire(nom: str, valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if nom == "adhesion":
        return _DEGRES.get(valeur or "", "ne se prononce pas")
    return valeur or ""


def _lignes(
    formulaire: AvisForm, genre: str, depart: Any, leur: dict[str, Any], saisie: QueryDict
) -> list[ChampEnConflit]:
    """Join the rows: each is kept, changed or taken away by one side, or in dispute."""
    miennes = formulaire.lignes_saisies(genre)
    connues = {numero: ligne for numero, ligne in miennes if numero}
    base = depart[genre] if depart is not None else {}
    gardees: list[tuple[str, list[str]]] = []
    champs = []
    for numero in dict.fromkeys([*base, *leur[genre], *connues]):
        avant, eux, moi = base.get(numero), leur[genre].get(numero), connues.get(numero)
        if depart is None and numero not in connues:
            # Nothing tells whether I saw this row: it stays.
            moi = avant = None
        par_eux, par_moi = eux != avant, moi != avant
        choisie = moi if par_moi else eux
        if par_moi and par_eux and moi is None:
            # What I took away while they changed it comes back.
            choisie = eux
        if choisie:
            gardees.append((numero if eux else "", choisie))
        if par_eux:
            champs.append(
                ChampEnConflit(
                    nom=f"{genre}-{numero}",
                    libelle=f"{GENRES[genre]} «\u00a0{(avant or eux or moi or [''])[0]}\u00a0»",
                    base=_dire_ligne(formulaire, avant),
                    leur=_dire_ligne(formulaire, eux),
                    mien=_dire_ligne(formulaire, moi),
                    par_eux=par_eux,
                    par_moi=par_moi,
                )
            )
    gardees += [("", ligne) for numero, ligne in miennes if not numero]
    _poser(formulaire, genre, gardees, saisie)
    # Beyond the rows a form can hold, nothing disappears without being shown.
    champs += [
        ChampEnConflit(
            nom=f"{genre}-de-trop-{rang}",
            libelle=f"{GENRES[genre]} qui ne tient plus dans le formulaire",
            base="",
            leur="",
            mien=_dire_ligne(formulaire, ligne),
            par_eux=True,
            par_moi=True,
        )
        for rang, (_, ligne) in enumerate(gardees[LIGNES_MAX:])
    ]
    return champs


def _dire_ligne(formulaire: AvisForm, ligne: list[str] | None) -> str:
    if not ligne:
        return ""
    texte, theme, nature = ligne
    libelle = str(formulaire.themes[theme]) if theme in formulaire.themes else ""
    suite = ", ".join(mot for mot in (_NATURES.get(nature, ""), libelle) if mot)
    return f"{texte} ({suite})" if suite else texte


def _poser(
    formulaire: AvisForm, genre: str, lignes: list[tuple[str, list[str]]], saisie: QueryDict
) -> None:
    """Write the joined rows where the form reads them, and a free one."""
    for rang in range(LIGNES_MAX):
        for nom in (genre, f"{genre}_pk", f"{genre}_theme", f"{genre}_nature"):
            saisie.pop(formulaire.add_prefix(f"{nom}_{rang}"), None)
    libres = [("", ["", "", ""])] if len(lignes) < LIGNES_MAX else []
    for rang, (numero, (texte, theme, nature)) in enumerate([*lignes, *libres][:LIGNES_MAX]):
        saisie[formulaire.add_prefix(f"{genre}_{rang}")] = texte
        saisie[formulaire.add_prefix(f"{genre}_pk_{rang}")] = numero
        saisie[formulaire.add_prefix(f"{genre}_theme_{rang}")] = theme
        if genre == "apport":
            saisie[formulaire.add_prefix(f"{genre}_nature_{rang}")] = nature
