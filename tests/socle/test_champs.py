"""Form fields rendered by {% champ %}."""

from django import forms
from django.template import Context, Template


class Formulaire(forms.Form):
    nom = forms.CharField(label="Nom", help_text="Tel qu'au répertoire")
    courriel = forms.EmailField(label="Adresse", required=False)
    resume = forms.CharField(label="Résumé", widget=forms.Textarea, required=False)
    famille = forms.ChoiceField(label="Famille", choices=[("a", "Association"), ("b", "SCIC")])
    lecture = forms.ChoiceField(
        label="Lecture", choices=[("m", "Membres"), ("p", "Public")], widget=forms.RadioSelect
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes",
        choices=[("x", "Mobilité")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    accord = forms.BooleanField(label="J'accepte")
    moment = forms.SplitDateTimeField(label="Moment", required=False)
    jeton = forms.CharField(widget=forms.HiddenInput, required=False)


def rendre(gabarit: str, form: forms.Form) -> str:
    return Template("{% load composants %}" + gabarit).render(Context({"form": form}))


def test_simple_field_ties_label_help_and_widget():
    html = rendre("{% champ form.nom %}", Formulaire())
    assert '<label class="form-label" for="id_nom">Nom</label>' in html
    assert 'id="id_nom_aide">Tel qu’au répertoire' in html
    assert 'aria-describedby="id_nom_aide"' in html
    assert "form-control" in html
    assert "required" in html
    assert "facultatif" not in html


def test_optional_field_says_so_unless_told_not_to():
    form = Formulaire()
    assert "facultatif" in rendre("{% champ form.courriel %}", form)
    assert "facultatif" not in rendre("{% champ form.courriel mention=False %}", form)


def test_error_is_written_and_announced():
    html = rendre("{% champ form.nom %}", Formulaire({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_nom_aide id_nom_erreurs"' in html
    assert 'id="id_nom_erreurs"' in html
    assert "is-invalid" in html
    assert "Ce champ est obligatoire." in html


def test_widgets_have_their_class():
    form = Formulaire()
    assert 'class="form-select"' in rendre("{% champ form.famille %}", form)
    assert 'class="form-check-input"' in rendre("{% champ form.accord %}", form)
    texte = rendre("{% champ form.resume %}", form)
    assert "<textarea" in texte
    assert 'rows="4"' in texte


def test_groups_are_fieldsets_with_a_legend():
    for nom in ("lecture", "themes", "moment"):
        html = rendre(f"{{% champ form.{nom} %}}", Formulaire())
        assert "<fieldset" in html, nom
        assert "<legend" in html, nom
    radios = rendre("{% champ form.lecture %}", Formulaire({"lecture": "p"}))
    assert '<label class="form-check-label" for="id_lecture_1">Public</label>' in radios
    assert radios.count("form-check-input") == 2
    assert radios.count("checked") == 1


def test_hidden_field_is_bare():
    html = rendre("{% champ form.jeton %}", Formulaire())
    assert html.startswith('<input type="hidden"')
    assert "label" not in html


def test_label_can_be_replaced_or_reserved_to_screen_readers():
    html = rendre('{% champ form.nom libelle="Nom ?" aide="" libelle_cache=True %}', Formulaire())
    assert "Nom\u202f?" in html
    assert "visually-hidden" in html
    assert "aria-describedby" not in html


def test_user_text_is_escaped():
    html = rendre("{% champ form.nom %}", Formulaire({"nom": '"><script>'}))
    assert "<script>" not in html


def test_summary_leads_to_each_field():
    form = Formulaire({"courriel": "non"})
    html = rendre("{% erreurs_formulaire form %}", form)
    assert 'role="alert"' in html
    assert '<a href="#id_nom">Nom</a>' in html
    assert '<a href="#id_courriel">Adresse</a>' in html
    assert '<a href="#id_lecture_0">Lecture</a>' in html
    assert "5 points sont à corriger" in html


def test_summary_tells_general_errors():
    form = Formulaire({"nom": "a", "famille": "a", "lecture": "m", "accord": "on"})
    form.add_error(None, "La fin précède le début : vérifiez les dates.")
    html = rendre("{% erreurs_formulaire form %}", form)
    assert "Ce n’est pas enregistré" in html
    assert "La fin précède le début\u00a0: vérifiez les dates." in html


def test_no_summary_without_error():
    assert rendre("{% erreurs_formulaire form %}", Formulaire()) == ""


def test_required_fields_are_told_once():
    assert "sauf ceux marqués" in rendre("{% mention_obligatoire form %}", Formulaire())

    class Court(forms.Form):
        q = forms.CharField()

    assert rendre("{% mention_obligatoire form %}", Court()) == ""


def test_fields_of_a_library_take_our_labels():
    class Connexion(forms.Form):
        login = forms.EmailField(
            label="Email", widget=forms.EmailInput(attrs={"placeholder": "Email address"})
        )

    html = rendre(
        '{% nommer_champs form login="Adresse électronique" %}'
        "{% erreurs_formulaire form %}{% champ form.login %}",
        Connexion({}),
    )
    assert html.count("Adresse électronique") == 2
    assert "Email address" not in html
