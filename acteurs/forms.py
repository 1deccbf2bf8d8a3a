"""Forms of actors: the entry, the upload, the mapping of columns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from acteurs.communes import chercher_communes, nommer
from acteurs.importers.colonnes import CHAMPS, LIBELLES
from acteurs.models import Acteur, FichierActeurs, Thematique, TypeActeur
from acteurs.rules import roles_de
from socle.texte import normaliser
from socle.validateurs import valider_rna, valider_siren, valider_siret
from territoires.models import Commune, Territoire


class NumeroField(forms.CharField):
    """An official number, typed or pasted with spaces."""

    def to_python(self, value: Any) -> str:
        """Drop the spaces."""
        return "".join((super().to_python(value) or "").split()).upper()


class ActeurForm(forms.ModelForm):
    """An entry of the directory. The commune is typed, then chosen among what was found."""

    famille = forms.ChoiceField(
        label="Famille ou type",
        required=False,
        help_text="La forme précise (SCIC, ESAT…) si vous la connaissez.",
    )
    commune_texte = forms.CharField(
        label="Commune",
        required=False,
        max_length=100,
        help_text="Nom, code postal ou code INSEE. L’acteur est placé au centre de la commune.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    commune_code = forms.ChoiceField(
        label="Commune trouvée", required=False, widget=forms.RadioSelect
    )
    siret = NumeroField(
        label="SIRET",
        required=False,
        validators=[valider_siret],
        help_text="14 chiffres. Il évite les doublons.",
    )
    siren = NumeroField(
        label="SIREN",
        required=False,
        validators=[valider_siren],
        help_text="9 chiffres, si vous n’avez pas le SIRET.",
    )
    rna = NumeroField(
        label="Numéro RNA",
        required=False,
        validators=[valider_rna],
        help_text="Pour une association\u00a0: W suivi de 9 caractères.",
    )
    site_web = forms.URLField(
        label="Site web",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Par exemple https://www.exemple.fr",
    )
    approche = forms.BooleanField(label="Position approchée, à vérifier", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Acteur
        fields = [
            "nom", "sigle", "ess", "thematiques", "description", "adresse", "lat", "lon",
            "siret", "siren", "rna", "forme_juridique", "taille", "site_web", "contact_public",
            "source", "date_source", "statut",
        ]  # fmt: skip
        widgets = {
            "thematiques": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 4}),
            "ess": forms.Select(
                choices=[("", "Selon sa famille"), ("true", "Oui"), ("false", "Non")]
            ),
            "date_source": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"lat": "Latitude", "lon": "Longitude", "taille": "Taille"}
        help_texts = {
            "sigle": "S’il est d’usage\u00a0: APES, ANCT…",
            "description": "Ce que fait l’acteur, en deux ou trois phrases.",
            "lat": "En degrés, par exemple 50,004.",
            "lon": "En degrés, par exemple 2,649.",
            "source": "D’où viennent ces informations\u00a0: annuaire, rencontre, site…",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acteur: Acteur = self.instance
        self.types = {t.code: t for t in TypeActeur.objects.select_related("parent")}
        self._champ("famille").choices = self._familles()
        self._champ("thematiques").queryset = Thematique.objects.all()
        statuts = [
            (Acteur.Statut.PUBLIE, "Publier\u00a0: visible de tout le monde"),
            (Acteur.Statut.PROPOSE, "Garder en proposition\u00a0: visible de votre organisation"),
        ]
        self.fields["statut"] = forms.ChoiceField(
            label="Publication", choices=statuts, widget=forms.RadioSelect
        )
        self._champ("taille").choices = [("", "Non connue"), *Acteur.Taille.choices]
        for nom in ("lat", "lon"):
            self.fields[nom] = forms.FloatField(
                label=self.fields[nom].label,
                help_text=self.fields[nom].help_text,
                required=False,
                localize=True,
                min_value=-90 if nom == "lat" else -180,
                max_value=90 if nom == "lat" else 180,
            )
        self.communes: list[Commune] = [acteur.commune] if acteur.commune else []
        if acteur.pk:
            self._initialiser(acteur)
        else:
            self.initial.setdefault("statut", Acteur.Statut.PUBLIE)
        self.proposer_communes(self.communes)

    def _champ(self, nom: str) -> Any:
        return self.fields[nom]

    def _initialiser(self, acteur: Acteur) -> None:
        self.initial.update(
            {
                "famille": acteur.sous_type_id or acteur.type_id or "",
                "commune_texte": acteur.commune.nom if acteur.commune else "",
                "commune_code": acteur.commune_id or "",
                "approche": acteur.precision == Acteur.Precision.APPROCHEE,
                "version": acteur.version,
                "ess": "" if acteur.ess is None else str(acteur.ess).lower(),
            }
        )
        if acteur.statut == Acteur.Statut.ARCHIVE:
            self.initial["statut"] = Acteur.Statut.PUBLIE
        if acteur.precision in {Acteur.Precision.COMMUNE, Acteur.Precision.INCONNUE}:
            self.initial.update({"lat": None, "lon": None})

    def _familles(self) -> list[tuple[str, str]]:
        """Kinds, each followed by its forms."""
        choix = [("", "Je ne sais pas")]
        for type_ in self.types.values():
            if type_.parent_id is None:
                choix.append((type_.code, type_.libelle))
                choix += [
                    (f.code, f"{type_.libelle}\u00a0: {f.libelle_court}")
                    for f in self.types.values()
                    if f.parent_id == type_.code
                ]
        return choix

    def proposer_communes(self, communes: list[Commune]) -> None:
        """Offer these communes, and the possibility of none."""
        self.communes = communes
        choix = [(c.pk, nommer(c)) for c in communes]
        self._champ("commune_code").choices = [*choix, ("", "Commune inconnue")]

    def _clean_fields(self) -> None:
        """Offer what the typed text finds before the choice itself is checked."""
        texte = str(self.data.get(self.add_prefix("commune_texte"), "")).strip()
        code = str(self.data.get(self.add_prefix("commune_code"), ""))
        trouvees = chercher_communes(texte)
        choisie = Commune.objects.select_related("departement").filter(pk=code).first()
        meme = choisie is not None and normaliser(texte) in {"", choisie.nom_normalise}
        if choisie and choisie not in trouvees and meme:
            trouvees = [choisie, *trouvees]
        self.proposer_communes(trouvees)
        if choisie and choisie not in trouvees:  # the text was changed after the choice
            donnees: Any = self.data.copy()  # type: ignore[attr-defined]
            donnees[self.add_prefix("commune_code")] = ""
            self.data = donnees
        super()._clean_fields()  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Resolve the commune, the kind and its form, the point and its precision."""
        donnees = super().clean() or self.cleaned_data
        donnees["commune"] = self._commune(donnees)
        type_ = self.types.get(donnees.get("famille", ""))
        donnees["type"] = type_.parent if type_ and type_.parent else type_
        donnees["sous_type"] = type_ if type_ and type_.parent else None
        lat, lon = donnees.get("lat"), donnees.get("lon")
        if (lat is None) != (lon is None):
            self.add_error(
                "lon" if lon is None else "lat",
                "Latitude et longitude vont ensemble\u00a0: donnez les deux, ou aucune.",
            )
        if lat is None or lon is None:
            donnees["precision"] = Acteur.Precision.INCONNUE
        elif donnees.get("approche"):
            donnees["precision"] = Acteur.Precision.APPROCHEE
        elif self.instance.precision == Acteur.Precision.VOIE and (lon, lat) == (
            self.instance.lon,
            self.instance.lat,
        ):
            donnees["precision"] = Acteur.Precision.VOIE
        else:
            donnees["precision"] = Acteur.Precision.ADRESSE
        return donnees

    def _commune(self, donnees: dict[str, Any]) -> Commune | None:
        code = donnees.get("commune_code")
        texte = donnees.get("commune_texte", "")
        for commune in self.communes:
            if commune.pk == code:
                return commune
        if not texte or "commune_code" in self.errors:
            return None
        exactes = [c for c in self.communes if c.nom_normalise == normaliser(texte)]
        for possibles in (self.communes, exactes):
            if len(possibles) == 1:
                return possibles[0]
        self.add_error(
            "commune_texte",
            "Plusieurs communes correspondent\u00a0: choisissez la vôtre ci-dessous."
            if self.communes
            else "Aucune commune de ce nom ou de ce code. Vérifiez l’orthographe, "
            "ou laissez vide pour localiser l’acteur plus tard.",
        )
        return None

    def _post_clean(self) -> None:
        """Leave the instance alone: the service applies the model's rules, look-alikes first."""

    def saisie(self) -> dict[str, Any]:
        """Fields for the services."""
        donnees = self.cleaned_data
        noms = [n for n in self.Meta.fields if n != "thematiques"]
        return {n: donnees[n] for n in [*noms, "type", "sous_type", "commune", "precision"]}

    def refuser(self, erreur: ValidationError) -> None:
        """Show what a service refused, beside the fields it names."""
        if hasattr(erreur, "error_dict"):
            for nom, erreurs in erreur.error_dict.items():
                self.add_error(nom if nom in self.fields else None, erreurs)
        else:
            self.add_error(None, erreur)


class DepotForm(forms.Form):
    """A file of actors to send."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="CSV ou Excel (.xlsx), 20 Mo et 50\u202f000 lignes au plus. "
        "La première ligne porte les noms de colonnes.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class ColonnesForm(forms.Form):
    """Which column feeds which field, and how to treat what the file brings."""

    source = forms.CharField(
        label="Source",
        required=False,
        max_length=250,
        help_text="Notée sur les fiches dont la ligne n’en donne pas\u00a0: annuaire, enquête…",
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        required=False,
        help_text="Départage les communes de même nom quand le fichier ne donne pas leur code.",
    )
    statut = forms.ChoiceField(
        label="Nouvelles fiches",
        choices=[
            (Acteur.Statut.PUBLIE, "Les publier"),
            (Acteur.Statut.PROPOSE, "Les garder en proposition, pour votre organisation"),
        ],
        initial=Acteur.Statut.PUBLIE,
        widget=forms.RadioSelect,
    )
    completer = forms.BooleanField(
        label="Ne compléter que les champs vides des fiches existantes", required=False
    )
    creer_doublons = forms.BooleanField(
        label="Créer aussi les acteurs qui ressemblent à une fiche existante", required=False
    )

    garder_sous = forms.CharField(
        label="Retenir ces colonnes sous le nom",
        required=False,
        max_length=120,
        help_text="Un prochain fichier aux mêmes en-têtes sera reconnu. Ce nom se retrouve dans "
        "les sources de votre organisation.",
    )

    def __init__(
        self, *args: Any, fichier: FichierActeurs, apercu: list[list[str]], utilisateur: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fichier = fichier
        siens = Territoire.objects.filter(
            adoptions__organisation__in=list(roles_de(utilisateur))
        ).distinct()
        self._champ("territoire").choices = [("", "Aucun"), *((str(t.pk), t.nom) for t in siens)]
        if fichier.source:
            self.initial["garder_sous"] = fichier.source.nom
        for nom, valeur in fichier.options.items():
            if nom in self.fields:
                self.initial[nom] = valeur
        choix = [("", "Ne pas importer"), *((c.code, c.libelle) for c in CHAMPS)]
        par_colonne = {index: code for code, index in fichier.correspondance.items()}
        self.colonnes: list[tuple[str, str, list[str]]] = []
        for index, entete in enumerate(fichier.entetes):
            nom = f"colonne_{index}"
            self.fields[nom] = forms.ChoiceField(
                label=f"Champ pour la colonne «\u00a0{entete}\u00a0»", choices=choix, required=False,
                initial=par_colonne.get(index, ""),
            )  # fmt: skip
            exemples = [ligne[index] for ligne in apercu if ligne[index]]
            self.colonnes.append((nom, entete, exemples))

    def _champ(self, nom: str) -> Any:
        return self.fields[nom]

    def lignes_de_colonnes(self) -> list[tuple[str, forms.BoundField, list[str]]]:
        """Header, field and examples of each column, for the table."""
        return [(entete, self[nom], exemples) for nom, entete, exemples in self.colonnes]

    def champs_options(self) -> list[forms.BoundField]:
        """Fields that are not columns."""
        noms = ["source", "territoire", "statut", "completer", "creer_doublons", "garder_sous"]
        return [self[nom] for nom in noms if nom in self.fields]

    def clean(self) -> dict[str, Any]:
        """A field is fed by one column, and the name by one at least."""
        donnees = super().clean() or self.cleaned_data
        vus: dict[str, str] = {}
        for nom, entete, _ in self.colonnes:
            code = donnees.get(nom)
            if code and code in vus:
                self.add_error(
                    nom,
                    f"«\u00a0{LIBELLES[code]}\u00a0» est déjà pris par la colonne «\u00a0{vus[code]}\u00a0».",
                )
            elif code:
                vus[code] = entete
        if "nom" not in vus:
            self.add_error(None, "Choisissez la colonne qui porte le nom des acteurs.")
        return donnees

    def correspondance(self) -> dict[str, int]:
        """Field code → column index."""
        return {
            code: index
            for index, (nom, _, _) in enumerate(self.colonnes)
            if (code := self.cleaned_data[nom])
        }

    def options(self) -> dict[str, Any]:
        """How to treat the rows, as JSON values."""
        donnees = self.cleaned_data
        return {
            "source": donnees["source"],
            "territoire": int(donnees["territoire"]) if donnees["territoire"] else None,
            "statut": donnees["statut"],
            "completer": donnees["completer"],
            "creer_doublons": donnees["creer_doublons"],
        }
