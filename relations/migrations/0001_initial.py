import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import simple_history.models
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('acteurs', '0010_application_themes'),
        ('comptes', '0002_initial'),
        ('comptes', '__first__'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='HistoricalRelation',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(blank=True, editable=False, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(blank=True, editable=False, verbose_name='modifié le')),
                        ('reference', models.CharField(db_index=True, default=socle.modeles.reference_courte, editable=False, max_length=12, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('nature', models.CharField(choices=[('travaille', 'travaille avec'), ('membre', 'est membre de'), ('fournit', 'fournit'), ('heberge', 'héberge'), ('finance', 'finance'), ('lieu', 'partage un lieu avec'), ('materiel', 'partage du matériel avec'), ('emplois', 'partage des emplois avec'), ('savoirs', 'partage des savoirs avec')], max_length=10, verbose_name='relation')),
                        ('precision', models.CharField(blank=True, max_length=300, verbose_name='ce qu’ils font ensemble')),
                        ('depuis', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2100)], verbose_name='depuis')),
                        ('jusqu_a', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2100)], verbose_name='jusqu’à')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('visibilite', models.CharField(choices=[('public', 'Tout le monde'), ('membres', 'Les membres de mon organisation')], default='public', max_length=8, verbose_name='qui la voit')),
                        ('etat', models.CharField(choices=[('active', 'Affichée'), ('retiree', 'Retirée')], default='active', editable=False, max_length=8, verbose_name='état')),
                        ('motif', models.CharField(blank=True, max_length=300, verbose_name='pourquoi elle a été retirée')),
                        ('depart', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.acteur', verbose_name='premier acteur')),
                        ('arrivee', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.acteur', verbose_name='second acteur')),
                        ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='comptes.organisation', verbose_name='saisie par')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical relation',
                        'verbose_name_plural': 'historical relations',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Relation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('depart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_sortantes', to='acteurs.acteur', verbose_name='premier acteur')),
                        ('arrivee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_entrantes', to='acteurs.acteur', verbose_name='second acteur')),
                        ('nature', models.CharField(choices=[('travaille', 'travaille avec'), ('membre', 'est membre de'), ('fournit', 'fournit'), ('heberge', 'héberge'), ('finance', 'finance'), ('lieu', 'partage un lieu avec'), ('materiel', 'partage du matériel avec'), ('emplois', 'partage des emplois avec'), ('savoirs', 'partage des savoirs avec')], max_length=10, verbose_name='relation')),
                        ('precision', models.CharField(blank=True, max_length=300, verbose_name='ce qu’ils font ensemble')),
                        ('depuis', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2100)], verbose_name='depuis')),
                        ('jusqu_a', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2100)], verbose_name='jusqu’à')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('visibilite', models.CharField(choices=[('public', 'Tout le monde'), ('membres', 'Les membres de mon organisation')], default='public', max_length=8, verbose_name='qui la voit')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='relations_saisies', to='comptes.organisation', verbose_name='saisie par')),
                        ('etat', models.CharField(choices=[('active', 'Affichée'), ('retiree', 'Retirée')], default='active', editable=False, max_length=8, verbose_name='état')),
                        ('motif', models.CharField(blank=True, max_length=300, verbose_name='pourquoi elle a été retirée')),
                    ],
                    options={
                        'verbose_name': 'relation',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('depart', models.F('arrivee')), _negated=True), name='relation_entre_deux_acteurs', violation_error_message='Une relation lie deux acteurs différents.'), models.CheckConstraint(condition=models.Q(('depuis', None), ('jusqu_a', None), ('depuis__lte', models.F('jusqu_a')), _connector='OR'), name='relation_annees_en_ordre', violation_error_message='La relation ne peut pas finir avant d’avoir commencé.'), models.UniqueConstraint(condition=models.Q(('etat', 'active'), ('visibilite', 'public'), models.Q(('nature__in', ['travaille', 'lieu', 'materiel', 'emplois', 'savoirs']), _negated=True)), fields=('depart', 'arrivee', 'nature'), name='relation_publique_unique', violation_error_message='Cette relation est déjà dans l’annuaire.'), models.UniqueConstraint(condition=models.Q(('etat', 'active'), models.Q(('visibilite', 'public'), _negated=True), models.Q(('nature__in', ['travaille', 'lieu', 'materiel', 'emplois', 'savoirs']), _negated=True)), fields=('depart', 'arrivee', 'nature', 'organisation'), name='relation_membres_unique', violation_error_message='Cette relation est déjà dans l’annuaire.'), models.UniqueConstraint(django.db.models.functions.comparison.Least('depart', 'arrivee'), django.db.models.functions.comparison.Greatest('depart', 'arrivee'), models.F('nature'), condition=models.Q(('etat', 'active'), ('visibilite', 'public'), ('nature__in', ['travaille', 'lieu', 'materiel', 'emplois', 'savoirs'])), name='relation_publique_unique_sans_sens', violation_error_message='Cette relation est déjà dans l’annuaire.'), models.UniqueConstraint(django.db.models.functions.comparison.Least('depart', 'arrivee'), django.db.models.functions.comparison.Greatest('depart', 'arrivee'), models.F('nature'), models.F('organisation'), condition=models.Q(('etat', 'active'), models.Q(('visibilite', 'public'), _negated=True), ('nature__in', ['travaille', 'lieu', 'materiel', 'emplois', 'savoirs'])), name='relation_membres_unique_sans_sens', violation_error_message='Cette relation est déjà dans l’annuaire.')],
                    },
                ),
                migrations.CreateModel(
                    name='SuggestionEcartee',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comptes.organisation')),
                        ('cle', models.CharField(max_length=120, verbose_name='suggestion')),
                        ('cree_le', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'verbose_name': 'suggestion écartée',
                        'verbose_name_plural': 'suggestions écartées',
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'cle'), name='suggestion_ecartee_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Disposition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cle', models.CharField(max_length=80, unique=True, verbose_name='réseau')),
                        ('places', models.JSONField(default=dict, verbose_name='places')),
                        ('modifie_le', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'verbose_name': 'disposition d’un réseau',
                        'verbose_name_plural': 'dispositions de réseaux',
                    },
                ),
            ],
        ),
    ]
