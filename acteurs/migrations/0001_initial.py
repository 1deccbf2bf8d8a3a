import django.utils.timezone
import simple_history.models
import socle.modeles
import socle.validateurs
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Acteur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('nom', models.CharField(max_length=250, verbose_name='nom')),
                ('sigle', models.CharField(blank=True, max_length=40, verbose_name='sigle')),
                ('nom_normalise', models.CharField(db_index=True, editable=False, max_length=300)),
                ('nom_seul', models.CharField(default='', editable=False, max_length=300)),
                ('mots', models.CharField(default='', editable=False, max_length=600)),
                ('ess', models.BooleanField(blank=True, null=True, verbose_name='relève de l’ESS')),
                ('forme_juridique', models.CharField(blank=True, max_length=120, verbose_name='forme juridique')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[socle.validateurs.valider_siret], verbose_name='SIRET')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[socle.validateurs.valider_siren], verbose_name='SIREN')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[socle.validateurs.valider_rna], verbose_name='numéro RNA')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('adresse', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude (EPSG:4326, degrés)')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude (EPSG:4326, degrés)')),
                ('precision', models.CharField(choices=[('adresse', 'À l’adresse'), ('commune', 'Au centre de la commune'), ('approchee', 'Position approchée'), ('inconnue', 'À localiser')], default='inconnue', max_length=10, verbose_name='précision du point')),
                ('morton', models.BigIntegerField(editable=False, null=True, verbose_name='code de Morton')),
                ('site_web', models.URLField(blank=True, verbose_name='site web')),
                ('contact_public', models.CharField(blank=True, help_text='Standard ou adresse générique de la structure, jamais une personne.', max_length=200, verbose_name='contact public')),
                ('taille', models.CharField(blank=True, choices=[('0', 'Sans salarié'), ('1-9', '1 à 9 salariés'), ('10-49', '10 à 49 salariés'), ('50-249', '50 à 249 salariés'), ('250+', '250 salariés et plus')], max_length=8, verbose_name='taille')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('date_source', models.DateField(blank=True, null=True, verbose_name='date de la source')),
                ('statut', models.CharField(choices=[('propose', 'Proposé'), ('publie', 'Publié'), ('archive', 'Archivé')], db_index=True, default='propose', max_length=8, verbose_name='statut')),
            ],
            options={
                'verbose_name': 'acteur',
                'ordering': ['nom_normalise', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FichierActeurs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('nom', models.CharField(max_length=200, verbose_name='nom du fichier')),
                ('chemin', models.CharField(editable=False, max_length=300, verbose_name='chemin privé')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel (XLSX)')], max_length=4, verbose_name='format')),
                ('encodage', models.CharField(blank=True, max_length=12, verbose_name='encodage')),
                ('separateur', models.CharField(blank=True, max_length=1, verbose_name='séparateur')),
                ('entetes', models.JSONField(default=list, verbose_name='en-têtes')),
                ('lignes', models.PositiveIntegerField(default=0, verbose_name='nombre de lignes')),
                ('correspondance', models.JSONField(default=dict, verbose_name='colonnes reconnues')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
            ],
            options={
                'verbose_name': 'fichier d’acteurs',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalActeur',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('cree_le', models.DateTimeField(blank=True, editable=False, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(blank=True, editable=False, verbose_name='modifié le')),
                ('reference', models.CharField(db_index=True, default=socle.modeles.reference_courte, editable=False, max_length=12, verbose_name='référence')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('nom', models.CharField(max_length=250, verbose_name='nom')),
                ('sigle', models.CharField(blank=True, max_length=40, verbose_name='sigle')),
                ('ess', models.BooleanField(blank=True, null=True, verbose_name='relève de l’ESS')),
                ('forme_juridique', models.CharField(blank=True, max_length=120, verbose_name='forme juridique')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[socle.validateurs.valider_siret], verbose_name='SIRET')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[socle.validateurs.valider_siren], verbose_name='SIREN')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[socle.validateurs.valider_rna], verbose_name='numéro RNA')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('adresse', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude (EPSG:4326, degrés)')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude (EPSG:4326, degrés)')),
                ('precision', models.CharField(choices=[('adresse', 'À l’adresse'), ('commune', 'Au centre de la commune'), ('approchee', 'Position approchée'), ('inconnue', 'À localiser')], default='inconnue', max_length=10, verbose_name='précision du point')),
                ('site_web', models.URLField(blank=True, verbose_name='site web')),
                ('contact_public', models.CharField(blank=True, help_text='Standard ou adresse générique de la structure, jamais une personne.', max_length=200, verbose_name='contact public')),
                ('taille', models.CharField(blank=True, choices=[('0', 'Sans salarié'), ('1-9', '1 à 9 salariés'), ('10-49', '10 à 49 salariés'), ('50-249', '50 à 249 salariés'), ('250+', '250 salariés et plus')], max_length=8, verbose_name='taille')),
                ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                ('date_source', models.DateField(blank=True, null=True, verbose_name='date de la source')),
                ('statut', models.CharField(choices=[('propose', 'Proposé'), ('publie', 'Publié'), ('archive', 'Archivé')], db_index=True, default='propose', max_length=8, verbose_name='statut')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical acteur',
                'verbose_name_plural': 'historical acteurs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalActeur_thematiques',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalActeur_thematiques',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ImportActeurs',
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
                ('simulation', models.BooleanField(default=True, verbose_name='essai à blanc')),
                ('correspondance', models.JSONField(default=dict, verbose_name='colonnes reconnues')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('lignes_lues', models.PositiveIntegerField(default=0, verbose_name='lignes traitées')),
                ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
            ],
            options={
                'verbose_name': 'import d’acteurs',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='LigneSignalee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='numéro de ligne')),
                ('nature', models.CharField(choices=[('rejet', 'Rejetée'), ('doublon', 'Doublon possible')], max_length=8, verbose_name='nature')),
                ('valeurs', models.JSONField(default=list, verbose_name='colonnes d’origine')),
                ('motif', models.CharField(max_length=500, verbose_name='motif')),
            ],
            options={
                'verbose_name': 'ligne signalée',
                'ordering': ['travail', 'numero'],
            },
        ),
        migrations.CreateModel(
            name='Thematique',
            fields=[
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
                ('libelle', models.CharField(max_length=80, verbose_name='libellé')),
                ('description', models.TextField(blank=True, verbose_name='périmètre')),
                ('exemples_besoins', models.JSONField(blank=True, default=list, verbose_name='exemples de besoins')),
                ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
            ],
            options={
                'verbose_name': 'thème',
                'ordering': ['ordre', 'libelle'],
            },
        ),
        migrations.CreateModel(
            name='TypeActeur',
            fields=[
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
                ('libelle', models.CharField(max_length=100, verbose_name='libellé')),
                ('sigle', models.CharField(blank=True, max_length=20, verbose_name='sigle')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('groupe', models.CharField(choices=[('famille', 'Famille de l’ESS'), ('autre', 'Autre type d’acteur')], max_length=8, verbose_name='groupe')),
                ('ess', models.CharField(choices=[('oui', 'ESS'), ('non', 'Hors ESS'), ('selon_statut', 'Selon le statut')], max_length=12, verbose_name='appartenance à l’ESS')),
                ('ordre', models.PositiveSmallIntegerField(default=0, verbose_name='ordre')),
            ],
            options={
                'verbose_name': 'type d’acteur',
                'ordering': ['ordre', 'libelle'],
            },
        ),
    ]
