import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ouverture', '0001_initial'), ('ouverture', '0002_exports'), ('ouverture', '0003_filtres_longs')]

    initial = True

    dependencies = [
        ('comptes', '0002_initial'),
        ('comptes', '__first__'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='SiteAutorise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites_autorises', to='comptes.organisation')),
                        ('origine', models.CharField(max_length=280, verbose_name='site')),
                    ],
                    options={
                        'verbose_name': 'site autorisé',
                        'verbose_name_plural': 'sites autorisés',
                        'ordering': ['origine'],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'origine'), name='site_autorise_unique', violation_error_message='Ce site est déjà autorisé.')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalCarteIntegree',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(blank=True, editable=False, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(blank=True, editable=False, verbose_name='modifié le')),
                        ('reference', models.CharField(db_index=True, default=socle.modeles.reference_courte, editable=False, max_length=12, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('titre', models.CharField(max_length=120, verbose_name='titre')),
                        ('filtres', models.CharField(blank=True, max_length=2000, verbose_name='filtres')),
                        ('hauteur', models.PositiveSmallIntegerField(choices=[(400, 'Basse (400 pixels)'), (560, 'Moyenne (560 pixels)'), (720, 'Haute (720 pixels)')], default=560, verbose_name='hauteur')),
                        ('liste', models.BooleanField(default=True, verbose_name='la liste sous la carte')),
                        ('active', models.BooleanField(default=True, verbose_name='visible sur les sites autorisés')),
                        ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='comptes.organisation')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical carte à intégrer',
                        'verbose_name_plural': 'historical cartes à intégrer',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='CarteIntegree',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cartes_integrees', to='comptes.organisation')),
                        ('titre', models.CharField(max_length=120, verbose_name='titre')),
                        ('filtres', models.CharField(blank=True, max_length=2000, verbose_name='filtres')),
                        ('hauteur', models.PositiveSmallIntegerField(choices=[(400, 'Basse (400 pixels)'), (560, 'Moyenne (560 pixels)'), (720, 'Haute (720 pixels)')], default=560, verbose_name='hauteur')),
                        ('liste', models.BooleanField(default=True, verbose_name='la liste sous la carte')),
                        ('active', models.BooleanField(default=True, verbose_name='visible sur les sites autorisés')),
                    ],
                    options={
                        'verbose_name': 'carte à intégrer',
                        'verbose_name_plural': 'cartes à intégrer',
                        'ordering': ['titre', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ExportActeurs',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('etat', models.CharField(choices=[('en_attente', 'En attente'), ('en_cours', 'En cours'), ('termine', 'Terminé'), ('echec', 'Échec'), ('annule', 'Annulé')], default='en_attente', max_length=12, verbose_name='état')),
                        ('etape', models.CharField(blank=True, max_length=120, verbose_name='étape')),
                        ('pourcentage', models.PositiveSmallIntegerField(default=0, verbose_name='pourcentage')),
                        ('battement', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier signe de vie')),
                        ('jeton', models.UUIDField(editable=False, null=True, verbose_name='jeton de prise en charge')),
                        ('tentatives', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                        ('erreur', models.TextField(blank=True, verbose_name='erreur')),
                        ('termine_le', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                        ('demandeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                        ('fichier', models.CharField(blank=True, max_length=300, verbose_name='chemin privé du fichier')),
                        ('pages', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pages')),
                        ('taille', models.PositiveIntegerField(blank=True, null=True, verbose_name='taille (octets)')),
                        ('expire_le', models.DateTimeField(blank=True, null=True, verbose_name='expire le')),
                        ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel'), ('geojson', 'GeoJSON'), ('jsonld', 'JSON-LD'), ('gogocarto', 'GoGoCarto')], max_length=10, verbose_name='format')),
                        ('filtres', models.CharField(blank=True, max_length=2000, verbose_name='filtres')),
                        ('revision', models.PositiveBigIntegerField(verbose_name='révision de l’annuaire')),
                        ('nombre', models.PositiveIntegerField(blank=True, null=True, verbose_name='acteurs écrits')),
                    ],
                    options={
                        'verbose_name': 'export d’acteurs',
                        'verbose_name_plural': 'exports d’acteurs',
                        'ordering': ['-cree_le'],
                        'constraints': [models.UniqueConstraint(fields=('format', 'filtres', 'revision'), name='export_acteurs_unique')],
                    },
                ),
            ],
        ),
    ]
