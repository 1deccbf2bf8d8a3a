import comptes.models
import django.db.models.deletion
import django.utils.timezone
import socle.modeles
import socle.validateurs
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Utilisateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('nom', models.CharField(blank=True, help_text='Tel que vos collègues de démarche le verront.', max_length=120, verbose_name='nom affiché')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'utilisateur',
            },
        ),
        migrations.CreateModel(
            name='Adhesion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('role', models.CharField(choices=[('administrateur', 'Administration'), ('membre', 'Membre'), ('lecteur', 'Lecture seule')], default='membre', max_length=16, verbose_name='rôle')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adhesions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'adhésion',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('role', models.CharField(choices=[('administrateur', 'Administration'), ('membre', 'Membre'), ('lecteur', 'Lecture seule')], default='membre', max_length=16, verbose_name='rôle')),
                ('jeton', models.CharField(default=comptes.models.jeton_invitation, editable=False, max_length=64, unique=True)),
                ('expire_le', models.DateTimeField(default=comptes.models.expiration_invitation, verbose_name='expire le')),
                ('acceptee_le', models.DateTimeField(blank=True, null=True, verbose_name='acceptée le')),
                ('revoquee_le', models.DateTimeField(blank=True, null=True, verbose_name='révoquée le')),
                ('invite_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('nom', models.CharField(max_length=200, verbose_name='nom')),
                ('nature', models.CharField(choices=[('collectivite', 'Collectivité'), ('reseau_ess', 'Réseau de l’ESS'), ('accompagnement', 'Structure accompagnatrice'), ('structure_ess', 'Structure de l’ESS')], max_length=20, verbose_name='nature')),
                ('siren', models.CharField(blank=True, help_text='9 chiffres, facultatif.', max_length=9, validators=[socle.validateurs.valider_siren], verbose_name='SIREN')),
                ('membres', models.ManyToManyField(related_name='organisations', through='comptes.Adhesion', to=settings.AUTH_USER_MODEL, verbose_name='membres')),
            ],
            options={
                'verbose_name': 'organisation',
                'ordering': ['nom'],
            },
        ),
    ]
