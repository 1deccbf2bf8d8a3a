"""Forms of what a filière is made of: maillons, needs, actors, gisements, flows."""

from typing import Any

from django import forms

from acteurs.models import Acteur
from filieres.forms_champs import (
    CommuneField,
    FormulaireDeLigne,
    MoisField,
    NombreField,
    ParReference,
    PartField,
    TerritoireField,
)
from filieres.models import (
    BesoinMaillon,
    Chaine,
    Filiere,
    Flux,
    Gisement,
    Maillon,
    Position,
)
from socle.conflits import Lecteur

_UNITES = "Par exemple\u00a0: t/an, kg/mois, pièces/an, repas/jour."
_ESS = [("", "Selon l’annuaire"), ("true", "Oui"), ("false", "Non")]


def _unite() -> forms.CharField:
    return forms.CharField(
        label="Unité",
        required=False,
        max_length=40,
        help_text=_UNITES,
        widget=forms.TextInput(attrs={"list": "unites", "autocomplete": "off"}),
    )


def _annee(libelle: str = "Année") -> forms.IntegerField:
    return forms.IntegerField(
        label=libelle,
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ChaineForm(FormulaireDeLigne):
    """Name of a chain."""

    groupes = (("", ("nom",), False),)

    class Meta:
        model = Chaine
        fields = ["nom"]
        help_texts = {"nom": "Ce qui y circule\u00a0: « textile », « vrac et consigne »…"}
        error_messages = {"nom": {"required": "Donnez un nom à la chaîne."}}


class MaillonForm(FormulaireDeLigne):
    """A maillon: what is done there, where it stands, how much it takes."""

    chaine = ParReference(Chaine.objects.none(), label="Chaîne", required=True, empty_label=None)
    capacite = NombreField(label="Capacité", help_text="Ce que le maillon peut traiter.")
    unite = _unite()
    annee_capacite = _annee("Année de la capacité")
    rendement = PartField(
        label="Part de ce qui entre qui ressort (%)",
        help_text="80 veut dire qu’un cinquième se perd ou part au rebut.",
    )
    achats_exterieurs = NombreField(
        label="Achats extérieurs (€ par an)",
        help_text="Énergie, emballages, sous-traitance… achetés hors de la chaîne.",
    )
    groupes = (
        ("", ("intitule", "type", "chaine", "ordre", "statut_declare"), False),
        ("Capacité", ("capacite", "unite", "annee_capacite"), False),
        ("Pertes et achats", ("rendement", "achats_exterieurs"), True),
        ("Note", ("note",), True),
    )

    class Meta:
        model = Maillon
        fields = [
            "intitule", "type", "chaine", "ordre", "statut_declare", "capacite", "unite",
            "annee_capacite", "rendement", "achats_exterieurs", "note",
        ]  # fmt: skip
        labels = {
            "intitule": "Intitulé",
            "type": "Activité",
            "ordre": "Rang dans la chaîne",
            "statut_declare": "État, si les acteurs et les flux ne le disent pas",
            "note": "Note réservée aux membres",
        }
        help_texts = {
            "intitule": "Ce qu’on y fait\u00a0: « Lavage des contenants ».",
            "ordre": "Deux maillons de même rang se tiennent côte à côte. Vide\u00a0: à la fin.",
        }
        error_messages = {
            "intitule": {"required": "Donnez un intitulé au maillon."},
            "type": {"required": "Choisissez une activité."},
        }
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "ordre": forms.TextInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chaines = self.instance.filiere.chaines.all()
        champ: Any = self.fields["chaine"]
        champ.queryset = chaines
        self.fields["ordre"].required = False
        if not self.instance.pk:
            self.initial["ordre"] = None
            self.initial.setdefault("chaine", chaines.first())
            self.instance.chaine = chaines.first()

    def clean_ordre(self) -> int:
        """Leave an empty rank to the service (new), or as it was."""
        ordre = self.cleaned_data.get("ordre")
        return ordre if ordre is not None else (self.instance.ordre if self.instance.pk else 0)

    def champs(self) -> dict[str, Any]:
        """Return what the services write."""
        champs = super().champs()
        if not self.instance.pk and not champs["ordre"]:
            champs["ordre"] = None
        return champs


class BesoinForm(FormulaireDeLigne):
    """What a maillon needs."""

    groupes = (("", ("nature", "texte", "couvert"), False),)

    class Meta:
        model = BesoinMaillon
        fields = ["nature", "texte", "couvert"]
        labels = {"texte": "De quoi ce maillon a-t-il besoin ?", "couvert": "Ce besoin est couvert"}
        help_texts = {"texte": "Une laveuse de 2 000 bouteilles par heure, un hangar de 300 m²…"}
        error_messages = {"texte": {"required": "Dites ce dont le maillon a besoin."}}


class PositionForm(FormulaireDeLigne):
    """An actor at a maillon; the actor of the directory is chosen beside the form."""

    acteur = ParReference(Acteur.objects.none(), widget=forms.HiddenInput)
    nom_libre = forms.CharField(
        label="Nom",
        required=False,
        max_length=200,
        help_text="Une structure, une régie, un service. Évitez d’y nommer quelqu’un.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    commune = CommuneField(label="Commune")
    ess = forms.TypedChoiceField(
        label="Structure de l’ESS",
        choices=_ESS,
        required=False,
        coerce=lambda v: {"true": True, "false": False}.get(str(v).lower()),
        empty_value=None,
    )
    capacite = NombreField(label="Capacité")
    unite = _unite()
    annee = _annee()
    etp = NombreField(label="Emplois (ETP)")
    etp_insertion = NombreField(label="Dont en insertion (ETP)")
    part_ca = NombreField(
        label="Part du chiffre d’affaires (%)", help_text="Ce que cette activité pèse chez lui."
    )
    groupes = (
        ("", ("acteur", "nom_libre", "role", "potentielle", "ess", "commune"), False),
        ("Ce qu’il y fait", ("capacite", "unite", "annee"), False),
        ("Emplois et activité", ("etp", "etp_insertion", "part_ca"), False),
        ("D’où vient l’information", ("certitude", "source"), False),
    )

    class Meta:
        model = Position
        fields = [
            "acteur", "nom_libre", "role", "potentielle", "ess", "commune", "capacite", "unite",
            "annee", "etp", "etp_insertion", "part_ca", "certitude", "source",
        ]  # fmt: skip
        labels = {
            "role": "Rôle",
            "potentielle": "Pourrait le faire, ne le fait pas aujourd’hui",
            "source": "Source, réservée aux membres",
        }
        help_texts = {"role": "Ce qu’il fait à ce maillon."}

    def __init__(self, *args: Any, utilisateur: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["acteur"]
        champ.queryset = Acteur.objects.visibles_par(utilisateur)
        if self.instance.acteur_id:
            champ.queryset = champ.queryset | Acteur.objects.filter(pk=self.instance.acteur_id)
            self.initial["ess"] = (
                "" if self.instance.ess is None else str(self.instance.ess).lower()
            )
        elif self.instance.pk:
            self.initial["ess"] = (
                "" if self.instance.ess is None else str(self.instance.ess).lower()
            )

    def lecteurs(self) -> dict[str, Lecteur]:
        """Say how a conflict reads the three answers of « ESS »."""
        mots = {None: "selon l’annuaire", True: "oui", False: "non"}
        return {
            "ess": Lecteur(
                lire=lambda ligne: ligne.ess,
                dire=lambda valeur: mots[valeur],
                ecrire=lambda valeur: ["" if valeur is None else str(valeur).lower()],
            )
        }


class GisementForm(FormulaireDeLigne):
    """A resource: how much, where, when, from whom one knows."""

    maillon = ParReference(
        Maillon.objects.none(), label="Maillon où il entre", empty_label="Aucun encore"
    )
    quantite = NombreField(label="Quantité")
    bas = NombreField(label="Au moins")
    haut = NombreField(label="Au plus")
    unite = _unite()
    annee = _annee()
    masse_unitaire_kg = NombreField(
        label="Masse d’une pièce (kg)", help_text="Pour passer des pièces aux tonnes."
    )
    part_disponible = NombreField(
        label="Part disponible (%)", help_text="Ce que d’autres usages ne prennent pas déjà."
    )
    commune = CommuneField(label="Commune")
    territoire = TerritoireField(label="Ou territoire")
    saison = MoisField(label="Mois où on le trouve", help_text="Aucun coché\u00a0: toute l’année.")
    groupes = (
        ("", ("ressource", "maillon"), False),
        ("Combien", ("quantite", "bas", "haut", "unite", "annee", "part_disponible"), False),
        ("Où", ("commune", "territoire", "lieu_texte"), False),
        ("Saison et pièces", ("saison", "masse_unitaire_kg"), True),
        ("D’où vient l’information", ("source",), False),
    )

    class Meta:
        model = Gisement
        fields = [
            "ressource", "maillon", "quantite", "bas", "haut", "unite", "annee",
            "part_disponible", "commune", "territoire", "lieu_texte", "saison", "masse_unitaire_kg", "source",
        ]  # fmt: skip
        labels = {
            "ressource": "Ressource",
            "lieu_texte": "Lieu, en toutes lettres",
            "source": "Source, réservée aux membres",
        }
        help_texts = {"ressource": "Textiles usagés, biodéchets, laine, bois de bocage…"}
        error_messages = {"ressource": {"required": "Dites de quelle ressource il s’agit."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["maillon"]
        champ.queryset = self.instance.filiere.maillons.all()
        territoire: Any = self.fields["territoire"]
        territoire.proposer(self.instance.filiere.territoire, self.instance.territoire_id)
        if not territoire.queryset:
            del self.fields["territoire"]


class FluxForm(FormulaireDeLigne):
    """What goes from a maillon, or a gisement, to another maillon or out of the chain."""

    origine = forms.ChoiceField(
        label="De",
        error_messages={
            "required": "Dites d’où part le flux.",
            "invalid_choice": "Ce départ n’existe plus\u00a0: choisissez-en un autre.",
        },
    )
    arrivee = ParReference(
        Maillon.objects.none(),
        label="Vers",
        empty_label="Hors de la chaîne (usage, fin de vie)",
    )
    volume = NombreField(label="Volume")
    bas = NombreField(label="Au moins")
    haut = NombreField(label="Au plus")
    unite = _unite()
    annee = _annee()
    masse_unitaire_kg = NombreField(
        label="Masse d’une pièce (kg)", help_text="Pour passer des pièces aux tonnes."
    )
    prix = NombreField(
        label="Prix (€ par unité)",
        help_text="Ce que paie celui qui reçoit. Négatif si l’on paie pour s’en défaire.",
    )
    distance_km = NombreField(label="Distance (km)")
    position_depart = ParReference(
        Position.objects.none(), label="Acteur de départ", empty_label="Tous, ou non précisé"
    )
    position_arrivee = ParReference(
        Position.objects.none(), label="Acteur d’arrivée", empty_label="Tous, ou non précisé"
    )
    groupes = (
        ("", ("origine", "arrivee", "matiere"), False),
        ("Combien", ("volume", "bas", "haut", "unite", "annee", "masse_unitaire_kg"), False),
        ("À quel prix, de quelle distance", ("prix", "distance_km"), False),
        ("Entre quels acteurs", ("position_depart", "position_arrivee"), True),
        ("D’où vient l’information", ("certitude", "source"), False),
    )

    class Meta:
        model = Flux
        fields = [
            "arrivee", "matiere", "volume", "bas", "haut", "unite", "annee",
            "masse_unitaire_kg", "prix", "distance_km", "position_depart", "position_arrivee",
            "certitude", "source",
        ]  # fmt: skip
        labels = {"matiere": "Matière", "source": "Source, réservée aux membres"}
        help_texts = {"matiere": "Ce qui circule\u00a0: laine lavée, bouteilles consignées…"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filiere: Filiere = self.instance.filiere
        self.maillons = list(filiere.maillons.select_related("chaine"))
        self.gisements = list(filiere.gisements.all())
        origine: Any = self.fields["origine"]
        origine.choices = [
            ("", "Choisir…"),
            ("Maillons", [(f"m-{m.reference}", m.intitule) for m in self.maillons]),
            ("Gisements", [(f"g-{g.reference}", g.ressource) for g in self.gisements]),
        ]
        arrivee: Any = self.fields["arrivee"]
        arrivee.queryset = filiere.maillons.all()
        positions = Position.objects.filter(maillon__filiere=filiere).select_related(
            "maillon", "acteur"
        )
        for nom in ("position_depart", "position_arrivee"):
            champ: Any = self.fields[nom]
            champ.queryset = positions
            champ.label_from_instance = lambda p: f"{p.nom} ({p.maillon})"
        if self.instance.pk:
            self.initial["origine"] = self._code(self.instance)

    def _code(self, flux: Any) -> str:
        """Return the choice a row, or a row of its history, stands for."""
        for lettre, lignes, pk in (
            ("m", self.maillons, flux.depart_id),
            ("g", self.gisements, flux.gisement_id),
        ):
            for ligne in lignes:
                if ligne.pk == pk:
                    return f"{lettre}-{ligne.reference}"
        return ""

    def clean(self) -> dict[str, Any]:
        """Turn the choice of a start into the maillon or the gisement it is."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        lettre, _, reference = str(donnees.get("origine", "")).partition("-")
        choisis = {
            "depart": next(
                (m for m in self.maillons if lettre == "m" and m.reference == reference), None
            ),
            "gisement": next(
                (g for g in self.gisements if lettre == "g" and g.reference == reference), None
            ),
        }
        self.depart = choisis
        for nom, valeur in choisis.items():
            setattr(self.instance, nom, valeur)
        return donnees

    def champs(self) -> dict[str, Any]:
        """Return what the services write."""
        champs = super().champs()
        champs.pop("origine", None)
        return {**champs, **self.depart}

    def lecteurs(self) -> dict[str, Lecteur]:
        """Say how a conflict reads where the flow starts."""
        mots = {f"m-{m.reference}": m.intitule for m in self.maillons} | {
            f"g-{g.reference}": g.ressource for g in self.gisements
        }
        return {
            "origine": Lecteur(
                lire=self._code,
                dire=lambda code: mots.get(code, "effacé depuis"),
                ecrire=lambda code: [code],
            )
        }
