"""Placing actors at their address: the commune's centre comes at once, the street later.

Only points nobody placed are moved: those at the centre of a commune, whose address
was never asked. What the service says is kept as a score, success or not, so that
the same address is not asked every night; changing the address forgets it.
"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from acteurs.colonnes.etat import demander
from acteurs.geocodeur import LOT, Demande, GeocodeurIndisponible, Reponse, geocoder
from acteurs.models import Acteur, ActeurQuerySet, GeocodageActeurs
from acteurs.services.densite import reconstruire_densite
from acteurs.services.passages import trace_in_bulk
from acteurs.services.revision import signaler_changement
from socle.travaux import ErreurTravail, Suivi, lancer_travail
from territoires.models import Commune

SCORE_ADRESSE = 0.8
"""From this score a house number is taken as the address itself."""
SCORE_VOIE = 0.6
PAR_NUIT = 100_000
"""Addresses asked in one night at most."""
HORS_LIGNE = (
    "Ce serveur n’est pas autorisé à joindre le service national d’adresses\u00a0: "
    "les acteurs restent au centre de leur commune."
)
_RAISON = "Placé à l’adresse par la Base Adresse Nationale"
_CHAMPS = ("lon", "lat", "morton", "precision", "score_geocodage", "version")
# Their addresses are known by arrondissement: the commune's own code would find nothing.
_A_ARRONDISSEMENTS = {"75056", "69123", "13055"}


def a_geocoder(organisation: Any = None) -> ActeurQuerySet:
    """Return the actors whose address may be asked; of everyone without ``organisation``."""
    acteurs = (
        Acteur.objects.filter(
            score_geocodage=None,
            precision__in=[Acteur.Precision.COMMUNE, Acteur.Precision.INCONNUE],
            commune__isnull=False,
        )
        .exclude(adresse="")
        .exclude(statut=Acteur.Statut.ARCHIVE)
    )
    return acteurs.filter(organisation=organisation) if organisation else acteurs


def launch_geocodage(
    *, organisation: Any = None, par: Any = None, limite: int | None = None
) -> GeocodageActeurs | None:
    """Queue the placing of addresses; None when this server is offline or nothing waits.

    While one is under way for the same actors, return that one.
    """
    if not settings.EN_LIGNE:
        return None
    with transaction.atomic():
        en_cours = GeocodageActeurs.objects.actifs().filter(organisation=organisation).first()
        if en_cours:
            return en_cours
        if not a_geocoder(organisation).exists():
            return None
        travail = GeocodageActeurs.objects.create(
            organisation=organisation,
            demandeur=par,
            options={"limite": limite} if limite else {},
        )
        lancer_travail(travail)
    return travail


def execute_geocodage(travail: GeocodageActeurs, suivi: Suivi) -> None:
    """Ask batch after batch, from where the last attempt stopped.

    Raises:
        ErreurTravail: offline, or the service does not answer; what is placed stays.
    """
    if not settings.EN_LIGNE:
        raise ErreurTravail(HORS_LIGNE)
    suivi("Demande au service national d’adresses", 1)
    recherche = _Recherche(travail, suivi)
    try:
        while lot := recherche.lot_suivant():
            recherche.placer(lot)
    except GeocodeurIndisponible as erreur:
        raise ErreurTravail(str(erreur)) from erreur
    finally:
        if recherche.en_masse:
            reconstruire_densite()
            demander()


class _Recherche:
    """State of one attempt."""

    def __init__(self, travail: GeocodageActeurs, suivi: Suivi) -> None:
        self.travail = travail
        self.suivi = suivi
        self.attendus = a_geocoder(travail.organisation).order_by("pk")
        self.dernier: int = travail.avancement.get("dernier", 0)
        self.demandes: int = travail.avancement.get("demandes", 0)
        self.bilan: Counter[str] = Counter(travail.bilan)
        reste = self.attendus.order_by().filter(pk__gt=self.dernier).count()
        self.total = self.demandes + reste
        if limite := travail.options.get("limite"):
            self.total = min(self.total, limite)
        # Counting cells again costs as much for a thousand points as for all: once is enough.
        self.en_masse = self.total - self.demandes > LOT

    def lot_suivant(self) -> list[Acteur]:
        """The actors to ask next; none when all were, or the limit is reached."""
        taille = min(LOT, self.total - self.demandes)
        suivants = self.attendus.filter(pk__gt=self.dernier).select_related("commune")
        return list(suivants[:taille]) if taille > 0 else []

    def placer(self, lot: list[Acteur]) -> None:
        """Ask the service, then write the answers with the progress, in one transaction."""
        reponses = geocoder([_demande(acteur) for acteur in lot])
        with transaction.atomic():
            self.bilan.update(_appliquer(lot, reponses, en_masse=self.en_masse))
            self.dernier = lot[-1].pk
            self.demandes += len(lot)
            self.travail.avancement = {"dernier": self.dernier, "demandes": self.demandes}
            self.travail.bilan = dict(self.bilan)
            self.travail.save(update_fields=["avancement", "bilan"])
            self.suivi(
                f"Adresse {self.demandes} sur {self.total}",
                min(99, 100 * self.demandes // self.total),
            )


def _demande(acteur: Acteur) -> Demande:
    """What is sent of an actor: its street and its commune."""
    commune: Any = acteur.commune
    code = commune.code_insee
    if commune.type != Commune.Type.ARRONDISSEMENT and commune.parent_id:
        code = commune.parent_id[:5]
    if code in _A_ARRONDISSEMENTS:
        code = ""
    return Demande(adresse=acteur.adresse, commune=commune.nom, code=code)


def _appliquer(
    lot: list[Acteur], reponses: list[Reponse | None], *, en_masse: bool
) -> Counter[str]:
    """Move the points of a batch, leaving alone what changed while the service was asked."""
    bilan: Counter[str] = Counter()
    parents = dict(
        Commune.objects.filter(pk__in={r.code for r in reponses if r}).values_list("pk", "parent")
    )
    actuels = Acteur.objects.select_for_update().in_bulk([acteur.pk for acteur in lot])
    changes, deplaces, mortons = [], [], []
    for demande, reponse in zip(lot, reponses, strict=True):
        acteur = actuels.get(demande.pk)
        if acteur is None or _situation(acteur) != _situation(demande):
            bilan["changes_entretemps"] += 1
            continue
        constat = _juger(demande.commune, reponse, parents)
        bilan[constat] += 1
        acteur.score_geocodage = round(reponse.score, 4) if reponse else 0.0
        if reponse and constat in Acteur.Precision:
            mortons.append(acteur.morton)
            acteur.lon, acteur.lat, acteur.precision = reponse.lon, reponse.lat, constat
            acteur.deriver()
            acteur.version += 1
            mortons.append(acteur.morton)
            deplaces.append(acteur)
        changes.append(acteur)
    _ecrire(changes)
    if deplaces:
        _garder_trace([acteur for acteur in deplaces if acteur.enrichi])
        touches = [acteur.pk for acteur in deplaces]
        signaler_changement(() if en_masse else mortons, acteurs=touches)
    return bilan


def _ecrire(acteurs: list[Acteur]) -> None:
    """Update rows one by one in one round trip: far faster than one statement full of cases."""
    maintenant = connection.ops.adapt_datetimefield_value(timezone.now())
    colonnes = ", ".join(f"{connection.ops.quote_name(nom)} = %s" for nom in _CHAMPS)
    with connection.cursor() as curseur:
        curseur.executemany(
            f"UPDATE acteurs_acteur SET {colonnes}, modifie_le = %s WHERE id = %s",  # noqa: S608  (constants)
            [(*(getattr(a, nom) for nom in _CHAMPS), maintenant, a.pk) for a in acteurs],
        )


def _situation(acteur: Acteur) -> tuple[Any, ...]:
    return (acteur.adresse, acteur.commune_id, acteur.precision, acteur.score_geocodage)


def _juger(commune: Any, reponse: Reponse | None, parents: dict[str, str | None]) -> str:
    """Return the precision the answer deserves, or why it is set aside."""
    if reponse is None:
        return "sans_resultat"
    if not _est_dans(commune, reponse.code, parents):
        return "hors_commune"
    if reponse.nature == "housenumber" and reponse.score >= SCORE_ADRESSE:
        return Acteur.Precision.ADRESSE.value
    if reponse.nature == "street" and reponse.score >= SCORE_VOIE:
        return Acteur.Precision.VOIE.value
    return "incertains"


def _est_dans(commune: Any, code: str, parents: dict[str, str | None]) -> bool:
    """Whether a place is in the actor's commune, in the one it is a part of, or in a part of it."""
    siennes = {commune.code_insee}
    if commune.parent_id and commune.type != Commune.Type.ARRONDISSEMENT:
        siennes.add(commune.parent_id[:5])
    return code in siennes or parents.get(code) == commune.pk


def _garder_trace(acteurs: list[Acteur]) -> None:
    """Write the history of entries people hold, themes included; official rows have none."""
    if not acteurs:
        return
    liens = Acteur.thematiques.through.objects.filter(acteur__in=[a.pk for a in acteurs])
    trace_in_bulk(acteurs, liens, raison=_RAISON)


def place_at_night() -> bool:
    """Queue the addresses of everyone, every night; return whether there was something to do."""
    return launch_geocodage(limite=PAR_NUIT) is not None
