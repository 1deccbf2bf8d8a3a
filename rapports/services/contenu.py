"""Assemble what a report says, for one audience, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils import timezone

from acteurs.models import Acteur
from diagnostics.models import Anonymat, Diagnostic, Entretien
from diagnostics.services.carte_parties import Carte, carte_publique, lire_carte
from diagnostics.services.citations import dater_entretien, nommer_entretien
from diagnostics.services.matrice import LigneElement
from rapports.services import audience as filtre
from rapports.services import syntheses
from rapports.services.filieres import lire_filieres
from rapports.services.mots import dater, nombre, nommer_quelques
from rapports.services.options import Options
from rapports.services.pistes import lire_pistes
from rapports.services.structures import (
    ActeurListe,
    Appui,
    CadranMoff,
    Chiffre,
    Compte,
    Contenu,
    Enonce,
    Etape,
    Famille,
    Filieres,
    Lieu,
    Mesure,
    Temps,
    Theme,
)
from socle.formes import INCONNUE, forme_de
from socle.typographie import typographier

COMMUNES_PRINCIPALES: Final = 8
"""Communes named in the chapter on the territory, the most populated first."""


class Assemblage:
    """One assembling: reads the démarche once, keeps what the audience may learn."""

    def __init__(self, diagnostic: Diagnostic, *, audience: str, options: Options) -> None:
        self.diagnostic = diagnostic
        self.audience = audience
        self.options = options
        self.publique = audience == filtre.PUBLIQUE
        self._appuis: dict[tuple[str, str, str], Appui] = {}

    def assembler(self, aujourd_hui: date) -> Contenu:
        """Return the content as of ``aujourd_hui``."""
        d = self.diagnostic
        lieu = self._lire_lieu()
        acteurs = list(
            filtre.lister_acteurs(d, self.audience)
            .select_related("type__parent", "sous_type", "commune")
            .prefetch_related("thematiques")
            .order_by("nom_normalise", "pk")
        )
        familles = self._ranger_familles(acteurs)
        cadrans = self._lire_matrice()
        etapes = self._lire_etapes()
        entretiens = list(d.entretiens.entendus().select_related("acteur"))
        ecoutes = self._compter_ecoutes(entretiens)
        mesures = self._lire_mesures()
        chiffres = self._candidats(lieu, mesures, acteurs, cadrans, ecoutes)
        decision = typographier(self.options.decision)
        return Contenu(
            audience=str(self.audience),
            reference=d.reference,
            titre=typographier(d.titre),
            question=typographier(d.question),
            chapeau=typographier(d.resume),
            organisation=typographier(d.organisation.nom),
            periode=typographier(d.periode_texte),
            date=dater(aujourd_hui),
            statut=d.get_statut_display(),
            lieu=lieu,
            sections=self.options.sections,
            strates=syntheses.ecrire_strates(
                decision=decision,
                etapes=etapes,
                cadrans=cadrans,
                acteurs=len(acteurs),
                familles=sum(f.code != INCONNUE for f in familles),
                ecoutes=ecoutes,
                lieu=lieu,
            ),
            messages=syntheses.choisir_messages(cadrans, self.options),
            chiffres=syntheses.choisir_chiffres(chiffres, self.options),
            decision=decision,
            precisions=tuple(typographier(p) for p in self.options.precisions),
            mesures=tuple(m for _, m in mesures),
            familles=familles,
            themes=self._compter_themes(acteurs),
            cadrans=cadrans,
            etapes=etapes,
            ecoutes=ecoutes,
            appuis=tuple(self._appuis.values()),
            recueil=() if self.publique else self._nommer_recueil(entretiens),
            participants=() if self.publique else self._nommer_participants(),
            pistes=lire_pistes(d, publique=self.publique)
            if "pistes" in self.options.sections
            else (),
            parties=self._lire_parties() if "parties" in self.options.sections else None,
            filieres=lire_filieres(d, publique=self.publique)
            if "filieres" in self.options.sections
            else Filieres(),
        )

    def _lire_parties(self) -> Carte | None:
        """Return the stakeholder map: never a person; positions for members only."""
        carte = lire_carte(diagnostic=self.diagnostic)
        if self.publique:
            carte = carte_publique(carte)
        return carte if carte.lignes else None

    def lister_chiffres(self) -> tuple[Chiffre, ...]:
        """Return every figure the requester may put forward."""
        acteurs = list(filtre.lister_acteurs(self.diagnostic, self.audience))
        return self._candidats(
            self._lire_lieu(),
            self._lire_mesures(),
            acteurs,
            self._lire_matrice(),
            self._compter_ecoutes(self.diagnostic.entretiens.entendus()),
        )

    # ── Territory ───────────────────────────────────────────────────────────
    def _lire_lieu(self) -> Lieu:
        territoire = self.diagnostic.territoire
        communes = list(territoire.communes.values_list("nom", "population", "code", "lon", "lat"))
        peuplees = sorted((c for c in communes if c[1]), key=lambda c: (-c[1], c[0]))
        population = territoire.population or sum(c[1] or 0 for c in communes) or None
        lon, lat = territoire.lon, territoire.lat
        places = [(c[3], c[4]) for c in communes if c[3] is not None]
        if lon is None and places:
            lon, lat = (sum(axe) / len(places) for axe in zip(*places, strict=True))
        return Lieu(
            pk=territoire.pk,
            nom=typographier(territoire.nom),
            nature=territoire.get_nature_display(),
            population=population,
            communes=len(communes),
            principales=tuple(
                Compte(nom, habitants or 0, code)
                for nom, habitants, code, *_ in peuplees[:COMMUNES_PRINCIPALES]
            ),
            lon=lon,
            lat=lat,
            millesime=territoire.millesime,
        )

    def _lire_mesures(self) -> list[tuple[str, Mesure]]:
        return [
            (
                f"indicateur-{i.code}-{i.annee or ''}",
                Mesure(
                    libelle=typographier(i.libelle),
                    prefixe=typographier(i.prefixe),
                    valeur=nombre(i.valeur),
                    unite=typographier(i.unite),
                    annee=str(i.annee or ""),
                    source=typographier(i.source),
                ),
            )
            for i in self.diagnostic.territoire.indicateurs.order_by("pk")
        ]

    # ── Actors ──────────────────────────────────────────────────────────────
    def _ranger_familles(self, acteurs: list[Acteur]) -> tuple[Famille, ...]:
        groupes: dict[str, list[Acteur]] = defaultdict(list)
        libelles: dict[str, tuple[int, str, str]] = {}
        for acteur in acteurs:
            genre = acteur.type
            code = genre.code if genre else INCONNUE
            groupes[code].append(acteur)
            libelles[code] = (
                (genre.ordre, genre.libelle, forme_de(genre))
                if genre
                else (10_000, "Type à préciser", INCONNUE)
            )
        return tuple(
            Famille(
                code=code,
                libelle=typographier(libelles[code][1]),
                forme=libelles[code][2],
                acteurs=tuple(self._lister_acteur(a) for a in groupes[code]),
            )
            for code in sorted(groupes, key=lambda c: libelles[c][:2])
        )

    def _lister_acteur(self, acteur: Acteur) -> ActeurListe:
        precisions = [
            acteur.sous_type.sigle or acteur.sous_type.libelle if acteur.sous_type else "",
            acteur.sigle if acteur.sigle != acteur.nom else "",
        ]
        return ActeurListe(
            reference=acteur.reference,
            nom=typographier(acteur.nom),
            detail=typographier(", ".join(p for p in precisions if p)),
            commune=acteur.commune.nom if acteur.commune else "",
            themes=", ".join(t.libelle for t in acteur.thematiques.all()),
            forme=forme_de(acteur.type) if acteur.type else INCONNUE,
            lon=acteur.lon,
            lat=acteur.lat,
            precision=str(acteur.precision),
        )

    def _compter_themes(self, acteurs: list[Acteur]) -> tuple[Theme, ...]:
        noms: dict[str, list[str]] = defaultdict(list)
        for acteur in acteurs:
            for theme in acteur.thematiques.all():
                noms[theme.libelle].append(typographier(acteur.nom))
        ranges = sorted(noms.items(), key=lambda t: (-len(t[1]), t[0]))
        return tuple(
            Theme(typographier(libelle), len(liste), nommer_quelques(liste))
            for libelle, liste in ranges
        )

    # ── Matrix ──────────────────────────────────────────────────────────────
    def _lire_matrice(self) -> tuple[CadranMoff, ...]:
        lecture = filtre.lire(self.diagnostic, self.audience)
        return tuple(
            CadranMoff(
                code=q.code,
                titre=typographier(q.libelle),
                singulier=typographier(q.question.singulier),
                question=typographier(q.question.question),
                enonces=tuple(self._lire_enonce(ligne) for ligne in q.lignes),
            )
            for q in lecture.quadrants
        )

    def _lire_enonce(self, ligne: LigneElement) -> Enonce:
        cotes: dict[bool, dict[Appui, None]] = {False: {}, True: {}}
        for preuve in ligne.preuves:
            appui = self._citer(*filtre.dire_preuve(preuve), preuve.nature)
            cotes[preuve.contredit][appui] = None
        return Enonce(
            reference=ligne.reference,
            texte=typographier(ligne.texte),
            theme=typographier(ligne.theme),
            voix=ligne.voix,
            appuis=tuple(cotes[False]),
            contraires=tuple(cotes[True]),
        )

    def _citer(self, libelle: str, url: str, nature: str) -> Appui:
        """Return the source of these words, numbered at its first citation."""
        cle = (nature, libelle, url)
        if cle not in self._appuis:
            self._appuis[cle] = Appui(str(nature), libelle, len(self._appuis) + 1, url)
        return self._appuis[cle]

    # ── Process ─────────────────────────────────────────────────────────────
    def _lire_etapes(self) -> tuple[Etape, ...]:
        return tuple(
            Etape(
                titre=typographier(p.titre),
                etat=str(p.etat),
                etat_texte=p.get_etat_display(),
                periode=typographier(p.periode_texte),
                note=typographier(p.note),
            )
            for p in self.diagnostic.phases.all()
        )

    def _compter_ecoutes(self, entretiens: Iterable[Entretien]) -> tuple[Compte, ...]:
        natures = [e.nature for e in entretiens]
        return tuple(
            Compte(n.label.lower(), natures.count(n), str(n))
            for n in Entretien.Nature
            if n in natures
        )

    def _nommer_recueil(self, entretiens: list[Entretien]) -> tuple[Temps, ...]:
        return tuple(
            Temps(
                e.get_nature_display(),
                typographier(e.titre if e.anonymat == Anonymat.NOMINATIF else nommer_entretien(e)),
                "" if e.anonymat == Anonymat.ANONYME else typographier(dater_entretien(e)),
            )
            for e in entretiens
        )

    def _nommer_participants(self) -> tuple[Compte, ...]:
        membres = self.diagnostic.membres.select_related("utilisateur").order_by("pk")
        return tuple(
            Compte(typographier(str(m.utilisateur)), 1, m.get_role_display()) for m in membres
        )

    def _candidats(
        self,
        lieu: Lieu,
        mesures: list[tuple[str, Mesure]],
        acteurs: list[Acteur],
        cadrans: tuple[CadranMoff, ...],
        ecoutes: tuple[Compte, ...],
    ) -> tuple[Chiffre, ...]:
        return syntheses.lister_chiffres(
            lieu=lieu,
            mesures=mesures,
            acteurs=len(acteurs),
            acteurs_ess=sum(a.ess is True for a in acteurs),
            cadrans=cadrans,
            ecoutes=ecoutes,
        )


def assemble_content(
    diagnostic: Diagnostic, *, audience: str, options: Options | None = None
) -> Contenu:
    """Return what the report of ``diagnostic`` says to ``audience`` today."""
    return Assemblage(diagnostic, audience=audience, options=options or Options()).assembler(
        timezone.localdate()
    )


def list_figures(diagnostic: Diagnostic, *, audience: str) -> tuple[Chiffre, ...]:
    """Return the figures that may be put forward in the note, the proposed ones first."""
    return Assemblage(diagnostic, audience=audience, options=Options()).lister_chiffres()
