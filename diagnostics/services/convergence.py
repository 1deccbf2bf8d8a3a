"""What the screens and the report read of convergence: one reading, constant queries."""

from collections import defaultdict
from typing import Any

from diagnostics.calculs import convergence as calcul
from diagnostics.calculs import lexique, phrases
from diagnostics.lectures_convergence import (
    Cellule,
    Comparaison,
    Lecture,
    LecturePiste,
    LigneApport,
    LigneAttente,
    Rapprochement,
    TensionLue,
)
from diagnostics.models import (
    ActeurConcerne,
    Apport,
    Attente,
    Couverture,
    Diagnostic,
    Piste,
    PointDeVue,
)


def lire_convergence(
    diagnostic: Diagnostic, *, voit_equipe: bool = False, ecartees: bool = False, seuil: int = 0
) -> Lecture:
    """Read the convergence of a démarche in eight queries, whatever its size.

    Args:
        diagnostic: the démarche.
        voit_equipe: the reader belongs to the team: private points of view that the team
            itself wrote are shown (those written by actors never are).
        ecartees: ideas set aside too.
        seuil: answers under which a mean is hidden (public edition: 3).
    """
    pistes = list(
        diagnostic.pistes.select_related("thematique").prefetch_related("enjeux", "appuis")
    )
    if not ecartees:
        pistes = [p for p in pistes if p.est_ouverte]
    acteurs = list(diagnostic.acteurs_concernes.select_related("acteur"))
    concernes = set(
        ActeurConcerne.pistes.through.objects.filter(
            acteurconcerne__diagnostic=diagnostic
        ).values_list("acteurconcerne_id", "piste_id")
    )
    points = {
        (p.acteur_id, p.piste_id): p
        for p in PointDeVue.objects.filter(piste__diagnostic=diagnostic).select_related("auteur")
    }
    lieur = _Lieur(diagnostic, acteurs)
    lus = []
    for piste in pistes:
        cellules = tuple(
            _cellule(a, piste, points.get((a.pk, piste.pk)), (a.pk, piste.pk) in concernes,
                     voit_equipe=voit_equipe)
            for a in acteurs
        )  # fmt: skip
        siens = [p for (_, numero), p in points.items() if numero == piste.pk]
        lus.append(
            lieur.lire(piste, cellules, siens, sum(numero == piste.pk for _, numero in concernes),
                       seuil=seuil)
        )  # fmt: skip
    ouvertes = {p.pk for p in pistes}
    avis = [_avis(p) for p in points.values() if p.piste_id in ouvertes]
    return Lecture(tuple(lus), tuple(acteurs), calcul.convergence_acteurs(avis))


def _cellule(
    acteur: ActeurConcerne,
    piste: Piste,
    point: PointDeVue | None,
    concerne: bool,  # noqa: FBT001
    *,
    voit_equipe: bool,
) -> Cellule:
    if point is None:
        return Cellule(acteur, piste, "muet" if concerne else "hors")
    if point.est_secret or (point.prive and not voit_equipe):
        return Cellule(acteur, piste, "prive")
    return Cellule(acteur, piste, "dit", point)


def _avis(point: PointDeVue) -> calcul.Avis:
    return calcul.Avis(str(point.acteur_id), str(point.piste_id), point.adhesion, point.prive)


class _Lieur:
    """Brings expectations, contributions and their links together; nothing private enters."""

    def __init__(self, diagnostic: Diagnostic, acteurs: list[ActeurConcerne]) -> None:
        self.acteurs = {a.pk: a for a in acteurs}
        ouverts: dict[str, Any] = {
            "point_de_vue__piste__diagnostic": diagnostic,
            "point_de_vue__prive": False,
        }
        self.attentes = self._ranger(
            Attente.objects.filter(**ouverts).select_related("point_de_vue", "thematique")
        )
        self.apports = self._ranger(
            Apport.objects.filter(**ouverts).select_related("point_de_vue", "thematique")
        )
        self.couvertures = set(
            Couverture.objects.filter(
                attente__point_de_vue__piste__diagnostic=diagnostic
            ).values_list("attente_id", "apport_id")
        )
        self.contredites: dict[int, set[int]] = defaultdict(set)
        for une, autre in Attente.contredit.through.objects.filter(
            from_attente__point_de_vue__piste__diagnostic=diagnostic
        ).values_list("from_attente_id", "to_attente_id"):
            self.contredites[une].add(autre)

    def _ranger(self, lignes: Any) -> dict[int, list[Any]]:
        par_piste: dict[int, list[Any]] = defaultdict(list)
        for ligne in lignes:
            par_piste[ligne.point_de_vue.piste_id].append(ligne)
        return par_piste

    def lire(
        self,
        piste: Piste,
        cellules: tuple[Cellule, ...],
        points: list[PointDeVue],
        concernes: int,
        *,
        seuil: int,
    ) -> LecturePiste:
        """Read one idea."""
        attentes, apports = self.attentes[piste.pk], self.apports[piste.pk]
        employes = {apport for _, apport in self.couvertures}
        lignes_apports = {
            a.pk: LigneApport(a, self.acteurs[a.point_de_vue.acteur_id], a.pk not in employes)
            for a in apports
        }
        connues = {a.pk: a for a in attentes}
        lignes_attentes = {
            a.pk: LigneAttente(
                a,
                self.acteurs[a.point_de_vue.acteur_id],
                tuple(lignes_apports[r.pk] for r in apports if (a.pk, r.pk) in self.couvertures),
                tuple(connues[c] for c in sorted(self.contredites[a.pk]) if c in connues),
            )
            for a in attentes
        }
        souhaits = {a.pk: _souhait(a) for a in attentes}
        ressources = [_ressource(a) for a in apports]
        avis = [_avis(p) for p in points]
        oppositions = [
            (souhaits[a], souhaits[b])
            for a in souhaits
            for b in self.contredites[a]
            if b in souhaits and a < b
        ]
        dits = {p.acteur_id: p for p in points if not p.prive and p.compris}
        return LecturePiste(
            piste=piste,
            cellules=cellules,
            adhesion=calcul.compter(avis, concernes, seuil=seuil),
            attentes=tuple(lignes_attentes.values()),
            apports=tuple(lignes_apports.values()),
            appariement=calcul.apparier(souhaits.values(), ressources, self.couvertures),
            rapprochements=tuple(
                Rapprochement(
                    lignes_attentes[s.souhait.cle], lignes_apports[s.ressource.cle], _pourquoi(s)
                )
                for s in calcul.suggerer(
                    [souhaits[a.pk] for a in attentes if not lignes_attentes[a.pk].reponses],
                    ressources,
                    sauf=self.couvertures,
                )
            ),
            tensions=tuple(
                self._dire_tension(t, connues) for t in calcul.tensions(avis, oppositions)
            ),
            comparaisons=tuple(
                Comparaison(
                    dits[int(e.un)],
                    dits[int(e.autre)],
                    phrases.dire_distance(e.distance),
                    ", ".join(e.communs),
                )
                for e in lexique.comparer([(str(n), p.compris) for n, p in dits.items()])
            ),
        )

    def _dire_tension(self, tension: calcul.Tension, connues: dict[int, Attente]) -> TensionLue:
        un, autre = self.acteurs[int(tension.un)], self.acteurs[int(tension.autre)]
        if tension.attentes:
            a, b = (connues[cle].texte for cle in tension.attentes)
            return TensionLue(un, autre, f"«\u00a0{a}\u00a0» et «\u00a0{b}\u00a0» se contredisent.")
        return TensionLue(
            un, autre, f"Adhésions opposées\u00a0: {tension.ecart} degrés les séparent."
        )


def _souhait(attente: Attente) -> calcul.Souhait:
    point = attente.point_de_vue
    return calcul.Souhait(
        attente.pk,
        str(point.piste_id),
        str(point.acteur_id),
        attente.texte,
        str(attente.thematique_id or ""),
    )


def _ressource(apport: Apport) -> calcul.Ressource:
    point = apport.point_de_vue
    return calcul.Ressource(
        apport.pk,
        str(point.piste_id),
        str(point.acteur_id),
        apport.texte,
        str(apport.thematique_id or ""),
        apport.nature,
    )


def _pourquoi(suggestion: calcul.Suggestion) -> str:
    raisons = []
    if suggestion.meme_theme:
        raisons.append("même thème")
    if suggestion.mots:
        pluriel = "s" if len(suggestion.mots) > 1 else ""
        raisons.append(f"mot{pluriel} commun{pluriel}\u00a0: {', '.join(suggestion.mots)}")
    return ", ".join(raisons)
