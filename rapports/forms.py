"""Forms of reports, and their French messages."""

from collections.abc import Sequence
from typing import Any

from django import forms

from rapports.models import Rapport
from rapports.services.mots import joindre, majuscule
from rapports.services.options import (
    CHIFFRES_MAX,
    MESSAGES_MAX,
    PRECISIONS_MAX,
    SECTIONS,
    TEXTE_MAX,
    TITRE_MAX,
    MessageChoisi,
    Options,
)
from rapports.services.partages import DUREES
from rapports.services.structures import Chiffre, Message
from socle.typographie import INSECABLE


class ProduireForm(forms.Form):
    """What the requester chooses before a report is made."""

    audience = forms.ChoiceField(
        label="À qui s’adresse-t-il ?",
        choices=[
            (
                Rapport.Audience.PUBLIQUE,
                "Élues, élus et public : sans les personnes ni ce qu’elles ont dit",
            ),
            (
                Rapport.Audience.MEMBRES,
                "Personnes qui mènent la démarche : avec les entretiens et les participants nommés",
            ),
        ],
        widget=forms.RadioSelect,
        initial=Rapport.Audience.PUBLIQUE,
        error_messages={"required": "Choisissez à qui s’adresse le rapport."},
    )
    sections = forms.MultipleChoiceField(
        label="Chapitres",
        choices=list(SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Gardez au moins un chapitre."},
        help_text="La couverture, le sommaire et les sources y sont toujours.",
    )
    chiffres = forms.MultipleChoiceField(
        label="Chiffres mis en avant dans la note",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Trois au plus.",
    )
    decision = forms.CharField(
        label="Décision demandée",
        required=False,
        max_length=160,
        help_text="Une phrase à l’infinitif : ce que les élues et les élus ont à décider.",
    )

    def __init__(
        self,
        *args: Any,
        propositions: Sequence[Message],
        chiffres: Sequence[Chiffre],
        options: Options,
        **kwargs: Any,
    ) -> None:
        """Offer the figures of the démarche and start from ``options``, else from proposals."""
        self.propositions = propositions
        self.chiffres_proposes = tuple(c.cle for c in chiffres[:CHIFFRES_MAX])
        kwargs.setdefault("initial", self._depart(options))
        super().__init__(*args, **kwargs)
        champ = self.fields["chiffres"]
        assert isinstance(champ, forms.MultipleChoiceField)  # noqa: S101
        champ.choices = [
            (c.cle, majuscule(f"{c.libelle}{INSECABLE}: {joindre(c.prefixe, c.valeur, c.unite)}"))
            for c in chiffres
        ]
        for rang in range(1, MESSAGES_MAX + 1):
            self.fields[f"titre_{rang}"] = forms.CharField(
                label=f"Message {rang}", required=False, max_length=TITRE_MAX
            )
            self.fields[f"texte_{rang}"] = forms.CharField(
                label=f"Ce qui explique le message {rang}",
                required=False,
                max_length=TEXTE_MAX,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"element_{rang}"] = forms.CharField(
                required=False, max_length=12, widget=forms.HiddenInput
            )
        for rang in range(1, PRECISIONS_MAX + 1):
            self.fields[f"precision_{rang}"] = forms.CharField(
                label=f"Précision {rang}",
                required=False,
                max_length=260,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _depart(self, options: Options) -> dict[str, Any]:
        messages = (
            [MessageChoisi(m.titre, m.texte, m.element) for m in self.propositions]
            if options.messages is None
            else options.messages
        )
        initial: dict[str, Any] = {
            "audience": Rapport.Audience.PUBLIQUE,
            "sections": options.sections,
            "chiffres": self.chiffres_proposes if options.chiffres is None else options.chiffres,
            "decision": options.decision,
        }
        for rang, message in enumerate(messages, start=1):
            initial[f"titre_{rang}"] = message.titre
            initial[f"texte_{rang}"] = message.texte
            initial[f"element_{rang}"] = message.element
        for rang, precision in enumerate(options.precisions, start=1):
            initial[f"precision_{rang}"] = precision
        return initial

    @property
    def champs_messages(self) -> list[dict[str, Any]]:
        """The fields of the messages, by rank."""
        return [
            {
                "titre": self[f"titre_{r}"],
                "texte": self[f"texte_{r}"],
                "element": self[f"element_{r}"],
            }
            for r in range(1, MESSAGES_MAX + 1)
        ]

    @property
    def champs_precisions(self) -> list[Any]:
        """The fields of the details of the decision."""
        return [self[f"precision_{r}"] for r in range(1, PRECISIONS_MAX + 1)]

    def clean_chiffres(self) -> list[str]:
        """Refuse more figures than the note can hold."""
        chiffres = self.cleaned_data["chiffres"]
        if len(chiffres) > CHIFFRES_MAX:
            raise forms.ValidationError(
                f"Trois chiffres tiennent dans la note : décochez-en {len(chiffres) - CHIFFRES_MAX}."
            )
        return chiffres

    def clean(self) -> dict[str, Any]:
        """Ask for a title where only the explanation was written."""
        donnees = super().clean() or self.cleaned_data
        for rang in range(1, MESSAGES_MAX + 1):
            if donnees.get(f"texte_{rang}") and not donnees.get(f"titre_{rang}"):
                self.add_error(
                    f"titre_{rang}",
                    "Donnez un titre à ce message, ou effacez son explication.",
                )
        return donnees

    def lire_options(self) -> Options:
        """Return the choices; what was left as proposed stays a proposal."""
        d = self.cleaned_data
        messages = tuple(
            MessageChoisi(d[f"titre_{r}"], d[f"texte_{r}"], d[f"element_{r}"])
            for r in range(1, MESSAGES_MAX + 1)
            if d[f"titre_{r}"]
        )
        proposes = tuple(
            MessageChoisi(m.titre.strip(), m.texte.strip(), m.element) for m in self.propositions
        )
        chiffres = tuple(d["chiffres"])
        return Options(
            sections=tuple(s for s in SECTIONS if s in d["sections"]),
            messages=None if not messages or messages == proposes else messages,
            chiffres=None if chiffres == self.chiffres_proposes else chiffres,
            decision=d["decision"],
            precisions=tuple(
                d[f"precision_{r}"] for r in range(1, PRECISIONS_MAX + 1) if d[f"precision_{r}"]
            ),
        )


class PartageForm(forms.Form):
    """How long a reading link stays open."""

    jours = forms.TypedChoiceField(
        label="Ouvert pendant",
        coerce=int,
        choices=[(j, f"{j}{INSECABLE}jours") for j in DUREES],
        initial=30,
        error_messages={"invalid_choice": "Choisissez une durée de 7, 30 ou 90 jours."},
    )
