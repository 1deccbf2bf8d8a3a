import acteurs.models.referentiels
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import socle.modeles
from django.conf import settings
from django.db import migrations, models


def number_themes(apps, schema_editor):
    """Give each theme the bit its rank in the reference file will confirm."""
    Thematique = apps.get_model("acteurs", "Thematique")
    for bit, theme in enumerate(Thematique.objects.order_by("ordre", "code")):
        Thematique.objects.filter(pk=theme.pk).update(bit=bit)


class Migration(migrations.Migration):

    dependencies = [
        ('acteurs', '0002_initial'),
        ('comptes', '0002_initial'),
        ('territoires', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CategorieJuridique',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name='code')),
                ('libelle', models.CharField(max_length=160, verbose_name='libellé officiel')),
                ('regle', models.CharField(choices=[('toujours', 'Relève de l’ESS par son statut'), ('drapeau', 'Relève de l’ESS si Sirene ou l’agrément ESUS le dit')], default='toujours', max_length=8, verbose_name='règle')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('millesime', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='millésime')),
            ],
            options={
                'verbose_name': 'catégorie juridique',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='GeocodageActeurs',
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
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('avancement', models.JSONField(default=dict, verbose_name='où reprendre')),
                ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
            ],
            options={
                'verbose_name': 'géocodage',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalThemeActeur',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalThemeActeur',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ImportOfficiel',
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
                ('source', models.CharField(choices=[('sirene', 'Répertoire Sirene (Insee)'), ('ess_france', 'Liste des entreprises de l’ESS (ESS France)'), ('esus', 'Liste des entreprises agréées ESUS'), ('rna', 'Répertoire national des associations')], max_length=10, verbose_name='registre')),
                ('fichiers', models.JSONField(default=dict, verbose_name='fichiers lus')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('avancement', models.JSONField(default=dict, verbose_name='où reprendre')),
                ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
            ],
            options={
                'verbose_name': 'import officiel',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='PropositionOfficielle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('nature', models.CharField(choices=[('fermeture', 'Fermeture'), ('demenagement', 'Déménagement'), ('modification', 'Modification')], max_length=12, verbose_name='nature')),
                ('valeurs', models.JSONField(default=dict, verbose_name='changements')),
                ('motif', models.CharField(blank=True, max_length=300, verbose_name='motif')),
                ('empreinte', models.BigIntegerField(verbose_name='empreinte des données lues')),
                ('etat', models.CharField(choices=[('a_examiner', 'À examiner'), ('acceptee', 'Acceptée'), ('refusee', 'Refusée')], default='a_examiner', max_length=10, verbose_name='état')),
                ('decidee_le', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
            ],
            options={
                'verbose_name': 'changement proposé par un registre',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='RegleNaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nomenclature', models.CharField(choices=[('naf2', 'NAF rév. 2'), ('naf25', 'NAF 2025')], max_length=5, verbose_name='nomenclature')),
                ('prefixe', models.CharField(max_length=6, verbose_name='code ou début de code')),
                ('libelle', models.CharField(blank=True, max_length=200, verbose_name='activité')),
                ('personnalisee', models.BooleanField(default=False, editable=False, verbose_name='changée à la main')),
            ],
            options={
                'verbose_name': 'thème proposé pour un code NAF',
                'ordering': ['nomenclature', 'prefixe'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveBigIntegerField(default=0, verbose_name='numéro')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='dernier changement')),
            ],
            options={
                'verbose_name': 'révision de l’annuaire',
            },
        ),
        migrations.CreateModel(
            name='SourceActeurs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('nom', models.CharField(max_length=120, verbose_name='nom de la source')),
                ('correspondance', models.JSONField(default=dict, verbose_name='colonnes reconnues, par en-tête')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('origine', models.CharField(choices=[('envoi', 'Fichier envoyé à la main'), ('dossier', 'Fichier déposé dans le dossier du serveur'), ('adresse', 'Adresse autorisée par l’exploitation')], default='envoi', max_length=8, verbose_name='d’où vient le fichier')),
                ('emplacement', models.CharField(blank=True, max_length=500, verbose_name='nom du fichier ou adresse')),
                ('cadence', models.CharField(choices=[('jamais', 'À la demande'), ('jour', 'Chaque jour'), ('semaine', 'Chaque semaine'), ('mois', 'Chaque mois')], default='jamais', max_length=8, verbose_name='lecture')),
                ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='empreinte du dernier fichier lu')),
                ('lu_le', models.DateTimeField(blank=True, null=True, verbose_name='dernière lecture')),
                ('constat', models.CharField(blank=True, max_length=300, verbose_name='constat de la dernière lecture')),
            ],
            options={
                'verbose_name': 'source d’acteurs',
                'ordering': ['nom'],
            },
        ),
        migrations.CreateModel(
            name='ThemeActeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'thème d’un acteur',
            },
        ),
        migrations.RemoveIndex(
            model_name='acteur',
            name='acteur_liste',
        ),
        migrations.RemoveIndex(
            model_name='acteur',
            name='acteur_commune_statut',
        ),
        migrations.RemoveIndex(
            model_name='acteur',
            name='acteur_morton',
        ),
        migrations.AddField(
            model_name='acteur',
            name='categorie_juridique',
            field=models.CharField(blank=True, max_length=4, verbose_name='catégorie juridique (Insee, niveau III)'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='empreinte',
            field=models.BigIntegerField(editable=False, null=True, verbose_name='empreinte des données officielles lues en dernier'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='enrichi',
            field=models.BooleanField(default=True, editable=False, help_text='Une personne ou une organisation y a écrit : les registres officiels proposent leurs changements au lieu de les appliquer.', verbose_name='tenu par quelqu’un'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='esus',
            field=models.BooleanField(default=False, verbose_name='agrément ESUS'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='esus_fin',
            field=models.DateField(blank=True, null=True, verbose_name='fin de l’agrément ESUS'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='masque_themes',
            field=models.BigIntegerField(default=0, editable=False, verbose_name='thèmes, un bit chacun'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='naf',
            field=models.CharField(blank=True, max_length=6, verbose_name='code NAF rév. 2'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='naf25',
            field=models.CharField(blank=True, max_length=6, verbose_name='code NAF 2025'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='origine',
            field=models.CharField(choices=[('saisie', 'Saisie ou fichier d’une organisation'), ('sirene', 'Répertoire Sirene (Insee)')], default='saisie', editable=False, max_length=8, verbose_name='origine'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='score_geocodage',
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name='note du géocodage (0 à 1)'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='categorie_juridique',
            field=models.CharField(blank=True, max_length=4, verbose_name='catégorie juridique (Insee, niveau III)'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='esus',
            field=models.BooleanField(default=False, verbose_name='agrément ESUS'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='esus_fin',
            field=models.DateField(blank=True, null=True, verbose_name='fin de l’agrément ESUS'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='naf',
            field=models.CharField(blank=True, max_length=6, verbose_name='code NAF rév. 2'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='naf25',
            field=models.CharField(blank=True, max_length=6, verbose_name='code NAF 2025'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='origine',
            field=models.CharField(choices=[('saisie', 'Saisie ou fichier d’une organisation'), ('sirene', 'Répertoire Sirene (Insee)')], default='saisie', editable=False, max_length=8, verbose_name='origine'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='score_geocodage',
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name='note du géocodage (0 à 1)'),
        ),
        migrations.AddField(
            model_name='thematique',
            name='bit',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='rang du bit dans les masques'),
        ),
        migrations.RunPython(number_themes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='thematique',
            name='bit',
            field=models.PositiveSmallIntegerField(default=acteurs.models.referentiels.prochain_bit, editable=False, unique=True, verbose_name='rang du bit dans les masques'),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='commune',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs', to='territoires.commune', verbose_name='commune'),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='nom_normalise',
            field=models.CharField(editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='precision',
            field=models.CharField(choices=[('adresse', 'À l’adresse'), ('voie', 'Dans la rue'), ('commune', 'Au centre de la commune'), ('approchee', 'Position approchée'), ('inconnue', 'À localiser')], default='inconnue', max_length=10, verbose_name='précision du point'),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='sous_type',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs_de_forme', to='acteurs.typeacteur', verbose_name='forme'),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='statut',
            field=models.CharField(choices=[('propose', 'Proposé'), ('publie', 'Publié'), ('archive', 'Archivé')], default='propose', max_length=8, verbose_name='statut'),
        ),
        migrations.AlterField(
            model_name='acteur',
            name='type',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs', to='acteurs.typeacteur', verbose_name='famille ou type'),
        ),
        migrations.AlterField(
            model_name='historicalacteur',
            name='precision',
            field=models.CharField(choices=[('adresse', 'À l’adresse'), ('voie', 'Dans la rue'), ('commune', 'Au centre de la commune'), ('approchee', 'Position approchée'), ('inconnue', 'À localiser')], default='inconnue', max_length=10, verbose_name='précision du point'),
        ),
        migrations.AlterField(
            model_name='historicalacteur',
            name='statut',
            field=models.CharField(choices=[('propose', 'Proposé'), ('publie', 'Publié'), ('archive', 'Archivé')], default='propose', max_length=8, verbose_name='statut'),
        ),
        migrations.AddField(
            model_name='categoriejuridique',
            name='famille',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acteurs.typeacteur', verbose_name='famille'),
        ),
        migrations.AddField(
            model_name='categoriejuridique',
            name='forme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acteurs.typeacteur', verbose_name='forme'),
        ),
        migrations.AddField(
            model_name='geocodageacteurs',
            name='demandeur',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par'),
        ),
        migrations.AddField(
            model_name='geocodageacteurs',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comptes.organisation'),
        ),
        migrations.AddField(
            model_name='historicalthemeacteur',
            name='acteur',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.acteur'),
        ),
        migrations.AddField(
            model_name='historicalthemeacteur',
            name='history',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='acteurs.historicalacteur'),
        ),
        migrations.AddField(
            model_name='historicalthemeacteur',
            name='thematique',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.thematique'),
        ),
        migrations.AddField(
            model_name='importofficiel',
            name='demandeur',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par'),
        ),
        migrations.AddField(
            model_name='propositionofficielle',
            name='acteur',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='propositions_officielles', to='acteurs.acteur'),
        ),
        migrations.AddField(
            model_name='propositionofficielle',
            name='decidee_par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='propositionofficielle',
            name='travail',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='propositions', to='acteurs.importofficiel'),
        ),
        migrations.AddField(
            model_name='reglenaf',
            name='thematiques',
            field=models.ManyToManyField(blank=True, to='acteurs.thematique', verbose_name='thèmes'),
        ),
        migrations.AddField(
            model_name='sourceacteurs',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources_acteurs', to='comptes.organisation'),
        ),
        migrations.AddField(
            model_name='fichieracteurs',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fichiers', to='acteurs.sourceacteurs'),
        ),
        migrations.AddField(
            model_name='themeacteur',
            name='acteur',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acteurs.acteur'),
        ),
        migrations.AddField(
            model_name='themeacteur',
            name='thematique',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acteurs.thematique'),
        ),
        # The old link tables are read, then dropped, by the next migration.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='acteur',
                    name='thematiques',
                    field=models.ManyToManyField(blank=True, related_name='acteurs', through='acteurs.ThemeActeur', to='acteurs.thematique', verbose_name='thèmes'),
                ),
                migrations.DeleteModel(
                    name='HistoricalActeur_thematiques',
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(condition=models.Q(('rna', ''), _negated=True), fields=['rna'], name='acteur_rna'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['statut', 'nom_normalise', 'id', 'lon', 'type', 'ess', 'taille', 'masque_themes', 'commune'], name='acteur_liste'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['commune', 'statut', 'morton', 'type', 'ess', 'taille', 'masque_themes', 'lon', 'lat'], name='acteur_lieu'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['statut', 'morton', 'type', 'ess', 'taille', 'masque_themes', 'commune', 'lon', 'lat'], name='acteur_carte'),
        ),
        migrations.AddConstraint(
            model_name='propositionofficielle',
            constraint=models.UniqueConstraint(condition=models.Q(('etat', 'a_examiner')), fields=('acteur', 'nature'), name='proposition_officielle_unique', violation_error_message='Ce changement est déjà proposé.'),
        ),
        migrations.AddConstraint(
            model_name='reglenaf',
            constraint=models.UniqueConstraint(fields=('nomenclature', 'prefixe'), name='regle_naf_unique', violation_error_message='Ce code a déjà une ligne dans la table.'),
        ),
        migrations.AddConstraint(
            model_name='sourceacteurs',
            constraint=models.UniqueConstraint(fields=('organisation', 'nom'), name='source_acteurs_unique', violation_error_message='Votre organisation a déjà une source de ce nom.'),
        ),
        migrations.AddConstraint(
            model_name='sourceacteurs',
            constraint=models.CheckConstraint(condition=models.Q(('cadence', 'jamais'), models.Q(('origine', 'envoi'), _negated=True), _connector='OR'), name='source_acteurs_cadence', violation_error_message='Un fichier envoyé à la main n’est pas relu tout seul\xa0: choisissez un dossier ou une adresse.'),
        ),
        migrations.AddConstraint(
            model_name='themeacteur',
            constraint=models.UniqueConstraint(fields=('acteur', 'thematique'), name='theme_acteur_unique'),
        ),
    ]
