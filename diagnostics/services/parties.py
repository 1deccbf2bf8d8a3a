"""Everything one does to the stakeholder map: circles, stakeholders, their places."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from acteurs.models import Acteur
from diagnostics.models import Attitude, Cercle, Diagnostic, PartiePrenante, SuiviContact
from diagnostics.services.carte_parties import cercles_de
from diagnostics.services.historique import signer
from diagnostics.services.retour_cercle import raison_du_depart
from socle.texte import normaliser

CHAMPS: Final = (
    "nom",
    "acteur",
    "cercle",
    "role",
    "influence",
    "interet",
    "attitude",
    "supposee",
    "referent_nom",
    "referent_fonction",
    "notes",
)
"""What ``modifier_partie`` writes, in the order of the form."""
NOM_MAX: Final = 160
PARTIES_MAX: Final = 400
"""Most stakeholders of one map: drawings stay readable up to 120, lists well beyond."""


def _verrouiller(diagnostic: Diagnostic) -> None:
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)


def assurer_cercles(diagnostic: Diagnostic) -> list[Cercle]:
    """Return the circles of the démarche, written if they were only the method's.

    Inside a transaction that locked the démarche.
    """
    cercles = cercles_de(diagnostic)
    if cercles[0].pk is None:
        Cercle.objects.bulk_create(cercles)
        cercles = list(diagnostic.cercles.all())
    return cercles


def trouver_cercle(diagnostic: Diagnostic, code: str) -> Cercle:
    """Return the circle ``code`` of the démarche.

    Raises:
        ValidationError: no such circle.
    """
    for cercle in assurer_cercles(diagnostic):
        if cercle.code == code:
            return cercle
    raise ValidationError("Choisissez un des cercles de la carte.", code="cercle")


@transaction.atomic
def trouver_cercle_ecrit(diagnostic: Diagnostic, code: str) -> Cercle:
    """Return the circle ``code``, written if it was only the method's.

    Raises:
        ValidationError: no such circle.
    """
    _verrouiller(diagnostic)
    return trouver_cercle(diagnostic, code)


@transaction.atomic
def ajouter_partie(
    *,
    diagnostic: Diagnostic,
    cercle: str,
    nom: str,
    par: Any,
    acteur: Acteur | None = None,
    origine: str = "",
    **champs: Any,
) -> PartiePrenante:
    """Put somebody on the map, at the end of circle ``cercle`` (its code).

    The same name twice in one circle is one stakeholder: the first is returned.
    ``origine`` (« note:12 ») makes the call safe to repeat.

    Raises:
        ValidationError: no name, unknown circle, a mark out of scale, map full.
    """
    _verrouiller(diagnostic)
    place = trouver_cercle(diagnostic, cercle)
    nom = nettoyer_nom(acteur.nom if acteur else nom)
    if origine:
        deja = diagnostic.parties.filter(origine=origine).first()
        if deja:
            return deja
    cle = normaliser(nom)
    for voisine in diagnostic.parties.actives().filter(cercle=place):
        if normaliser(voisine.nom) == cle:
            return voisine
    if diagnostic.parties.actives().count() >= PARTIES_MAX:
        raise ValidationError(
            f"La carte compte déjà {PARTIES_MAX} parties prenantes\u00a0: réunissez ou retirez-en.",
            code="plein",
        )
    dernier = diagnostic.parties.aggregate(m=Max("ordre"))["m"]
    partie = PartiePrenante(
        diagnostic=diagnostic,
        cercle=place,
        acteur=acteur,
        nom=nom,
        origine=origine,
        ordre=(dernier or 0) + 1,
        auteur=par,
        **champs,
    )
    partie.full_clean(exclude=["diagnostic", "cercle", "acteur", "auteur"])
    signer(partie, par=par, raison="Ajout")
    partie.save()
    SuiviContact.objects.create(partie=partie)
    return partie


def nettoyer_nom(nom: str) -> str:
    """Return ``nom`` on one line.

    Raises:
        ValidationError: nothing is left, or too much.
    """
    propre = " ".join(nom.split())
    maximum = NOM_MAX
    if not propre:
        raise ValidationError("Nommez la partie prenante.", code="vide")
    if len(propre) > maximum:
        raise ValidationError(
            f"Ce nom compte plus de {maximum} caractères\u00a0: abrégez-le.", code="long"
        )
    return propre


@transaction.atomic
def modifier_partie(
    *, partie: PartiePrenante, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> PartiePrenante:
    """Change a stakeholder (``champs``: some of ``CHAMPS``; ``cercle`` is an object).

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: no name, a mark out of scale.
    """
    actuelle = PartiePrenante.objects.select_for_update().get(pk=partie.pk)
    _exiger_presente(actuelle)
    if all(getattr(actuelle, c) == v for c, v in champs.items()):
        return actuelle
    actuelle = PartiePrenante.verrouiller(partie.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    actuelle.nom = nettoyer_nom(actuelle.acteur.nom if actuelle.acteur else actuelle.nom)
    actuelle.full_clean(exclude=["diagnostic", "cercle", "acteur", "auteur"])
    signer(actuelle, par=par, raison="Modification")
    actuelle.save()
    return actuelle


@transaction.atomic
def changer_de_cercle(*, partie: PartiePrenante, cercle: str, par: Any) -> PartiePrenante:
    """Move a stakeholder to the end of circle ``cercle`` (its code).

    Raises:
        ValidationError: unknown circle, or no longer on the map.
    """
    _verrouiller(partie.diagnostic)
    place = trouver_cercle(partie.diagnostic, cercle)
    actuelle = PartiePrenante.verrouiller(partie.pk, None)
    _exiger_presente(actuelle)
    if actuelle.cercle_id == place.pk:
        return actuelle
    dernier = partie.diagnostic.parties.aggregate(m=Max("ordre"))["m"]
    actuelle.cercle = place
    actuelle.ordre = (dernier or 0) + 1
    signer(actuelle, par=par, raison=f"Vers «\u00a0{place.nom}\u00a0»")
    actuelle.save()
    return actuelle


@transaction.atomic
def placer(
    *, partie: PartiePrenante, influence: int | None, interet: int | None, par: Any
) -> PartiePrenante:
    """Give a stakeholder its place on the grid (None: take it off).

    Raises:
        ValidationError: a mark out of 0–4, or no longer on the map.
    """
    actuelle = PartiePrenante.verrouiller(partie.pk, None)
    _exiger_presente(actuelle)
    if (actuelle.influence, actuelle.interet) == (influence, interet):
        return actuelle
    actuelle.influence, actuelle.interet = influence, interet
    actuelle.full_clean(exclude=["diagnostic", "cercle", "acteur", "auteur"])
    signer(actuelle, par=par, raison="Placement")
    actuelle.save()
    return actuelle


@transaction.atomic
def prendre_attitude(*, partie: PartiePrenante, attitude: str, par: Any) -> PartiePrenante:
    """Say where a stakeholder stands (a code of ``Attitude``, or empty).

    Raises:
        ValidationError: unknown attitude, or no longer on the map.
    """
    if attitude and attitude not in Attitude.values:
        raise ValidationError("Choisissez une des cinq attitudes.", code="attitude")
    actuelle = PartiePrenante.verrouiller(partie.pk, None)
    _exiger_presente(actuelle)
    if actuelle.attitude == attitude:
        return actuelle
    actuelle.attitude = attitude
    signer(actuelle, par=par, raison="Attitude")
    actuelle.save()
    return actuelle


@transaction.atomic
def retirer_partie(*, partie: PartiePrenante, par: Any, retiree: bool = True) -> PartiePrenante:
    """Take a stakeholder off the map, or put it back; its contact plan is kept."""
    actuelle = PartiePrenante.verrouiller(partie.pk, None)
    if actuelle.retiree == retiree:
        return actuelle
    actuelle.retiree = retiree
    signer(actuelle, par=par, raison="Retrait de la carte" if retiree else "Retour sur la carte")
    actuelle.save()
    return actuelle


def _exiger_presente(partie: PartiePrenante) -> None:
    if partie.retiree:
        raise ValidationError(
            "Cette partie prenante vient d’être retirée de la carte.", code="absente"
        )


# ── Circles ─────────────────────────────────────────────────────────────────
@transaction.atomic
def ajouter_cercle(
    *, diagnostic: Diagnostic, nom: str, question: str = "", par: Any = None
) -> Cercle:
    """Add a circle after the others.

    Raises:
        ValidationError: no name, or there is already one of this name.
    """
    _verrouiller(diagnostic)
    cercles = assurer_cercles(diagnostic)
    nom = " ".join(nom.split())
    if any(normaliser(c.nom) == normaliser(nom) for c in cercles):
        raise ValidationError("Un cercle porte déjà ce nom.", code="double")
    cercle = Cercle(
        diagnostic=diagnostic,
        code=_code_libre(nom, {c.code for c in cercles}),
        nom=nom,
        question=" ".join(question.split()),
        ordre=cercles[-1].ordre + 1,
    )
    cercle.full_clean(exclude=["diagnostic"])
    signer(cercle, par=par, raison="Cercle ajouté")
    cercle.save()
    return cercle


def _garder_le_depart(cercle: Cercle) -> None:
    """Write the first version of a circle of the method, which came without history."""
    if not cercle.history.exists():
        Cercle.history.bulk_history_create([cercle], default_date=cercle.cree_le)


def _code_libre(nom: str, pris: set[str]) -> str:
    base = "_".join(normaliser(nom).split())[:30] or "cercle"
    base = "".join(c for c in base if c.isascii() and (c.isalnum() or c in "_-")) or "cercle"
    code, suite = base, 2
    while code in pris:
        code, suite = f"{base}_{suite}", suite + 1
    return code


@transaction.atomic
def renommer_cercle(
    *,
    cercle: Cercle,
    nom: str,
    question: str,
    par: Any = None,
    version_attendue: int | None = None,
) -> Cercle:
    """Give a circle another name and question.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: no name, or another circle has it.
    """
    _verrouiller(cercle.diagnostic)
    nom, question = " ".join(nom.split()), " ".join(question.split())
    autres = cercle.diagnostic.cercles.exclude(pk=cercle.pk)
    if any(normaliser(c.nom) == normaliser(nom) for c in autres):
        raise ValidationError("Un cercle porte déjà ce nom.", code="double")
    actuel = Cercle.objects.get(pk=cercle.pk)
    if (actuel.nom, actuel.question) == (nom, question):
        return actuel
    _garder_le_depart(actuel)
    actuel = Cercle.verrouiller(cercle.pk, version_attendue)
    actuel.nom, actuel.question = nom, question
    actuel.full_clean(exclude=["diagnostic"])
    signer(actuel, par=par, raison="Cercle renommé")
    actuel.save()
    return actuel


@transaction.atomic
def decaler_cercle(*, cercle: Cercle, pas: int) -> None:
    """Move a circle one step before (``pas`` -1) or after (1) in the order of the map."""
    _verrouiller(cercle.diagnostic)
    rangs = list(cercle.diagnostic.cercles.all())
    ici = next(i for i, c in enumerate(rangs) if c.pk == cercle.pk)
    vers = max(0, min(len(rangs) - 1, ici + pas))
    rangs.insert(vers, rangs.pop(ici))
    for i, rang in enumerate(rangs):
        rang.ordre = i
        rang.modifie_le = timezone.now()
    Cercle.objects.bulk_update(rangs, ["ordre", "modifie_le"])


@transaction.atomic
def supprimer_cercle(*, cercle: Cercle, vers: Cercle | None, par: Any) -> int:
    """Remove a circle; those who stand in it go to ``vers``. Return how many moved.

    Raises:
        ValidationError: it is the last one, or it holds somebody and ``vers`` is not another one.
    """
    _verrouiller(cercle.diagnostic)
    if cercle.diagnostic.cercles.count() == 1:
        raise ValidationError("La carte garde au moins un cercle.", code="dernier")
    parties: Sequence[PartiePrenante] = list(cercle.parties.select_for_update())
    if vers and (vers.pk == cercle.pk or vers.diagnostic_id != cercle.diagnostic_id):
        vers = None
    if parties and vers is None:
        raise ValidationError(
            "Dites dans quel cercle ranger celles et ceux qui s’y trouvent.", code="vers"
        )
    for partie in parties:
        if not partie.history.exists():
            PartiePrenante.history.bulk_history_create([partie], default_date=partie.cree_le)
        partie.cercle_id = vers.pk if vers else partie.cercle_id
        partie.version += 1
        signer(partie, par=par, raison=raison_du_depart(cercle))
        partie.save()
    _garder_le_depart(cercle)
    signer(cercle, par=par, raison="Cercle supprimé")
    cercle.delete()
    return len(parties)
