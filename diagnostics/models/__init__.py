"""Models of démarches, one module per tool."""

from diagnostics.models.contacts import (
    Echange,
    PreferenceContact,
    RappelContact,
    SuiviContact,
)
from diagnostics.models.convergence import (
    Apport,
    Attente,
    Couverture,
    LienPersonnel,
    PointDeVue,
)
from diagnostics.models.demarche import (
    Diagnostic,
    DiagnosticQuerySet,
    MembreDiagnostic,
    Phase,
    jeton_partage,
)
from diagnostics.models.echanges import (
    Abonnement,
    Avis,
    Commentaire,
    CommentaireQuerySet,
    Mention,
    ReglageAvis,
)
from diagnostics.models.entretiens import (
    Besoin,
    Passage,
    PersonneRencontree,
    RelationSignalee,
    Reponse,
    Verbatim,
)
from diagnostics.models.filieres import FiliereCitee
from diagnostics.models.genre import GenreActeur
from diagnostics.models.grilles import GrilleEntretien, QuestionGrille, VersionGrille
from diagnostics.models.images import ImageExportee
from diagnostics.models.invitations import InvitationDemarche, InvitationDemarcheQuerySet
from diagnostics.models.mactor import GrilleMactor, ObjectifMactor
from diagnostics.models.moff import ElementMoff, ElementMoffQuerySet, Preuve, Quadrant, Voix
from diagnostics.models.parties import (
    ECHELLE_MAX,
    NIVEAUX,
    Attitude,
    Cercle,
    PartiePrenante,
    PartiePrenanteQuerySet,
    VersionCarte,
)
from diagnostics.models.pistes import ActeurConcerne, AppuiPiste, Enjeu, Piste
from diagnostics.models.preparation import DepotEntretiens, FichePreparation, RencontrePrevue
from diagnostics.models.seance import (
    ActionSeance,
    GroupeNotes,
    InstantaneMatrice,
    NoteSeance,
    ParticipantSeance,
    Seance,
    VoteSeance,
)
from diagnostics.models.sources import Anonymat, Consentement, Entretien, EntretienQuerySet

__all__ = [
    "ECHELLE_MAX",
    "NIVEAUX",
    "Abonnement",
    "ActeurConcerne",
    "ActionSeance",
    "Anonymat",
    "Apport",
    "AppuiPiste",
    "Attente",
    "Attitude",
    "Avis",
    "Besoin",
    "Cercle",
    "Commentaire",
    "CommentaireQuerySet",
    "Consentement",
    "Couverture",
    "DepotEntretiens",
    "Diagnostic",
    "DiagnosticQuerySet",
    "Echange",
    "ElementMoff",
    "ElementMoffQuerySet",
    "Enjeu",
    "Entretien",
    "EntretienQuerySet",
    "FichePreparation",
    "FiliereCitee",
    "GenreActeur",
    "GrilleEntretien",
    "GrilleMactor",
    "GroupeNotes",
    "ImageExportee",
    "InstantaneMatrice",
    "InvitationDemarche",
    "InvitationDemarcheQuerySet",
    "LienPersonnel",
    "MembreDiagnostic",
    "Mention",
    "NoteSeance",
    "ObjectifMactor",
    "ParticipantSeance",
    "PartiePrenante",
    "PartiePrenanteQuerySet",
    "Passage",
    "PersonneRencontree",
    "Phase",
    "Piste",
    "PointDeVue",
    "PreferenceContact",
    "Preuve",
    "Quadrant",
    "QuestionGrille",
    "RappelContact",
    "ReglageAvis",
    "RelationSignalee",
    "RencontrePrevue",
    "Reponse",
    "Seance",
    "SuiviContact",
    "Verbatim",
    "VersionCarte",
    "VersionGrille",
    "Voix",
    "VoteSeance",
    "jeton_partage",
]
