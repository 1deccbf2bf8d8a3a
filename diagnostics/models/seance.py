"""Sessions: a room full of people write notes, group them, support them and decide, together.

The ground is the same for every tool (``Seance.Outil``): notes are put in « cases »
(quadrants of the matrix, circles of the stakeholder map), grouped, supported, kept or set
aside. What a « case » is and what becomes of a kept note is told by
``diagnostics.services.seance.outils``.

Everything that changes takes the next value of the session's clock (``Seance.revision``)
and rows are stamped with it: whoever knows the session up to a revision asks for what
came after, and nothing else.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.genre import GenreActeur
from diagnostics.models.moff import ElementMoff
from diagnostics.models.sources import Entretien
from socle.modeles import Horodate, Reference

_LETTRES = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TEXTE_MAX = 400


def jeton_seance() -> str:
    """Return an unguessable joining token (192 bits)."""
    return secrets.token_urlsafe(24)


def code_seance() -> str:
    """Return an eight-letter code that is easy to type (39 bits; asking is rate-limited)."""
    return "".join(secrets.choice(_LETTRES) for _ in range(8))


def graine() -> str:
    """Return what a participant's token and return code are derived from."""
    return secrets.token_urlsafe(18)


class Seance(Reference, Horodate):
    """A session of a démarche: its tool, where it stands, its clock."""

    class Outil(models.TextChoices):
        """What is being filled."""

        MOFF = "moff", "Matrice MOFF"
        PARTIES = "parties", "Parties prenantes"

    class Etape(models.TextChoices):
        """Steps, in order."""

        PREPARATION = "preparation", "Préparer"
        RECUEIL = "recueil", "Recueillir"
        REVELATION = "revelation", "Révéler"
        REGROUPEMENT = "regroupement", "Regrouper"
        VOTE = "vote", "Voter"
        DECISION = "decision", "Décider"
        CLOSE = "close", "Terminée"

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="seances")
    outil = models.CharField("outil", max_length=8, choices=Outil, default=Outil.MOFF)
    titre = models.CharField("titre", max_length=160)
    consigne = models.CharField("consigne", max_length=300, blank=True)
    date_texte = models.CharField("date", max_length=80, blank=True)
    etape = models.CharField("étape", max_length=12, choices=Etape, default=Etape.PREPARATION)
    minuteur_fin = models.DateTimeField("fin du minuteur", null=True, blank=True)
    minuteur_reste = models.PositiveIntegerField("secondes restantes", null=True, blank=True)
    en_pause = models.BooleanField("en pause", default=False)
    voix_par_personne = models.PositiveSmallIntegerField("voix par personne", default=5)
    notes_par_personne = models.PositiveSmallIntegerField("notes par personne", default=30)
    contributions_apres = models.BooleanField("contributions après la séance", default=False)
    jeton = models.CharField(max_length=64, unique=True, default=jeton_seance, editable=False)
    code = models.CharField(max_length=8, unique=True, default=code_seance, editable=False)
    lien_ouvert = models.BooleanField("lien ouvert", default=True)
    lien_expire_le = models.DateTimeField("le lien expire le", null=True, blank=True)
    animatrice = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.OneToOneField(
        Entretien, null=True, blank=True, on_delete=models.SET_NULL, related_name="seance"
    )
    """The « Atelier » its kept notes are heard in, made when it ends."""
    revision = models.PositiveIntegerField(default=1, editable=False)
    """The clock: one more at every change anybody makes."""
    revision_publique = models.PositiveIntegerField(default=1, editable=False)
    """Its value at the last change that every participant may see."""
    dernier_numero = models.PositiveIntegerField(default=0, editable=False)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    personnes_effacees_le = models.DateTimeField(
        "personnes effacées le", null=True, blank=True, editable=False
    )
    """When its people were folded into kinds of actors, for good."""

    history = HistoricalRecords(
        app="diagnostics",
        excluded_fields=[
            "jeton",
            "code",
            "revision",
            "revision_publique",
            "dernier_numero",
            "personnes_effacees_le",
        ],
    )

    class Meta:
        verbose_name = "séance"
        ordering = ["-cree_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(voix_par_personne__gte=1, voix_par_personne__lte=20),
                name="seance_voix_bornees",
                violation_error_message="Donnez de 1 à 20 voix à chaque personne.",
            ),
            models.CheckConstraint(
                condition=Q(notes_par_personne__gte=1, notes_par_personne__lte=100),
                name="seance_notes_bornees",
                violation_error_message="Permettez de 1 à 100 notes par personne.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_close(self) -> bool:
        """Whether it ended."""
        return self.etape == self.Etape.CLOSE

    @property
    def rang(self) -> int:
        """Rank of its step, from 0."""
        return self.Etape.values.index(self.etape)

    def etape_atteinte(self, etape: str) -> bool:
        """Whether the session is at ``etape`` or further."""
        return self.rang >= self.Etape.values.index(etape)


class ParticipantSeance(models.Model):
    """Somebody in the room, with or without an account; or several people, by proxy.

    The token of the phone is derived from the platform's key and ``graine``: the
    database alone opens nothing, and a return code gives the same token back to
    another phone.
    """

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="participants")
    numero = models.PositiveIntegerField("numéro")
    pseudonyme = models.CharField("prénom ou pseudonyme", max_length=40)
    genre = models.CharField("vous venez en tant que", max_length=14, choices=GenreActeur)
    graine = models.CharField(max_length=32, default=graine, editable=False)
    jeton_hache = models.CharField(max_length=64, unique=True, null=True, editable=False)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    par_procuration = models.BooleanField("saisie par l’animation", default=False)
    effectif = models.PositiveSmallIntegerField("personnes représentées", default=1)
    exclu = models.BooleanField("écarté de la séance", default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    """Counts what changes in what this person alone sees: their notes, their votes."""
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "participant de la séance"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "numero"], name="participant_numero_unique"),
            models.UniqueConstraint(
                fields=["seance", "compte"],
                condition=Q(par_procuration=False),
                name="participant_compte_unique",
            ),
            models.UniqueConstraint(
                fields=["seance", "genre"],
                condition=Q(par_procuration=True),
                name="procuration_unique_par_genre",
            ),
            models.CheckConstraint(
                condition=Q(par_procuration=True) | Q(effectif=1), name="participant_effectif"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonyme

    def _deriver(self, usage: str) -> str:
        cle = settings.SECRET_KEY.encode()
        matiere = f"terreau.seance.{usage}:{self.seance_id}:{self.numero}:{self.graine}"
        return hmac.new(cle, matiere.encode(), sha256).hexdigest()

    @property
    def jeton(self) -> str:
        """The token of this person's phones (192 bits)."""
        return self._deriver("jeton")[:48]

    @property
    def code_retour(self) -> str:
        """What to type on another phone: the person's number and eight letters (« 12-K7PX2M4Q »)."""
        n = int(self._deriver("retour")[:16], 16)
        lettres = ""
        for _ in range(8):
            n, reste = divmod(n, len(_LETTRES))
            lettres += _LETTRES[reste]
        return f"{self.numero}-{lettres}"

    @staticmethod
    def hacher(jeton: str) -> str:
        """Return what the database keeps of a token."""
        return sha256(jeton.encode()).hexdigest()


class Carte(models.Model):
    """What notes and groups share: a number said aloud, a case, a decision, what it became."""

    class Decision(models.TextChoices):
        """What the group decided."""

        SANS = "", "À décider"
        GARDEE = "gardee", "Gardée"
        ECARTEE = "ecartee", "Écartée"

    numero = models.PositiveIntegerField("numéro")
    case = models.CharField("case", max_length=40)
    texte = models.CharField("texte", max_length=TEXTE_MAX)
    decision = models.CharField(
        "décision", max_length=8, choices=Decision, default=Decision.SANS, blank=True
    )
    motif = models.CharField("motif", max_length=200, blank=True)
    element = models.ForeignKey(
        ElementMoff, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The statement it became in the matrix, when the session ended."""
    revision = models.PositiveIntegerField(default=1, editable=False)
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.texte


class GroupeNotes(Carte):
    """Notes that say the same thing, under one wording."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="groupes")
    dissous = models.BooleanField("dissous", default=False)

    class Meta:
        verbose_name = "groupe de notes"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "numero"], name="groupe_numero_unique")
        ]


class NoteSeance(Carte):
    """One note, written by somebody in the room."""

    class Etat(models.TextChoices):
        """Shown, hidden by the facilitator, or taken back by its author."""

        VISIBLE = "visible", "Visible"
        MASQUEE = "masquee", "Masquée"
        RETIREE = "retiree", "Retirée"

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="notes")
    participant = models.ForeignKey(
        ParticipantSeance, on_delete=models.CASCADE, related_name="notes"
    )
    groupe = models.ForeignKey(
        GroupeNotes, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    cle_client = models.CharField(max_length=36, editable=False)
    """Chosen by the phone: sending the same note again writes nothing."""
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.VISIBLE)
    tardive = models.BooleanField("arrivée après le recueil", default=False)

    class Meta:
        verbose_name = "note"
        ordering = ["numero"]
        indexes = [models.Index(fields=["seance", "revision"], name="note_suite")]
        constraints = [
            models.UniqueConstraint(fields=["seance", "numero"], name="note_numero_unique"),
            models.UniqueConstraint(
                fields=["participant", "cle_client"], name="note_cle_client_unique"
            ),
            models.CheckConstraint(condition=~Q(texte=""), name="note_texte_present"),
        ]


class VoteSeance(models.Model):
    """One person's support for a note or a group (``nombre`` hands, by proxy)."""

    participant = models.ForeignKey(
        ParticipantSeance, on_delete=models.CASCADE, related_name="votes"
    )
    note = models.ForeignKey(NoteSeance, null=True, on_delete=models.CASCADE, related_name="votes")
    groupe = models.ForeignKey(
        GroupeNotes, null=True, on_delete=models.CASCADE, related_name="votes"
    )
    nombre = models.PositiveSmallIntegerField(default=1)
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "voix de séance"
        verbose_name_plural = "voix de séance"
        constraints = [
            models.UniqueConstraint(fields=["participant", "note"], name="vote_note_unique"),
            models.UniqueConstraint(fields=["participant", "groupe"], name="vote_groupe_unique"),
            models.CheckConstraint(
                condition=Q(note__isnull=False, groupe__isnull=True)
                | Q(note__isnull=True, groupe__isnull=False),
                name="vote_une_cible",
            ),
            models.CheckConstraint(condition=Q(nombre__gte=1), name="vote_nombre_positif"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} → {self.note_id or self.groupe_id}"


class ActionSeance(models.Model):
    """One thing the facilitator did, with what it takes to undo it."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="actions")
    nature = models.CharField(max_length=16)
    libelle = models.CharField(max_length=160)
    avant: Any = models.JSONField(default=dict)
    """State of the rows it changed: {"seance": {…}, "notes": {pk: {…}}, "groupes": {pk: {…}}}."""
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    annulee = models.BooleanField(default=False)
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "action de l’animation"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.libelle


class InstantaneMatrice(Reference):
    """The matrix as it stood one day, to be compared with another."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="instantanes")
    seance = models.ForeignKey(
        Seance, null=True, blank=True, on_delete=models.SET_NULL, related_name="instantanes"
    )
    titre = models.CharField("titre", max_length=160)
    contenu: Any = models.JSONField(default=list)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "instantané de la matrice"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.titre
