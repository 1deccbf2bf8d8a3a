import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('comptes', '0001_initial'),
        ('comptes', '__first__'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='Region',
                    fields=[
                        ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                        ('nom', models.CharField(max_length=100, verbose_name='nom')),
                    ],
                    options={
                        'verbose_name': 'région',
                        'ordering': ['nom'],
                    },
                ),
                migrations.CreateModel(
                    name='Departement',
                    fields=[
                        ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                        ('nom', models.CharField(max_length=100, verbose_name='nom')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departements', to='territoires.region')),
                    ],
                    options={
                        'verbose_name': 'département',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Commune',
                    fields=[
                        ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code INSEE')),
                        ('nom', models.CharField(max_length=100, verbose_name='nom')),
                        ('nom_normalise', models.CharField(db_index=True, editable=False, max_length=100)),
                        ('recherche_texte', models.CharField(default='', editable=False, max_length=500)),
                        ('type', models.CharField(choices=[('commune', 'Commune'), ('associee', 'Commune associée'), ('deleguee', 'Commune déléguée'), ('arrondissement', 'Arrondissement municipal')], default='commune', max_length=14, verbose_name='type')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='territoires.commune')),
                        ('departement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='territoires.departement')),
                        ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='territoires.region')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population municipale')),
                        ('codes_postaux', models.JSONField(blank=True, default=list, verbose_name='codes postaux')),
                        ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude (EPSG:4326, degrés)')),
                        ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude (EPSG:4326, degrés)')),
                        ('source_centre', models.CharField(blank=True, choices=[('geonames', 'GeoNames, CC BY 4.0'), ('releve', 'relevé avec la démonstration'), ('contour', 'contour officiel')], default='', max_length=8, verbose_name='source du centre')),
                        ('actif', models.BooleanField(default=True, verbose_name='dans le COG en vigueur')),
                        ('successeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecesseurs', to='territoires.commune')),
                        ('millesime', models.PositiveSmallIntegerField(null=True, verbose_name='millésime du COG')),
                    ],
                    options={
                        'verbose_name': 'commune',
                        'ordering': ['nom'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__range', (-90, 90)), ('lon__range', (-180, 180))), _connector='OR'), name='commune_coordonnees_valides', violation_error_message='Les coordonnées sont hors des bornes du globe.')],
                    },
                ),
                migrations.CreateModel(
                    name='Referentiel',
                    fields=[
                        ('cle', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='clé')),
                        ('empreinte', models.CharField(max_length=64, verbose_name='empreinte des fichiers')),
                        ('millesime', models.PositiveSmallIntegerField(null=True, verbose_name='millésime')),
                        ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
                        ('charge_le', models.DateTimeField(auto_now=True, verbose_name='chargé le')),
                    ],
                    options={
                        'verbose_name': 'référentiel chargé',
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalTerritoire',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(blank=True, editable=False, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(blank=True, editable=False, verbose_name='modifié le')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('nature', models.CharField(choices=[('commune', 'Commune'), ('epci', 'Intercommunalité (EPCI)'), ('ept', 'Établissement public territorial'), ('petr', 'PETR ou pays'), ('pnr', 'Parc naturel régional'), ('bassin', 'Bassin de vie'), ('departement', 'Département'), ('region', 'Région'), ('sur-mesure', 'Territoire sur mesure')], max_length=12, verbose_name='nature')),
                        ('code', models.CharField(max_length=14, verbose_name='code officiel ou référence')),
                        ('nom', models.CharField(max_length=200, verbose_name='nom')),
                        ('sous_nature', models.CharField(blank=True, max_length=40, verbose_name='forme juridique')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population municipale')),
                        ('composition', models.JSONField(blank=True, default=list, help_text='Territoires sur mesure : suivi.', verbose_name='codes INSEE composés')),
                        ('officiel', models.BooleanField(default=False, verbose_name='périmètre officiel')),
                        ('actif', models.BooleanField(default=True, verbose_name='en vigueur')),
                        ('millesime', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='millésime')),
                        ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude du centre')),
                        ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude du centre')),
                        ('organisation_gestionnaire', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='comptes.organisation', verbose_name='organisation gestionnaire')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical territoire',
                        'verbose_name_plural': 'historical territoires',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Territoire',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('nature', models.CharField(choices=[('commune', 'Commune'), ('epci', 'Intercommunalité (EPCI)'), ('ept', 'Établissement public territorial'), ('petr', 'PETR ou pays'), ('pnr', 'Parc naturel régional'), ('bassin', 'Bassin de vie'), ('departement', 'Département'), ('region', 'Région'), ('sur-mesure', 'Territoire sur mesure')], max_length=12, verbose_name='nature')),
                        ('code', models.CharField(max_length=14, verbose_name='code officiel ou référence')),
                        ('nom', models.CharField(max_length=200, verbose_name='nom')),
                        ('nom_normalise', models.CharField(db_index=True, editable=False, max_length=200)),
                        ('sous_nature', models.CharField(blank=True, max_length=40, verbose_name='forme juridique')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population municipale')),
                        ('organisation_gestionnaire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='territoires_geres', to='comptes.organisation', verbose_name='organisation gestionnaire')),
                        ('composition', models.JSONField(blank=True, default=list, help_text='Territoires sur mesure : suivi.', verbose_name='codes INSEE composés')),
                        ('officiel', models.BooleanField(default=False, verbose_name='périmètre officiel')),
                        ('actif', models.BooleanField(default=True, verbose_name='en vigueur')),
                        ('millesime', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='millésime')),
                        ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude du centre')),
                        ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude du centre')),
                        ('communes', models.ManyToManyField(related_name='territoires', through='territoires.TerritoireCommune', to='territoires.commune')),
                    ],
                    options={
                        'verbose_name': 'territoire',
                        'ordering': ['nom'],
                        'constraints': [models.UniqueConstraint(fields=('nature', 'code'), name='territoire_nature_code_unique', violation_error_message='Ce territoire existe déjà.')],
                    },
                ),
                migrations.CreateModel(
                    name='TerritoireCommune',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('territoire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liens', to='territoires.territoire')),
                        ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liens', to='territoires.commune')),
                    ],
                    options={
                        'verbose_name': 'commune d’un territoire',
                        'constraints': [models.UniqueConstraint(fields=('territoire', 'commune'), name='territoire_commune_unique', violation_error_message='Cette commune est déjà dans le territoire.')],
                    },
                ),
                migrations.CreateModel(
                    name='Adoption',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='comptes.organisation')),
                        ('territoire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='territoires.territoire')),
                        ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'adoption',
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'territoire'), name='adoption_unique', violation_error_message='Votre organisation a déjà adopté ce territoire.')],
                    },
                ),
                migrations.CreateModel(
                    name='Indicateur',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('territoire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicateurs', to='territoires.territoire')),
                        ('code', models.SlugField(max_length=60, verbose_name='code')),
                        ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                        ('valeur', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='valeur')),
                        ('prefixe', models.CharField(blank=True, help_text='« plus de »…', max_length=30, verbose_name='précision')),
                        ('unite', models.CharField(blank=True, max_length=30, verbose_name='unité')),
                        ('annee', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='année')),
                        ('source', models.CharField(max_length=300, verbose_name='source')),
                    ],
                    options={
                        'verbose_name': 'indicateur',
                        'ordering': ['territoire', 'code', '-annee'],
                        'constraints': [models.UniqueConstraint(fields=('territoire', 'code', 'annee'), name='indicateur_unique', violation_error_message='Cet indicateur existe déjà pour cette année.')],
                    },
                ),
                migrations.CreateModel(
                    name='ContourCommune',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('bande', models.PositiveSmallIntegerField(choices=[(0, 'jusqu’au zoom 7'), (1, 'zooms 8 à 10'), (2, 'zoom 11 et plus'), (3, 'telle que reçue')], verbose_name='bande de zoom')),
                        ('geojson', models.TextField(verbose_name='géométrie GeoJSON (EPSG:4326)')),
                        ('ouest', models.FloatField()),
                        ('sud', models.FloatField()),
                        ('est', models.FloatField()),
                        ('nord', models.FloatField()),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                        ('millesime', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='millésime')),
                        ('commune', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contours', to='territoires.commune')),
                    ],
                    options={
                        'verbose_name': 'contour de commune',
                        'constraints': [models.UniqueConstraint(fields=('commune', 'bande'), name='contour_commune_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='ContourTerritoire',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('bande', models.PositiveSmallIntegerField(choices=[(0, 'jusqu’au zoom 7'), (1, 'zooms 8 à 10'), (2, 'zoom 11 et plus'), (3, 'telle que reçue')], verbose_name='bande de zoom')),
                        ('geojson', models.TextField(verbose_name='géométrie GeoJSON (EPSG:4326)')),
                        ('ouest', models.FloatField()),
                        ('sud', models.FloatField()),
                        ('est', models.FloatField()),
                        ('nord', models.FloatField()),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                        ('millesime', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='millésime')),
                        ('territoire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contours', to='territoires.territoire')),
                        ('approximatif', models.BooleanField(default=False, verbose_name='approché d’après les centres des communes')),
                    ],
                    options={
                        'verbose_name': 'contour de territoire',
                        'constraints': [models.UniqueConstraint(fields=('territoire', 'bande'), name='contour_territoire_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportContours',
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
                        ('territoire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports_contours', to='territoires.territoire')),
                        ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
                    ],
                    options={
                        'verbose_name': 'récupération de contours',
                        'ordering': ['-cree_le'],
                    },
                ),
            ],
        ),
    ]
