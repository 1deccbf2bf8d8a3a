"""Where each tool of a démarche stands and what comes next there: read from the data."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import (
    Diagnostic,
    Entretien,
    PartiePrenante,
    Piste,
    PointDeVue,
    Seance,
    SuiviContact,
)
from diagnostics.services.bilan import dire_nombre
from diagnostics.services.matrice import Matrice
from socle.typographie import INSECABLE

RENCONTRES = (SuiviContact.Etat.RENCONTRE, SuiviContact.Etat.ENGAGE)


@dataclass(frozen=True)
class Avancement:
    """One tool: how far it is (``fait`` of ``total``, none: not counted) and the next step."""

    cle: str
    nom: str
    icone: str
    url: str
    etat: str
    fait: int = 0
    total: int = 0
    mesure: str = ""
    suite: str = ""
    suite_url: str = ""

    @property
    def est_commence(self) -> bool:
        """Whether anything was done with it."""
        return bool(self.etat)


def lire_outils(
    *, diagnostic: Diagnostic, matrice: Matrice, droits: dict[str, Any]
) -> list[Avancement]:
    """Return the tools the reader may open, in the order of the tabs (eight queries at most)."""
    lire = [_entretiens] if droits["lit_entretiens"] else []
    outils = [outil(diagnostic, droits) for outil in lire]
    outils.append(_matrice(diagnostic, matrice, droits))
    outils.append(_seances(diagnostic, droits))
    outils.append(_parties(diagnostic, droits))
    if droits["lit_contacts"]:
        outils.append(_contacts(diagnostic, droits))
    outils.append(_pistes(diagnostic, droits))
    return [o for o in outils if o.url]


def adresse(nom: str, diagnostic: Diagnostic, suite: str = "") -> str:
    """Return the address of a tool's screen; empty when this installation has not that screen."""
    try:
        return reverse(f"diagnostics:{nom}", args=[diagnostic.reference]) + suite
    except NoReverseMatch:
        return ""


def _entretiens(diagnostic: Diagnostic, droits: dict[str, Any]) -> Avancement:
    comptes = diagnostic.entretiens.aggregate(
        faits=Count("pk", filter=Q(statut=Entretien.Statut.REALISE)),
        prevus=Count("pk", filter=Q(statut=Entretien.Statut.PLANIFIE)),
    )
    url = adresse("entretiens", diagnostic)
    etats = []
    if comptes["faits"]:
        etats.append(dire_nombre(comptes["faits"], "source recueillie", "sources recueillies"))
    if comptes["prevus"]:
        etats.append(dire_nombre(comptes["prevus"], "rencontre prévue", "rencontres prévues"))
    suite = "Préparer les rencontres et la grille"
    if comptes["prevus"]:
        prochain = (
            diagnostic.entretiens.planifies()
            .filter(date__gte=timezone.localdate())
            .order_by("date", "heure")
            .first()
        )
        suite = (
            f"Prochaine\u00a0: {prochain.titre}, {_jour(prochain.date)}"
            if prochain is not None and prochain.date
            else "Dater ce qui est prévu, ou le noter comme fait"
        )
    elif comptes["faits"]:
        suite = "Regarder qui n’a pas encore été entendu"
    return Avancement(
        cle="entretiens",
        nom="Entretiens",
        icone="paroles",
        url=url,
        etat=", ".join(etats),
        fait=comptes["faits"],
        total=comptes["faits"] + comptes["prevus"],
        mesure="faites",
        suite=suite if droits["peut_contribuer"] else "",
        suite_url=adresse("couverture", diagnostic)
        if comptes["faits"] and not comptes["prevus"]
        else url,
    )


def _matrice(diagnostic: Diagnostic, matrice: Matrice, droits: dict[str, Any]) -> Avancement:
    url = adresse("matrice", diagnostic)
    suite, suite_url = "Écrire le premier énoncé", url
    if matrice.sans_preuve:
        nombre = dire_nombre(matrice.sans_preuve, "énoncé")
        suite, suite_url = f"Étayer {nombre}", f"{url}?sans_preuve=1"
    elif matrice.total:
        suite = "Donner ses voix" if not matrice.voix else "Décider ensemble de ce qui compte"
    return Avancement(
        cle="matrice",
        nom="Matrice MOFF",
        icone="matrice",
        url=url,
        etat=f"{dire_nombre(matrice.total, 'énoncé')}, {dire_nombre(matrice.voix, 'voix', 'voix')}"
        if matrice.total
        else "",
        fait=matrice.etayes,
        total=matrice.total,
        mesure="étayés",
        suite=suite if droits["peut_proposer"] else "",
        suite_url=suite_url,
    )


def _seances(diagnostic: Diagnostic, droits: dict[str, Any]) -> Avancement:
    seances = list(diagnostic.seances.values_list("etape", "titre"))
    closes = sum(1 for etape, _ in seances if etape == Seance.Etape.CLOSE)
    ouvertes = [
        (Seance.Etape(etape), titre)
        for etape, titre in seances
        if etape not in {Seance.Etape.CLOSE, Seance.Etape.PREPARATION}
    ]
    if ouvertes:
        etape, titre = ouvertes[0]
        etat = f"En cours\u00a0: «{INSECABLE}{titre}{INSECABLE}», {etape.label.lower()}"
    elif seances:
        etat = dire_nombre(len(seances), "séance") + (
            f", dont {closes} close{'s' if closes > 1 else ''}" if closes else ", en préparation"
        )
    else:
        etat = ""
    return Avancement(
        cle="seances",
        nom="Séances",
        icone="atelier",
        url=adresse("seances", diagnostic),
        etat=etat,
        fait=closes,
        total=len(seances),
        mesure="closes",
        suite=("Reprendre la séance" if ouvertes else "Préparer une séance")
        if droits["peut_contribuer"]
        else "",
        suite_url=adresse("seances", diagnostic),
    )


def _parties(diagnostic: Diagnostic, droits: dict[str, Any]) -> Avancement:
    cercles = list(
        diagnostic.cercles.annotate(
            n=Count("parties", filter=Q(parties__retiree=False))
        ).values_list("nom", "n")
    )
    total = sum(n for _, n in cercles)
    vides = [nom for nom, n in cercles if not n]
    url = adresse("parties", diagnostic)
    if not total:
        suite = "Placer les premières parties prenantes"
    elif vides:
        suite = f"Qui manque parmi les {vides[0].lower()}\u202f?"
    else:
        suite = "Relire l’influence et l’attitude de chacune"
    return Avancement(
        cle="parties",
        nom="Parties prenantes",
        icone="cercles",
        url=url,
        etat=f"{dire_nombre(total, 'partie prenante', 'parties prenantes')} dans "
        f"{dire_nombre(len(cercles) - len(vides), 'cercle')}"
        if total
        else "",
        suite=suite if droits["peut_contribuer"] else "",
        suite_url=url,
    )


def _contacts(diagnostic: Diagnostic, droits: dict[str, Any]) -> Avancement:
    comptes = (
        PartiePrenante.objects.actives()
        .filter(diagnostic=diagnostic)
        .aggregate(
            total=Count("pk"),
            suivies=Count("pk", filter=Q(suivi__isnull=False)),
            rencontrees=Count("pk", filter=Q(suivi__etat__in=RENCONTRES)),
            dues=Count("pk", filter=Q(suivi__echeance__lte=timezone.localdate())),
        )
    )
    url = adresse("contacts", diagnostic) or adresse("contact", diagnostic)
    suite = "Désigner qui contacte qui"
    if comptes["dues"]:
        suite = dire_nombre(comptes["dues"], "action échue", "actions échues")
    elif comptes["rencontrees"]:
        suite = "Tenir le plan à jour"
    return Avancement(
        cle="contacts",
        nom="Plan de contact",
        icone="calendrier",
        url=url,
        etat=f"{dire_nombre(comptes['suivies'], 'prise de contact', 'prises de contact')} suivies"
        if comptes["suivies"] > 1
        else "Une prise de contact suivie"
        if comptes["suivies"]
        else "",
        fait=comptes["rencontrees"],
        total=comptes["total"],
        mesure="rencontrées",
        suite=suite if droits["peut_contribuer"] and comptes["total"] else "",
        suite_url=url,
    )


def _pistes(diagnostic: Diagnostic, droits: dict[str, Any]) -> Avancement:
    pistes = diagnostic.pistes.exclude(etat=Piste.Etat.ECARTEE)
    comptes = pistes.aggregate(
        n=Count("pk", distinct=True),
        attendus=Count("acteurs_concernes__pk"),
    )
    recus = PointDeVue.objects.filter(piste__in=pistes).count()
    url = adresse("pistes", diagnostic)
    suite = "Écrire une première piste, née de la matrice"
    if comptes["n"] and recus < comptes["attendus"]:
        attente = comptes["attendus"] - recus
        suite = f"Recueillir {dire_nombre(attente, 'point de vue', 'points de vue')}"
    elif comptes["n"]:
        suite = "Lire la convergence ensemble"
    return Avancement(
        cle="pistes",
        nom="Pistes et convergence",
        icone="balance",
        url=url,
        etat=f"{dire_nombre(comptes['n'], 'piste')}, "
        f"{dire_nombre(recus, 'point de vue', 'points de vue')}"
        if comptes["n"]
        else "",
        fait=min(recus, comptes["attendus"]),
        total=comptes["attendus"],
        mesure="reçus",
        suite=suite if droits["peut_contribuer"] else "",
        suite_url=adresse("convergence", diagnostic) if comptes["n"] else url,
    )


def _jour(jour: date) -> str:
    return date_format(jour, "j F")
