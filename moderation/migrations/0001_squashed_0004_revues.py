import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('moderation', '0001_contributions'), ('moderation', '0002_doublons'), ('moderation', '0003_tenues'), ('moderation', '0004_revues')]

    initial = True

    dependencies = [
        ('acteurs', '0012_contacts'),
        ('comptes', '0003_cles_api'),
        ('comptes', '__first__'),
        ('territoires', '0001_initial'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='HistoricalContribution',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(blank=True, editable=False, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(blank=True, editable=False, verbose_name='modifié le')),
                        ('reference', models.CharField(db_index=True, default=socle.modeles.reference_courte, editable=False, max_length=12, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('nature', models.CharField(choices=[('nouvelle', 'Nouvel acteur'), ('correction', 'Correction'), ('fermeture', 'Fermeture')], max_length=10, verbose_name='nature')),
                        ('origine', models.CharField(choices=[('public', 'Le public'), ('compte', 'Une personne inscrite'), ('tenue', 'La structure elle-même')], default='public', max_length=8, verbose_name='origine')),
                        ('etat', models.CharField(choices=[('a_examiner', 'À examiner'), ('question', 'Question posée'), ('acceptee', 'Acceptée'), ('en_partie', 'Acceptée en partie'), ('refusee', 'Refusée')], default='a_examiner', max_length=10, verbose_name='état')),
                        ('valeurs', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='valeurs proposées')),
                        ('base', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='valeurs de départ')),
                        ('sources', models.JSONField(blank=True, default=dict, verbose_name='source de chaque valeur')),
                        ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                        ('date_source', models.DateField(blank=True, null=True, verbose_name='date de la source')),
                        ('motif', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                        ('retenus', models.JSONField(blank=True, default=list, verbose_name='champs retenus')),
                        ('decidee_le', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                        ('acteur', models.ForeignKey(blank=True, db_constraint=False, help_text='Vide tant qu’un nouvel acteur n’est pas accepté.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.acteur', verbose_name='acteur')),
                        ('commune', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='territoires.commune')),
                        ('auteur', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par')),
                        ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='comptes.organisation', verbose_name='au nom de')),
                        ('attribuee_a', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivie par')),
                        ('decidee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical contribution à l’annuaire',
                        'verbose_name_plural': 'historical contributions à l’annuaire',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='Contribution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                        ('nature', models.CharField(choices=[('nouvelle', 'Nouvel acteur'), ('correction', 'Correction'), ('fermeture', 'Fermeture')], max_length=10, verbose_name='nature')),
                        ('origine', models.CharField(choices=[('public', 'Le public'), ('compte', 'Une personne inscrite'), ('tenue', 'La structure elle-même')], default='public', max_length=8, verbose_name='origine')),
                        ('etat', models.CharField(choices=[('a_examiner', 'À examiner'), ('question', 'Question posée'), ('acceptee', 'Acceptée'), ('en_partie', 'Acceptée en partie'), ('refusee', 'Refusée')], default='a_examiner', max_length=10, verbose_name='état')),
                        ('acteur', models.ForeignKey(blank=True, help_text='Vide tant qu’un nouvel acteur n’est pas accepté.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='acteurs.acteur', verbose_name='acteur')),
                        ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territoires.commune')),
                        ('valeurs', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='valeurs proposées')),
                        ('base', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='valeurs de départ')),
                        ('sources', models.JSONField(blank=True, default=dict, verbose_name='source de chaque valeur')),
                        ('source', models.CharField(blank=True, max_length=250, verbose_name='source')),
                        ('date_source', models.DateField(blank=True, null=True, verbose_name='date de la source')),
                        ('message', models.TextField(blank=True, max_length=2000, verbose_name='message')),
                        ('nom_auteur', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                        ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                        ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributions_annuaire', to=settings.AUTH_USER_MODEL, verbose_name='proposée par')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributions_annuaire', to='comptes.organisation', verbose_name='au nom de')),
                        ('attribuee_a', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivie par')),
                        ('motif', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                        ('retenus', models.JSONField(blank=True, default=list, verbose_name='champs retenus')),
                        ('decidee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                        ('decidee_le', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                    ],
                    options={
                        'verbose_name': 'contribution à l’annuaire',
                        'verbose_name_plural': 'contributions à l’annuaire',
                        'ordering': ['-cree_le', '-pk'],
                        'indexes': [models.Index(fields=['etat', 'cree_le', 'id'], name='contribution_file'), models.Index(fields=['decidee_le'], name='contribution_decidee')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('nature', 'nouvelle'), ('acteur__isnull', False), _connector='OR'), name='contribution_sur_une_fiche', violation_error_message='Une correction porte sur une fiche.'), models.CheckConstraint(condition=models.Q(models.Q(('decidee_le__isnull', True), ('etat__in', ['a_examiner', 'question'])), models.Q(('decidee_le__isnull', False), ('etat__in', ['acceptee', 'en_partie', 'refusee'])), _connector='OR'), name='contribution_decidee_ou_non', violation_error_message='Une contribution est décidée, ou elle attend.')],
                    },
                ),
                migrations.CreateModel(
                    name='QuestionContribution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='moderation.contribution')),
                        ('texte', models.TextField(max_length=1000, verbose_name='question')),
                        ('posee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posée par')),
                        ('posee_le', models.DateTimeField(auto_now_add=True, verbose_name='posée le')),
                        ('reponse', models.TextField(blank=True, max_length=2000, verbose_name='réponse')),
                        ('repondue_le', models.DateTimeField(blank=True, null=True, verbose_name='répondue le')),
                    ],
                    options={
                        'verbose_name': 'question sur une contribution',
                        'verbose_name_plural': 'questions sur des contributions',
                        'ordering': ['posee_le', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='LotDecisions',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('geste', models.CharField(choices=[('accepter', 'Accepter'), ('refuser', 'Refuser')], max_length=8, verbose_name='geste')),
                        ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='fait le')),
                        ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                        ('annule_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulé par')),
                    ],
                    options={
                        'verbose_name': 'décisions prises ensemble',
                        'verbose_name_plural': 'décisions prises ensemble',
                        'ordering': ['-cree_le', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('lot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='moderation.lotdecisions')),
                        ('contribution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='moderation.contribution')),
                        ('officielle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='acteurs.propositionofficielle')),
                        ('acteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='acteurs.acteur')),
                        ('cree', models.BooleanField(default=False, verbose_name='a créé la fiche')),
                        ('etat_avant', models.CharField(max_length=10, verbose_name='état d’avant')),
                        ('avant', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='avant')),
                        ('apres', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='après')),
                        ('annulee_le', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                    ],
                    options={
                        'verbose_name': 'décision',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contribution__isnull', False), ('officielle__isnull', True)), models.Q(('contribution__isnull', True), ('officielle__isnull', False)), _connector='OR'), name='decision_sur_une_proposition', violation_error_message='Une décision porte sur une proposition et une seule.')],
                    },
                ),
                migrations.CreateModel(
                    name='DoublonPossible',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('premier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acteurs.acteur')),
                        ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='acteurs.acteur')),
                        ('score', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(100)], verbose_name='ressemblance')),
                        ('raisons', models.JSONField(default=list, verbose_name='raisons')),
                        ('recherche', models.PositiveBigIntegerField(default=0, verbose_name='recherche qui l’a vu en dernier')),
                        ('etat', models.CharField(choices=[('a_examiner', 'À examiner'), ('distincts', 'Deux acteurs distincts')], default='a_examiner', max_length=10, verbose_name='état')),
                        ('decide_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decide_le', models.DateTimeField(blank=True, null=True, verbose_name='décidé le')),
                    ],
                    options={
                        'verbose_name': 'doublon possible',
                        'verbose_name_plural': 'doublons possibles',
                        'ordering': ['-score', 'pk'],
                        'indexes': [models.Index(fields=['etat', '-score', 'id'], name='doublon_file')],
                        'constraints': [models.UniqueConstraint(fields=('premier', 'second'), name='doublon_unique'), models.CheckConstraint(condition=models.Q(('premier__lt', models.F('second'))), name='doublon_ordonne', violation_error_message='Une paire réunit deux fiches, la plus ancienne d’abord.')],
                    },
                ),
                migrations.CreateModel(
                    name='RechercheDoublons',
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
                        ('avancement', models.JSONField(default=dict, verbose_name='où reprendre')),
                        ('bilan', models.JSONField(default=dict, verbose_name='bilan')),
                    ],
                    options={
                        'verbose_name': 'recherche de doublons',
                        'verbose_name_plural': 'recherches de doublons',
                        'ordering': ['-cree_le', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='RevueFiches',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('geste', models.CharField(choices=[('exactes', 'Toujours exactes'), ('archivees', 'Archivées')], max_length=9, verbose_name='geste')),
                        ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('faite_le', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='faite le')),
                        ('annulee_le', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                        ('journal', models.JSONField(default=list, verbose_name='fiches')),
                    ],
                    options={
                        'verbose_name': 'revue de fiches',
                        'verbose_name_plural': 'revues de fiches',
                        'ordering': ['-faite_le', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='TenueActeur',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('acteur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tenues', to='acteurs.acteur')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fiches_tenues', to='comptes.organisation')),
                        ('etat', models.CharField(choices=[('demandee', 'Demandée'), ('active', 'Tenue'), ('refusee', 'Refusée'), ('revoquee', 'Retirée par un réseau'), ('quittee', 'Quittée')], default='demandee', max_length=8, verbose_name='état')),
                        ('voie', models.CharField(choices=[('courriel', 'Lien envoyé au contact public'), ('reseau', 'Validation par le réseau')], max_length=8, verbose_name='vérification')),
                        ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='contact public écrit')),
                        ('message', models.TextField(blank=True, max_length=500, verbose_name='message')),
                        ('demandee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decidee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decidee_le', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                        ('motif', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                    ],
                    options={
                        'verbose_name': 'fiche tenue par sa structure',
                        'verbose_name_plural': 'fiches tenues par leur structure',
                        'ordering': ['-cree_le', '-pk'],
                        'indexes': [models.Index(fields=['etat', 'cree_le'], name='tenue_file')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('etat__in', ['demandee', 'active'])), fields=('acteur', 'organisation'), name='tenue_unique', violation_error_message='Votre organisation tient déjà cette fiche, ou l’a demandé.')],
                    },
                ),
                migrations.CreateModel(
                    name='ReglageAnnuaire',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reglage_annuaire', to='comptes.organisation')),
                        ('relire_tenues', models.BooleanField(default=False, help_text='Leurs changements attendent alors votre accord dans la file. Sinon, ils sont publiés aussitôt, et l’histoire de la fiche permet de revenir en arrière.', verbose_name='relire ce que les structures changent à leur fiche')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                    ],
                    options={
                        'verbose_name': 'réglage de l’annuaire',
                        'verbose_name_plural': 'réglages de l’annuaire',
                    },
                ),
            ],
        ),
    ]
