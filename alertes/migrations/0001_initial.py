import alertes.models
import django.db.models.deletion
import django.utils.timezone
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('acteurs', '0012_contacts'),
        ('comptes', '__first__'),
        ('territoires', '0001_initial'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='Alerte',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alertes', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                        ('nature', models.CharField(choices=[('recherche', 'Recherche'), ('acteur', 'Acteur'), ('territoire', 'Territoire')], max_length=10, verbose_name='nature')),
                        ('nom', models.CharField(max_length=160, verbose_name='nom')),
                        ('criteres', models.CharField(blank=True, max_length=800, verbose_name='recherche')),
                        ('acteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acteurs.acteur', verbose_name='acteur suivi')),
                        ('territoire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='territoires.territoire', verbose_name='territoire suivi')),
                        ('rythme', models.CharField(choices=[('jour', 'Chaque jour'), ('semaine', 'Chaque lundi'), ('jamais', 'Sans courriel')], default='semaine', max_length=8, verbose_name='me prévenir')),
                        ('jeton', models.CharField(default=alertes.models.jeton_de_flux, editable=False, max_length=64, unique=True)),
                        ('dite_jusqu_a', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='dite jusqu’à')),
                        ('courriel_le', models.DateTimeField(editable=False, null=True, verbose_name='dernier courriel le')),
                    ],
                    options={
                        'verbose_name': 'alerte',
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['rythme', 'dite_jusqu_a'], name='alerte_due')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('acteur__isnull', False)), fields=('utilisateur', 'acteur'), name='alerte_acteur_unique', violation_error_message='Vous suivez déjà cet acteur.'), models.UniqueConstraint(condition=models.Q(('territoire__isnull', False)), fields=('utilisateur', 'territoire'), name='alerte_territoire_unique', violation_error_message='Vous suivez déjà ce territoire.'), models.UniqueConstraint(condition=models.Q(('nature', 'recherche')), fields=('utilisateur', 'criteres'), name='alerte_recherche_unique', violation_error_message='Cette recherche est déjà dans vos alertes.')],
                    },
                ),
                migrations.CreateModel(
                    name='Resume',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='préparé le')),
                        ('jusqu_a', models.DateTimeField(verbose_name='jusqu’à')),
                        ('parties', models.JSONField(default=list, verbose_name='alertes')),
                    ],
                    options={
                        'verbose_name': 'résumé envoyé',
                        'verbose_name_plural': 'résumés envoyés',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Jalon',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('jour', models.DateField(unique=True, verbose_name='jour')),
                        ('dernier', models.BigIntegerField(verbose_name='dernière fiche')),
                    ],
                    options={
                        'verbose_name': 'jalon de l’annuaire',
                        'verbose_name_plural': 'jalons de l’annuaire',
                    },
                ),
            ],
        ),
    ]
