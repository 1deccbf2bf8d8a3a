"""Proposals: a platform to add, changes to an entry; accepted, in part or whole, or refused."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from plateformes.models import ChangementPublic, Plateforme, Proposition
from plateformes.services.courriels import NatureCourriel
from plateformes.services.fiches import LISTES, create_plateforme, update_plateforme
from plateformes.services.journal import Ecart, dire_valeur, libelle_de, noter_changement
from socle.courriels import annoncer
from socle.fusion import fusionner_lignes

Etat = Proposition.Etat
PROPOSABLES_MAX = 60
"""Proposals kept waiting for one entry: beyond, somebody is writing for a machine."""


@transaction.atomic
def proposer_plateforme(
    *,
    champs: Mapping[str, Any],
    listes: Mapping[str, Iterable[Any]] | None = None,
    origine: str = Proposition.Origine.PUBLIC,
    auteur: Any = None,
    nom: str = "",
    courriel: str = "",
    message: str = "",
) -> Plateforme:
    """Enter a platform that somebody proposes: no network is responsible for it yet.

    Look-alikes are allowed here, and shown to the network that decides.

    Raises:
        ValidationError: a value breaks a rule.
    """
    connu = auteur if auteur is not None and auteur.is_authenticated else None
    plateforme = create_plateforme(
        champs=champs,
        listes=listes,
        statut=Plateforme.Statut.PROPOSEE,
        par=connu,
        confirme=True,
        raison="Proposée",
    )
    Proposition.objects.create(
        plateforme=plateforme,
        nature=Proposition.Nature.NOUVELLE,
        origine=origine,
        auteur=connu,
        nom=nom,
        courriel=courriel,
        message=message,
        version_base=plateforme.version,
    )
    return plateforme


def proposer_valeurs(
    *,
    plateforme: Plateforme,
    champs: Mapping[str, Any],
    listes: Mapping[str, Iterable[Any]],
    origine: str,
    auteur: Any = None,
    nom: str = "",
    courriel: str = "",
    message: str = "",
) -> Proposition:
    """Keep changes that somebody proposes to an entry, beside what they saw of it.

    ``listes`` holds keys. Files cannot be proposed.

    Raises:
        ValidationError: nothing differs, a value is wrong, or too many proposals wait.
    """
    valeurs, base = {}, {}
    essai = Plateforme.objects.get(pk=plateforme.pk)
    for champ, valeur in champs.items():
        if champ == "logo":
            continue
        setattr(essai, champ, valeur)
        cle = getattr(valeur, "pk", valeur)
        actuel = _valeur(plateforme, champ)
        if cle != actuel:
            valeurs[champ], base[champ] = cle, actuel
    for champ, cles in listes.items():
        actuelles = sorted(getattr(plateforme, champ).values_list("pk", flat=True), key=str)
        voulues = sorted(cles, key=str)
        if voulues != actuelles:
            valeurs[champ], base[champ] = voulues, actuelles
    if not valeurs and not message.strip():
        raise ValidationError("Rien ne change\u00a0: modifiez un champ, ou écrivez un message.")
    essai.full_clean(exclude=["code", "reseau", "logo"])
    if plateforme.propositions.filter(etat=Etat.ATTENTE).count() >= PROPOSABLES_MAX:
        raise ValidationError("Beaucoup de propositions attendent déjà pour cette fiche.")
    return Proposition.objects.create(
        plateforme=plateforme,
        nature=Proposition.Nature.MODIFICATION,
        origine=origine,
        auteur=auteur if auteur is not None and auteur.is_authenticated else None,
        nom=nom,
        courriel=courriel,
        message=message,
        valeurs=valeurs,
        base=base,
        version_base=plateforme.version,
    )


def _valeur(plateforme: Plateforme, champ: str) -> Any:
    return getattr(plateforme, Plateforme._meta.get_field(champ).attname)  # type: ignore[union-attr]


def dire_ecarts(proposition: Proposition) -> list[Ecart]:
    """Return what the proposal would change, compared with the entry as it stands."""
    plateforme = proposition.plateforme
    ecarts = []
    for champ, valeur in proposition.valeurs.items():
        if champ in LISTES:
            modele: Any = Plateforme._meta.get_field(champ).related_model
            actuelles = ", ".join(sorted(str(o) for o in getattr(plateforme, champ).all()))
            voulues = ", ".join(
                sorted(str(o) for o in modele._default_manager.filter(pk__in=valeur))
            )
            ecarts.append(Ecart(champ, libelle_de(champ), actuelles, voulues))
        elif champ == "porteur":
            ecarts.append(
                Ecart(champ, libelle_de(champ), plateforme.porteur_dit, _nom_acteur(valeur))
            )
        else:
            ecarts.append(
                Ecart(
                    champ,
                    libelle_de(champ),
                    dire_valeur(champ, _valeur(plateforme, champ)),
                    dire_valeur(champ, valeur),
                )
            )
    return ecarts


def _nom_acteur(cle: Any) -> str:
    modele: Any = Plateforme._meta.get_field("porteur").related_model
    return str(modele._default_manager.filter(pk=cle).first() or "")


@transaction.atomic
def accepter(
    *, proposition: Proposition, par: Any, champs: Iterable[str] | None = None
) -> Plateforme:
    """Apply the fields chosen (all of them by default); what changed meanwhile is joined.

    Raises:
        PermissionDenied: not theirs to decide, or their own proposal under four eyes.
        ValidationError: decided meanwhile, or a field changed on both sides.
    """
    proposition = _prendre(proposition, par)
    plateforme = proposition.plateforme
    if proposition.origine == Proposition.Origine.RESEAU and proposition.auteur_id == par.pk:
        raise ValidationError(
            "Règle des quatre yeux\u00a0: une autre personne de votre réseau doit accepter "
            "ce que vous avez écrit."
        )
    choisis = set(proposition.valeurs) if champs is None else set(champs) & set(proposition.valeurs)
    if proposition.valeurs and not choisis:
        raise ValidationError("Cochez au moins un changement à accepter, ou refusez.")
    colonnes, listes = {}, {}
    for champ in choisis:
        if champ in LISTES:
            listes[champ] = _joindre_liste(plateforme, proposition, champ)
        else:
            nom = "porteur_id" if champ == "porteur" else champ
            colonnes[nom] = _joindre_colonne(plateforme, proposition, champ)
    if choisis:
        plateforme = update_plateforme(
            plateforme=plateforme,
            champs=colonnes,
            listes=listes,
            par=par,
            confirme=True,
            raison=f"Proposition acceptée ({proposition.get_origine_display().lower()})",
        )
        if plateforme.est_publique:
            noter_changement(
                plateforme, nature=ChangementPublic.Nature.MISE_A_JOUR, champs=sorted(choisis)
            )
    _decider(proposition, Etat.ACCEPTEE, par, "")
    return plateforme


def _joindre_colonne(plateforme: Plateforme, proposition: Proposition, champ: str) -> Any:
    base, voulu = proposition.base.get(champ), proposition.valeurs[champ]
    actuel = _valeur(plateforme, champ)
    if actuel in (base, voulu):
        return voulu
    if all(isinstance(v, str) for v in (base, voulu, actuel)):
        joint = fusionner_lignes(*(v.replace("\r\n", "\n") for v in (base, actuel, voulu)))
        if joint is not None:
            return joint
    raise ValidationError(
        f"«\u00a0{libelle_de(champ)}\u00a0» a changé depuis la proposition\u00a0: décochez ce champ, "
        "puis reprenez-le à la main."
    )


def _joindre_liste(plateforme: Plateforme, proposition: Proposition, champ: str) -> list[Any]:
    base, voulues = set(proposition.base.get(champ, [])), set(proposition.valeurs[champ])
    actuelles = set(getattr(plateforme, champ).values_list("pk", flat=True))
    cles = (actuelles | (voulues - base)) - (base - voulues)
    modele: Any = Plateforme._meta.get_field(champ).related_model
    return list(modele._default_manager.filter(pk__in=cles))


@transaction.atomic
def refuser(*, proposition: Proposition, par: Any, motif: str) -> None:
    """Leave the entry as it is, and say why.

    Raises:
        PermissionDenied, ValidationError: as ``accepter``; no reason given.
    """
    proposition = _prendre(proposition, par)
    if not motif.strip():
        raise ValidationError("Dites pourquoi\u00a0: la réponse est gardée avec la proposition.")
    _decider(proposition, Etat.REFUSEE, par, motif.strip())


def conclure_nouvelles(*, plateforme: Plateforme, par: Any, motif: str = "") -> None:
    """Answer those who proposed the platform: taken in, or turned down with the reason."""
    attendues = plateforme.propositions.select_for_update(of=("self",)).filter(
        etat=Etat.ATTENTE, nature=Proposition.Nature.NOUVELLE
    )
    for proposition in attendues:
        _decider(proposition, Etat.REFUSEE if motif else Etat.ACCEPTEE, par, motif)


def _prendre(proposition: Proposition, par: Any) -> Proposition:
    prise = (
        Proposition.objects.select_for_update(of=("self",))
        .select_related("plateforme")
        .get(pk=proposition.pk)
    )
    if not par.has_perm("plateformes.modifier", prise.plateforme):
        raise PermissionDenied
    if prise.etat != Etat.ATTENTE:
        raise ValidationError("Quelqu’un a déjà répondu à cette proposition.")
    return prise


def _decider(proposition: Proposition, etat: str, par: Any, motif: str) -> None:
    proposition.etat = etat
    proposition.motif = motif[:500]
    proposition.decidee_par = par
    proposition.decidee_le = timezone.now()
    proposition.save()
    adresse = proposition.courriel or (
        proposition.auteur.email if proposition.auteur and proposition.auteur_id != par.pk else ""
    )
    annoncer(NatureCourriel.PROPOSITION, proposition, [adresse])
