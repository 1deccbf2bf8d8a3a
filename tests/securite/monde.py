"""The little world on which access is checked: two organisations, one démarche, every role."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from acteurs.models import (
    ApplicationThemes,
    FichierActeurs,
    GeocodageActeurs,
    ImportActeurs,
    ImportOfficiel,
    RegleNaf,
    SourceActeurs,
)
from acteurs.models.acteur import HISTORIQUE
from acteurs.services.rejets import chemin_rejets
from comptes.models import Adhesion, Invitation, Role
from diagnostics.models import (
    Diagnostic,
    ImageExportee,
    InvitationDemarche,
    MembreDiagnostic,
    VersionCarte,
)
from diagnostics.services import liens_personnels
from diagnostics.services.agenda import ouvrir_flux
from diagnostics.services.contacts import noter_echange
from diagnostics.services.courriels import jeton_de_retrait
from diagnostics.services.pistes import appuyer
from plateformes.models import PlancheCartes, ServiceCapitalistique, UsageTerritoire
from plateformes.services.evaluation import answer_question
from rapports.models import Partage, Rapport
from territoires.models import Territoire
from tests.fabriques import (
    make_acteur,
    make_commentaire,
    make_commune,
    make_concerne,
    make_diagnostic,
    make_element,
    make_enjeu,
    make_entretien,
    make_evaluation,
    make_membre,
    make_organisation,
    make_partie,
    make_piste,
    make_plateforme,
    make_point_de_vue,
    make_preuve,
    make_seance,
    make_territoire,
    make_utilisateur,
)
from tests.securite import (
    monde_alertes,
    monde_donnees_ouvertes,
    monde_entretiens,
    monde_fiches,
    monde_filieres,
    monde_moderation,
    monde_ouverture,
    monde_plateformes,
    monde_relations,
)

ROLES = (
    "anonyme",
    "etranger",
    "lecteur",
    "elu",
    "agent",
    "pilote",
    "operateur",
    "accompagnateur",
    "structure",
    "participant",
)
"""The columns of the table, in order.

- anonyme: not signed in;
- etranger: administers another organisation and pilots another démarche;
- lecteur: reads the organisation and the démarche;
- elu: elected official of the démarche, of no organisation;
- agent: member of the organisation, contributes to the démarche;
- pilote: administers the organisation, pilots the démarche;
- operateur: staff with a second factor;
- accompagnateur, structure, participant: members of the démarche, of no organisation.
"""


@dataclass
class Monde:
    """Who asks (``clients``), what is asked about (``objets``: arguments of ``reverse``).

    ``saisies`` is what to post where an empty form would not even say what it is about.
    """

    clients: dict[str, Client] = field(default_factory=dict)
    objets: dict[str, list[Any]] = field(default_factory=dict)
    saisies: dict[str, dict[str, Any]] = field(default_factory=dict)


def batir() -> Monde:
    """Make the world."""
    gens = {role: make_utilisateur(nom=role) for role in ROLES if role != "anonyme"}
    gens["operateur"].is_staff = gens["operateur"].is_superuser = True
    gens["operateur"].save()
    Authenticator.objects.create(user=gens["operateur"], type="totp", data={"secret": "x"})

    organisation = make_organisation(gens["pilote"], role=Role.ADMINISTRATEUR)
    # So that the pilot may leave, and the stranger too: they are not alone to administer.
    Adhesion.objects.create(
        organisation=organisation, utilisateur=make_utilisateur(), role=Role.ADMINISTRATEUR
    )
    for role, place in (("agent", Role.MEMBRE), ("lecteur", Role.LECTEUR)):
        Adhesion.objects.create(organisation=organisation, utilisateur=gens[role], role=place)
    autre = make_organisation(gens["etranger"], role=Role.ADMINISTRATEUR)
    adhesion = Adhesion.objects.get(organisation=organisation, utilisateur=gens["lecteur"])
    invitation = Invitation.objects.create(
        organisation=organisation, email="invitee@exemple.example"
    )

    territoire = make_territoire(make_commune())
    compose = make_territoire(
        make_commune(),
        nature=Territoire.Nature.SUR_MESURE,
        code="essai",
        officiel=False,
        organisation_gestionnaire=organisation,
    )
    diagnostic = make_diagnostic(gens["pilote"], organisation=organisation, territoire=territoire)
    for role in ("agent", "lecteur", "elu", "accompagnateur", "structure", "participant"):
        make_membre(diagnostic, gens[role], MembreDiagnostic.Role(role))
    make_diagnostic(gens["etranger"], organisation=autre)
    element = make_element(diagnostic, auteur=gens["agent"])
    seance = make_seance(diagnostic, etape="revelation")
    preuve = make_preuve(element)
    source = make_entretien(diagnostic)
    objets_entretiens, saisies_entretiens = monde_entretiens.garnir(diagnostic, source)
    piste, enjeu = make_piste(diagnostic), make_enjeu(diagnostic)
    structure = MembreDiagnostic.objects.get(diagnostic=diagnostic, utilisateur=gens["structure"])
    concerne = make_concerne(diagnostic, piste, membre=structure)
    muet = make_concerne(diagnostic, piste)
    attente = make_point_de_vue(piste, concerne, attentes=("Une salle",)).attentes.get()
    apport = make_point_de_vue(piste, apports=("Nos salles",)).apports.get()
    appui = appuyer(piste=piste, par=gens["agent"], texte="Entendu au marché")
    lien, jeton_avis = liens_personnels.ouvrir(
        acteur=muet, pistes=[piste], jours=30, par=gens["agent"]
    )
    ouverte = make_diagnostic(organisation=organisation, visibilite=Diagnostic.Visibilite.PUBLIC)
    invitee = InvitationDemarche.objects.create(
        diagnostic=diagnostic, email="invitee@exemple.example"
    )
    par_lien = make_diagnostic(organisation=organisation, visibilite=Diagnostic.Visibilite.LIEN)
    acteur = make_acteur(organisation=organisation)
    plateforme = make_plateforme()
    evaluation = make_evaluation(plateforme)
    question = evaluation.regle.questions.all()[0]
    reponse = answer_question(
        evaluation=evaluation,
        question=question,
        par=make_utilisateur(),
        choix=question.degres.all()[0],
        piece=ContentFile(b"%PDF-1.7", name="statuts.pdf"),
    )
    usage = UsageTerritoire.objects.create(
        plateforme=plateforme,
        territoire=diagnostic.territoire,
        organisation=organisation,
        valide=True,
    )
    service = ServiceCapitalistique.objects.create(code="geant", nom="Géant")
    HISTORIQUE.create_historical_record(acteur, "+")

    fichier = FichierActeurs.objects.create(
        organisation=organisation,
        depose_par=gens["agent"],
        nom="acteurs.csv",
        chemin=storages["prive"].save("acteurs/essai.csv", ContentFile(b"nom\nX\n")),
        format="csv",
        encodage="utf-8",
        separateur=",",
        entetes=["nom"],
        lignes=1,
    )
    importation = ImportActeurs.objects.create(
        fichier=fichier, demandeur=gens["agent"], etat=ImportActeurs.Etat.TERMINE
    )
    source_acteurs = SourceActeurs.objects.create(
        organisation=organisation, nom="Annuaire", correspondance={"nom": "nom"}
    )
    geocodage = GeocodageActeurs.objects.create(organisation=organisation)
    officiel = ImportOfficiel.objects.create(source="sirene", etat=ImportOfficiel.Etat.TERMINE)
    storages["prive"].save(chemin_rejets(officiel), ContentFile(b"fichier;ligne\n"))
    rapport = Rapport.objects.create(
        diagnostic=diagnostic,
        demandeur=gens["agent"],
        audience=Rapport.Audience.PUBLIQUE,
        etat=Rapport.Etat.TERMINE,
        fichier=storages["prive"].save("rapports/essai.pdf", ContentFile(b"%PDF-1.7")),
        expire_le=timezone.now() + timedelta(days=1),
    )
    partage = Partage.objects.create(
        rapport=rapport, expire_le=timezone.now() + timedelta(days=1), cree_par=gens["pilote"]
    )

    partie = make_partie(diagnostic)
    echange = noter_echange(
        partie=partie, date=timezone.localdate(), resume="Essai", par=gens["agent"]
    )
    jeton_agenda = ouvrir_flux(
        membre=MembreDiagnostic.objects.get(diagnostic=diagnostic, utilisateur=gens["agent"])
    )
    version_carte = VersionCarte.objects.create(diagnostic=diagnostic, nom="Essai", contenu={})
    image = ImageExportee.objects.create(diagnostic=diagnostic, nom="essai.png", etat="echec")

    monde = Monde(
        objets={
            "partie": [diagnostic.reference, partie.reference],
            "echange": [diagnostic.reference, partie.reference, echange.reference],
            "flux_agenda": [jeton_agenda],
            "version_carte": [diagnostic.reference, version_carte.reference],
            "image": [diagnostic.reference, image.reference],
            "carte_csv": [diagnostic.reference, "csv"],
            "": [],
            "jeton_inconnu": ["x" * 32],
            "lettre": ["MQ"],
            "proconnect": ["proconnect"],
            "reinitialisation": ["1", "cle-perimee"],
            "org": [organisation.reference],
            "adhesion": [organisation.reference, adhesion.reference],
            "invitation_geree": [organisation.reference, invitation.reference],
            "invitation": [invitation.jeton],
            "territoire": [territoire.nature, territoire.code],
            "contours": [territoire.nature, territoire.code, 0],
            "territoire_compose": [compose.nature, compose.code],
            "version_territoire": [compose.nature, compose.code, compose.version],
            "regle_naf": [RegleNaf.objects.create(nomenclature="naf2", prefixe="88").pk],
            "demarche": [diagnostic.reference],
            "seance": [diagnostic.reference, seance.reference],
            "seance_csv": [diagnostic.reference, seance.reference, "csv"],
            "seance_jeton": [seance.jeton],
            "salle": [seance.reference],
            "demarche_publique": [ouverte.reference],
            "demarche_par_lien": [par_lien.jeton_partage],
            "element": [diagnostic.reference, element.reference],
            "source": [diagnostic.reference, source.reference],
            "invitation_demarche": [invitee.jeton],
            "invitation_retirable": [diagnostic.reference, invitee.reference],
            "retrait": [jeton_de_retrait(gens["agent"], "resume")],
            "fil_element": [diagnostic.reference, "element", element.reference],
            "fil_source": [diagnostic.reference, "entretien", source.reference],
            "commentaire": [
                diagnostic.reference,
                make_commentaire(element, auteur=gens["agent"]).reference,
            ],
            "version_source": [
                diagnostic.reference,
                "entretien",
                source.history.first().history_id,
            ],
            "piste": [diagnostic.reference, piste.reference],
            "enjeu": [diagnostic.reference, enjeu.reference],
            "concerne": [diagnostic.reference, concerne.reference],
            "avis_equipe": [diagnostic.reference, piste.reference, concerne.reference],
            "demarche_csv": [diagnostic.reference, "csv"],
            "lien_personnel": [diagnostic.reference, lien.reference],
            "avis": [jeton_avis],
            **objets_entretiens,
            **monde_filieres.objets(organisation, territoire, gens),
            **monde_relations.objets(organisation, territoire),
            **monde_moderation.objets(acteur, gens),
            **monde_donnees_ouvertes.objets(territoire, gens),
            **monde_ouverture.objets(organisation, acteur),
            "filiere_citee": monde_filieres.citee(diagnostic),
            "plateforme": [plateforme.code],
            "evaluation": [evaluation.reference],
            "planche": [
                PlancheCartes.objects.create(
                    demandeur=gens["agent"],
                    etat="termine",
                    fichier=storages["prive"].save("cartes.pdf", ContentFile(b"%PDF-1.7")),
                    expire_le=timezone.now() + timedelta(days=1),
                ).reference
            ],
            "logo_reseau": [organisation.reference],
            "piece_evaluation": [evaluation.reference, reponse.reference],
            "plateforme_json": [plateforme.code, "json"],
            "service": [service.code],
            **monde_plateformes.objets(plateforme),
            **monde_alertes.objets(acteur, organisation, gens),
            "usage": [usage.reference],
            "acteur": [acteur.reference],
            **monde_fiches.objets(organisation, acteur.reference),
            "csv": ["csv"],
            "tuile": [5, 16, 11],
            "fichier_acteurs": [fichier.reference],
            "import": [importation.reference],
            "registre": ["sirene"],
            "import_officiel": [officiel.reference],
            "geocodage": [geocodage.reference],
            "application_themes": [
                ApplicationThemes.objects.create(nomenclature="naf2", prefixe="88").reference
            ],
            "source_acteurs": [source_acteurs.reference],
            "version_acteur": [acteur.reference, acteur.history.first().pk],
            "rapport": [rapport.reference],
            "partage_gere": [rapport.reference, partage.jeton],
            "partage": [partage.jeton],
        },
        saisies={
            "": {},
            "territoire": {"territoire": f"{territoire.nature}:{territoire.code}"},
            "membre": {
                "membre": MembreDiagnostic.objects.get(
                    diagnostic=diagnostic, utilisateur=gens["elu"]
                ).pk,
                "role": "lecteur",
            },
            "preuve": {"preuve": preuve.pk},
            "membre_filiere": monde_filieres.membre(),
            **monde_relations.saisies(),
            "filiere_citee": {"filiere": monde_filieres.publique(diagnostic)},
            **saisies_entretiens,
            "appui_piste": {"appui": appui.pk},
            "concerne": {"acteur": muet.reference},
            "rapprocher": {"attente": attente.pk, "apport": apport.pk},
        },
    )
    for role in ROLES:
        client = Client()
        if role != "anonyme":
            client.force_login(gens[role])
        monde.clients[role] = client
    return monde
