"""Small factories: one call makes a valid object; keyword arguments override."""

from itertools import count
from typing import Any

from django.utils import timezone

from acteurs.models import Acteur, Thematique, TypeActeur, masque_de
from acteurs.services.revision import signaler_changement
from comptes.models import Adhesion, Organisation, Role, Utilisateur
from diagnostics.models import (
    ActeurConcerne,
    Apport,
    Attente,
    Commentaire,
    Diagnostic,
    ElementMoff,
    Enjeu,
    Entretien,
    GrilleEntretien,
    MembreDiagnostic,
    PartiePrenante,
    Passage,
    Phase,
    Piste,
    PointDeVue,
    Preuve,
    QuestionGrille,
    Reponse,
    Seance,
    Verbatim,
    VersionGrille,
)
from diagnostics.services.parties import ajouter_partie
from filieres.models import Chaine, Filiere, Flux, Gisement, Maillon, MembreFiliere, Position
from plateformes.models import Evaluation, Plateforme
from plateformes.services import LISTES, create_plateforme
from plateformes.services.evaluation import answer_question, finish_evaluation, open_evaluation
from relations.models import Relation
from territoires.models import (
    Commune,
    Departement,
    Indicateur,
    Region,
    Territoire,
    TerritoireCommune,
)

_numeros = count(1)
MOT_DE_PASSE = "un-mot-de-passe-de-test-2026"


def make_utilisateur(**champs: Any) -> Utilisateur:
    """A user with a verified address."""
    from allauth.account.models import EmailAddress

    email = champs.pop("email", f"personne{next(_numeros)}@exemple.example")
    utilisateur = Utilisateur.objects.create_user(email, MOT_DE_PASSE, **champs)
    EmailAddress.objects.create(user=utilisateur, email=email, verified=True, primary=True)
    return utilisateur


def make_organisation(
    *membres: Utilisateur, role: str = Role.MEMBRE, **champs: Any
) -> Organisation:
    """An organisation and its members."""
    champs.setdefault("nom", f"Organisation {next(_numeros)}")
    champs.setdefault("nature", Organisation.Nature.COLLECTIVITE)
    organisation = Organisation.objects.create(**champs)
    for membre in membres:
        Adhesion.objects.create(utilisateur=membre, organisation=organisation, role=role)
    return organisation


def _code_libre() -> str:
    while Commune.objects.filter(code=(code := f"80{next(_numeros) % 1000:03d}")).exists():
        pass
    return code


def make_commune(code: str = "", **champs: Any) -> Commune:
    """A commune in département 80 unless told otherwise."""
    region, _ = Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})
    departement, _ = Departement.objects.get_or_create(
        code="80", defaults={"nom": "Somme", "region": region}
    )
    code = code or _code_libre()
    champs.setdefault("nom", f"Commune {code}")
    champs.setdefault("population", 500)
    champs.setdefault("lon", 2.649)
    champs.setdefault("lat", 50.004)
    return Commune.objects.create(code=code, departement=departement, region=region, **champs)


def make_territoire(*communes: Commune, **champs: Any) -> Territoire:
    """A territory of the given communes."""
    n = next(_numeros)
    champs.setdefault("nom", f"Territoire {n}")
    champs.setdefault("nature", Territoire.Nature.EPCI)
    champs.setdefault("code", f"2480{n:05d}")
    champs.setdefault("officiel", True)
    champs.setdefault("population", sum(c.population or 0 for c in communes))
    territoire = Territoire.objects.create(**champs)
    TerritoireCommune.objects.bulk_create(
        TerritoireCommune(territoire=territoire, commune=c) for c in communes
    )
    return territoire


def make_thematique(code: str = "mobilite", **champs: Any) -> Thematique:
    """A theme."""
    return Thematique.objects.get_or_create(
        code=code, defaults={"libelle": code.capitalize(), **champs}
    )[0]


def make_type(code: str = "association", **champs: Any) -> TypeActeur:
    """A kind of actor."""
    return TypeActeur.objects.get_or_create(
        code=code,
        defaults={"libelle": code.capitalize(), "groupe": "famille", "ess": "oui", **champs},
    )[0]


def make_acteur(**champs: Any) -> Acteur:
    """A published actor."""
    champs.setdefault("nom", f"Acteur {next(_numeros)}")
    champs.setdefault("statut", Acteur.Statut.PUBLIE)
    thematiques = champs.pop("thematiques", ())
    if thematiques:
        siens = Thematique.objects.filter(pk__in=[getattr(t, "pk", t) for t in thematiques])
        champs.setdefault("masque_themes", masque_de(siens))
    acteur = Acteur.objects.create(**champs)
    acteur.thematiques.set(thematiques)
    signaler_changement([acteur.morton], acteurs=[acteur.pk])
    return acteur


def make_plateforme(*, par: Utilisateur | None = None, **champs: Any) -> Plateforme:
    """A published platform of the catalogue; lists and editorial columns may be given too."""
    champs.setdefault("nom", f"Plateforme {next(_numeros)}")
    cadre = {
        nom: champs.pop(nom)
        for nom in ("code", "reseau", "statut", "motif", "publiee_le", "revue_le")
        if nom in champs
    }
    cadre.setdefault("statut", Plateforme.Statut.PUBLIEE)
    listes = {nom: champs.pop(nom) for nom in LISTES if nom in champs}
    return create_plateforme(champs=champs, listes=listes, par=par, confirme=True, **cadre)


def make_evaluation(
    plateforme: Plateforme | None = None,
    *,
    notes: dict[Utilisateur, tuple[int, ...]] | None = None,
    conclusion: str = "",
    par: Utilisateur | None = None,
) -> Evaluation:
    """An evaluation with each reviewer's grades; finished when ``conclusion`` is given."""
    evaluation = open_evaluation(plateforme=plateforme or make_plateforme(), par=par)
    questions = list(evaluation.regle.questions.all())
    for auteur, siennes in (notes or {}).items():
        for question, note in zip(questions, siennes, strict=False):
            choix = question.degres.get(note=note)
            answer_question(evaluation=evaluation, question=question, par=auteur, choix=choix)
    if conclusion:
        evaluation = finish_evaluation(evaluation=evaluation, par=par, conclusion=conclusion)
    return evaluation


def make_diagnostic(pilote: Utilisateur | None = None, **champs: Any) -> Diagnostic:
    """A démarche under way with its five phases; ``pilote`` becomes a member of it."""
    champs.setdefault("titre", f"Démarche {next(_numeros)}")
    if "organisation" not in champs:
        champs["organisation"] = make_organisation(*([pilote] if pilote else []))
    if "territoire" not in champs:
        champs["territoire"] = make_territoire(make_commune())
    diagnostic = Diagnostic.objects.create(pilote=pilote, **champs)
    Phase.objects.create(diagnostic=diagnostic, code="diagnostic", titre="Diagnostic", ordre=1)
    if pilote:
        make_membre(diagnostic, pilote, MembreDiagnostic.Role.PILOTE)
    return diagnostic


def make_membre(
    diagnostic: Diagnostic,
    utilisateur: Utilisateur | None = None,
    role: str = MembreDiagnostic.Role.AGENT,
) -> Utilisateur:
    """Add a member to a démarche and return the user."""
    utilisateur = utilisateur or make_utilisateur()
    MembreDiagnostic.objects.create(diagnostic=diagnostic, utilisateur=utilisateur, role=role)
    return utilisateur


def make_element(diagnostic: Diagnostic, **champs: Any) -> ElementMoff:
    """A statement of the matrix."""
    champs.setdefault("quadrant", "force")
    champs.setdefault("texte", f"Énoncé {next(_numeros)}")
    return ElementMoff.objects.create(diagnostic=diagnostic, **champs)


def make_commentaire(objet: Any, code: str = "element", **champs: Any) -> Commentaire:
    """A comment about a statement, or about another object of kind ``code``."""
    champs.setdefault("texte", f"Commentaire {next(_numeros)}")
    return Commentaire.objects.create(
        diagnostic=objet.diagnostic, cible_type=code, cible_reference=objet.reference, **champs
    )


def make_preuve(element: ElementMoff, nature: str = "source", **champs: Any) -> Preuve:
    """A piece of evidence; a free source unless told otherwise."""
    if nature == "source":
        champs.setdefault("texte", f"Source {next(_numeros)}")
    return Preuve.objects.create(element=element, nature=nature, **champs)


def make_entretien(diagnostic: Diagnostic, **champs: Any) -> Entretien:
    """Something heard during the démarche (members only)."""
    champs.setdefault("titre", f"Entretien {next(_numeros)}")
    return Entretien.objects.create(diagnostic=diagnostic, **champs)


def make_grille(
    diagnostic: Diagnostic, *textes: str, publiee: bool = True, **champs: Any
) -> VersionGrille:
    """A grid with these open questions; its only version."""
    champs.setdefault("titre", f"Grille {next(_numeros)}")
    grille = GrilleEntretien.objects.create(diagnostic=diagnostic, **champs)
    version = VersionGrille.objects.create(
        grille=grille, numero=1, publiee_le=timezone.now() if publiee else None
    )
    for ordre, texte in enumerate(textes or ("Que faites-vous ?",)):
        QuestionGrille.objects.create(grille_version=version, texte=texte, ordre=ordre)
    return version


def make_reponse(entretien: Entretien, texte: str = "Une réponse.", **champs: Any) -> Reponse:
    """An answer; free notes unless ``question`` is given."""
    return Reponse.objects.create(entretien=entretien, texte=texte, **champs)


def make_verbatim(entretien: Entretien, texte: str = "Des mots exacts.", **champs: Any) -> Verbatim:
    """Exact words."""
    return Verbatim.objects.create(entretien=entretien, texte=texte, **champs)


def make_passage(source: Reponse | Verbatim, extrait: str = "", **champs: Any) -> Passage:
    """A passage of an answer or of exact words: the whole of it unless told otherwise."""
    extrait = extrait or source.texte
    debut = source.texte.index(extrait)
    lien = {"verbatim": source} if isinstance(source, Verbatim) else {"reponse": source}
    return Passage.objects.create(
        entretien=source.entretien,
        debut=debut,
        fin=debut + len(extrait),
        texte=extrait,
        **lien,
        **champs,
    )


def make_indicateur(territoire: Territoire, **champs: Any) -> Indicateur:
    """A figure about a territory."""
    champs.setdefault("code", f"indicateur-{next(_numeros)}")
    champs.setdefault("libelle", "Superficie")
    champs.setdefault("valeur", 460)
    champs.setdefault("unite", "km²")
    champs.setdefault("source", "Source d’essai")
    return Indicateur.objects.create(territoire=territoire, **champs)


def make_partie(
    diagnostic: Diagnostic, cercle: str = "professionnels", **champs: Any
) -> PartiePrenante:
    """A stakeholder on the map, with its contact plan."""
    champs.setdefault("nom", f"Partie prenante {next(_numeros)}")
    return ajouter_partie(
        diagnostic=diagnostic, cercle=cercle, par=champs.pop("par", None), **champs
    )


def make_enjeu(diagnostic: Diagnostic, **champs: Any) -> Enjeu:
    """A stake."""
    champs.setdefault("titre", f"Enjeu {next(_numeros)}")
    return Enjeu.objects.create(diagnostic=diagnostic, **champs)


def make_piste(diagnostic: Diagnostic, **champs: Any) -> Piste:
    """A project idea."""
    champs.setdefault("titre", f"Piste {next(_numeros)}")
    return Piste.objects.create(diagnostic=diagnostic, **champs)


def make_concerne(diagnostic: Diagnostic, *pistes: Piste, **champs: Any) -> ActeurConcerne:
    """An actor the given ideas concern."""
    champs.setdefault("nom", f"Concerné {next(_numeros)}")
    concerne = ActeurConcerne.objects.create(diagnostic=diagnostic, **champs)
    concerne.pistes.set(pistes)
    return concerne


def make_point_de_vue(
    piste: Piste,
    acteur: ActeurConcerne | None = None,
    *,
    attentes: tuple[str, ...] = (),
    apports: tuple[str, ...] = (),
    **champs: Any,
) -> PointDeVue:
    """What an actor makes of an idea."""
    acteur = acteur or make_concerne(piste.diagnostic)
    acteur.pistes.add(piste)
    champs.setdefault("adhesion", 3)
    point = PointDeVue.objects.create(piste=piste, acteur=acteur, **champs)
    for texte in attentes:
        Attente.objects.create(point_de_vue=point, texte=texte)
    for texte in apports:
        Apport.objects.create(point_de_vue=point, texte=texte)
    return point


def make_seance(diagnostic: Diagnostic, etape: str = "preparation", **champs: Any) -> Seance:
    """A session of the matrix, at a step."""
    champs.setdefault("titre", f"Séance {next(_numeros)}")
    return Seance.objects.create(diagnostic=diagnostic, etape=etape, **champs)


def make_filiere(pilote: Utilisateur | None = None, **champs: Any) -> Filiere:
    """A filière with one chain; ``pilote`` becomes a member of it."""
    champs.setdefault("nom", f"Filière {next(_numeros)}")
    champs.setdefault("theme", "reemploi")
    if not champs.get("exemple"):
        if "organisation" not in champs:
            champs["organisation"] = make_organisation(*([pilote] if pilote else []))
        if "territoire" not in champs:
            champs["territoire"] = make_territoire(make_commune())
    else:
        champs.setdefault("code", f"exemple-{next(_numeros)}")
    filiere = Filiere.objects.create(pilote=pilote, **champs)
    Chaine.objects.create(filiere=filiere, nom="Chaîne principale")
    if pilote:
        make_membre_filiere(filiere, pilote, MembreFiliere.Role.PILOTE)
    return filiere


def make_membre_filiere(
    filiere: Filiere,
    utilisateur: Utilisateur | None = None,
    role: str = MembreFiliere.Role.AGENT,
) -> Utilisateur:
    """Add a member to a filière and return the user."""
    utilisateur = utilisateur or make_utilisateur()
    MembreFiliere.objects.create(filiere=filiere, utilisateur=utilisateur, role=role)
    return utilisateur


def make_maillon(filiere: Filiere | None = None, **champs: Any) -> Maillon:
    """A maillon, last of the first chain of the filière unless told otherwise."""
    filiere = filiere or make_filiere()
    champs.setdefault("chaine", filiere.chaines.first())
    champs.setdefault("type", "mt-collecte")
    champs.setdefault("intitule", f"Maillon {next(_numeros)}")
    champs.setdefault("ordre", filiere.maillons.count() + 1)
    return Maillon.objects.create(filiere=filiere, **champs)


def make_position(maillon: Maillon | None = None, **champs: Any) -> Position:
    """An actor at a maillon; a free name unless ``acteur`` is given."""
    if "acteur" not in champs:
        champs.setdefault("nom_libre", f"Structure {next(_numeros)}")
    return Position.objects.create(maillon=maillon or make_maillon(), **champs)


def make_gisement(filiere: Filiere | None = None, **champs: Any) -> Gisement:
    """A resource of the filière (of the one of ``maillon``, when given)."""
    maillon = champs.get("maillon")
    filiere = filiere or (maillon.filiere if maillon else make_filiere())
    champs.setdefault("ressource", f"Ressource {next(_numeros)}")
    return Gisement.objects.create(filiere=filiere, **champs)


def make_flux(
    depart: Maillon | Gisement | None = None, arrivee: Maillon | None = None, **champs: Any
) -> Flux:
    """A flow from a maillon or a gisement; it leaves the chain unless ``arrivee`` is given."""
    depart = depart or make_maillon()
    lien = {"gisement": depart} if isinstance(depart, Gisement) else {"depart": depart}
    return Flux.objects.create(filiere=depart.filiere, arrivee=arrivee, **lien, **champs)


def make_relation(depart: Acteur | None = None, arrivee: Acteur | None = None, **champs: Any):
    """A public relation; « travaille avec » unless told otherwise."""
    champs.setdefault("nature", "travaille")
    return Relation.objects.create(
        depart=depart or make_acteur(), arrivee=arrivee or make_acteur(), **champs
    )
