"""Fill the database of this process's settings with made-up actors, spread as people are.

``python -m bench.peupler 250000``, in an environment that ``bench.bases`` made. Deterministic.
Written in SQL (COPY on PostgreSQL, ``executemany`` on SQLite): the last line printed is JSON,
the cookies of a session and the numbers of rows.

Nothing here is real: names are put together from common words and names of communes.
"""

import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TETES = {
    "association": (
        "Association|Amicale laïque|Comité des fêtes|Club|Foyer rural|ADMR|Les Amis|MJC|"
        "Union sportive|Secours|Harmonie|Chorale|Centre social|Maison des jeunes|Compagnie|"
        "Société d’histoire|Écocitoyens|Les Jardins|Accueil|Collectif|Crèche parentale"
    ),
    "cooperative": "Coopérative|SCIC|SCOP|Atelier coopératif|CUMA|Épicerie coopérative|Fruitière",
    "mutuelle": "Mutuelle|Union mutualiste|Mutualité",
    "fondation": "Fondation|Fonds de dotation",
    "societe-commerciale-ess": "Entreprise solidaire|Établissements|Services",
    "structure-insertion": "Chantier d’insertion|Régie de quartier|ESAT|Tremplin",
}
SUITES = (
    "sportive|culturelle|du patrimoine|de la vallée|des aînés|pour l’emploi|du vélo|du réemploi|"
    "de théâtre|des parents d’élèves|solidaire|de l’énergie citoyenne|alimentaire|de musique|"
    "des habitants|numérique|de pêche|de l’habitat partagé|pour la forêt|à domicile|de quartier"
)
MOTS = (
    "accompagner promouvoir favoriser organiser défendre les habitants familles personnes âgées "
    "jeunes du territoire par des activités sportives culturelles éducatives et solidaires la "
    "pratique le développement durable insertion emploi mobilité alimentation locale réemploi "
    "patrimoine nature environnement formation numérique santé logement entraide bénévoles "
    "rencontres ateliers spectacles manifestations transmission savoir-faire coopération"
)
VOIES = "rue de la République|place de l’Église|rue Pasteur|avenue de la Gare|chemin du Moulin"
POIDS_TYPES = {
    "association": 76, "cooperative": 10, "mutuelle": 4, "fondation": 2,
    "societe-commerciale-ess": 4, "structure-insertion": 4,
}  # fmt: skip
FORMES = {"cooperative": ("scop", "scic", "cae", "cooperative-autre"), "association": ()}
CATEGORIES = {"association": "9220", "cooperative": "5458", "mutuelle": "8210", "fondation": "9300"}
NAFS = ("94.99Z", "93.12Z", "88.10A", "88.99B", "90.01Z", "85.59A", "47.79Z", "01.61Z", "65.12Z")
TAILLES = ("", "0", "1-9", "10-49", "50-249", "250+")
POIDS_TAILLES = (30, 35, 22, 9, 3, 1)
LOT = 20_000
IMPRECIS = 0.15
SANS_POINT = 0.02
A_PLUSIEURS = 0.1
"""Share of the actors that lodge in the house of associations of their commune."""


class Communes:
    """Communes drawn in proportion to their inhabitants."""

    def __init__(self) -> None:
        from territoires.models import Commune

        champs = ("code", "nom", "lon", "lat", "population")
        placees = Commune.objects.filter(actif=True, lon__isnull=False)
        simples = placees.filter(type="commune")
        arrondissements = list(placees.filter(type="arrondissement").values_list(*champs))
        # INSEE places the establishments of Paris, Lyon and Marseille in their arrondissements.
        grandes = {"75056", "69123", "13055"} if arrondissements else set()
        self.toutes = [
            c for c in simples.order_by("code").values_list(*champs) if c[0] not in grandes
        ]
        self.toutes += [(*c[:4], c[4] or 45_000) for c in sorted(arrondissements)]
        cumul, self.cumuls = 0.0, []
        for *_, population in self.toutes:
            cumul += (population or 50) ** 0.95
            self.cumuls.append(cumul)

    def tirer(self, alea: random.Random, nombre: int) -> list[tuple]:
        """Draw communes."""
        return alea.choices(self.toutes, cum_weights=self.cumuls, k=nombre)


def point(alea: random.Random, commune: tuple) -> tuple[float | None, float | None, str]:
    """Draw a point: an address, the house of associations, the centre, or none."""
    _, _, lon, lat, population = commune
    sort = alea.random()
    if sort < SANS_POINT:
        return None, None, "inconnue"
    if sort < SANS_POINT + IMPRECIS:
        return lon, lat, "commune"
    if sort < SANS_POINT + IMPRECIS + A_PLUSIEURS:
        return round(lon + 0.003, 6), round(lat + 0.002, 6), "adresse"
    etendue = min(0.05, 0.004 * math.sqrt((population or 100) / 500))
    return (
        round(alea.gauss(lon, etendue), 6),
        round(alea.gauss(lat, etendue * 0.7), 6),
        "adresse" if sort < 0.97 else "voie",
    )


def acteurs(
    taille: int, communes: Communes, bits: Sequence[int]
) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Make ``taille`` actors (columns, themes' ranks), always the same. No query: COPY is open."""
    from stdnum import luhn

    from acteurs.morton import code_morton
    from socle.modeles import _ALPHABET
    from socle.texte import normaliser

    alea = random.Random(2026)
    types, poids = list(POIDS_TYPES), list(POIDS_TYPES.values())
    tetes = {code: texte.split("|") for code, texte in TETES.items()}
    voies, suites, mots = VOIES.split("|"), SUITES.split("|"), MOTS.split()
    for debut in range(0, taille, LOT):
        combien = min(LOT, taille - debut)
        for rang, commune in enumerate(communes.tirer(alea, combien), debut):
            (type_,) = alea.choices(types, poids)
            nom = f"{alea.choice(tetes[type_])} {alea.choice(suites)}"
            if alea.random() < 0.55:
                nom += f" de {commune[1]}"
            sigle = "".join(m[0] for m in nom.split()).upper() if alea.random() < 0.1 else ""
            objet = ""
            if alea.random() < 0.4:
                objet = " ".join(alea.choices(mots, k=alea.randint(8, 18))).capitalize() + "."
            themes = alea.sample(range(len(bits)), alea.choices((0, 1, 2, 3), (40, 42, 13, 5))[0])
            lon, lat, precision = point(alea, commune)
            racine = f"{30_000_000 + rang * 37 % 60_000_000:08d}"
            siren = racine + luhn.calc_check_digit(racine)
            nic = f"{siren}{rang % 90 + 10:04d}"
            seul, normal = normaliser(nom), normaliser(f"{nom} {sigle}")
            yield (
                {
                    "id": rang + 1,
                    "reference": "".join(alea.choices(_ALPHABET, k=12)),
                    "nom": nom,
                    "sigle": sigle,
                    "nom_seul": seul,
                    "nom_normalise": normal,
                    "mots": (f"{normal} {normaliser(objet)}" if objet else normal)[:600],
                    "type_id": type_,
                    "sous_type_id": alea.choice(formes) if (formes := FORMES.get(type_)) else None,
                    "ess": True if alea.random() < 0.9 else None,
                    "categorie_juridique": CATEGORIES.get(type_, "5710"),
                    "naf": alea.choice(NAFS),
                    "siret": nic + luhn.calc_check_digit(nic),
                    "siren": siren,
                    "rna": f"W{rang:09d}" if type_ == "association" else "",
                    "description": objet,
                    "adresse": f"{alea.randint(1, 90)} {alea.choice(voies)}",
                    "commune_id": commune[0],
                    "lon": lon,
                    "lat": lat,
                    "precision": precision,
                    "morton": None if lon is None else code_morton(lon, lat),
                    "taille": alea.choices(TAILLES, POIDS_TAILLES)[0],
                    "masque_themes": sum(1 << bits[t] for t in themes),
                    "esus": alea.random() < 0.01,
                    "statut": "publie" if rang % 200 else "propose",
                    "origine": "sirene",
                    "enrichi": False,
                    "empreinte": alea.getrandbits(62),
                },
                themes,
            )


def remplir(taille: int) -> dict[str, int]:
    """Write the actors and their themes; return the numbers of rows."""
    from django.db import connection, transaction
    from django.utils import timezone

    from acteurs.models import Acteur, Thematique, ThemeActeur
    from acteurs.services.revision import signaler_changement

    champs = {c.attname: c for c in Acteur._meta.concrete_fields}
    communs = {
        "cree_le": timezone.now(),
        "modifie_le": timezone.now(),
        "date_source": timezone.localdate(),
    }
    communs |= {"source": "Banc d’essai", "score_geocodage": None}
    defauts = [
        c.get_db_prep_save(communs.get(nom, c.get_default()), connection)
        for nom, c in champs.items()
    ]
    rangs = {nom: i for i, nom in enumerate(champs)}
    codes, bits = zip(*Thematique.objects.order_by("ordre").values_list("code", "bit"), strict=True)
    communes, numeros = Communes(), count(1)
    liens: list[tuple[int, int, str]] = []

    def lignes() -> Iterator[list[Any]]:
        for fiche, themes in acteurs(taille, communes, bits):
            ligne = defauts.copy()
            for nom, valeur in fiche.items():
                ligne[rangs[nom]] = valeur
            liens.extend((next(numeros), fiche["id"], codes[t]) for t in themes)
            yield ligne

    with transaction.atomic():
        _ecrire(Acteur._meta.db_table, [c.column for c in champs.values()], lignes())
        _ecrire(ThemeActeur._meta.db_table, ["id", "acteur_id", "thematique_id"], iter(liens))
        signaler_changement()
    try:
        from acteurs.services.densite import reconstruire_densite
    except ImportError:
        pass
    else:
        reconstruire_densite()
    try:
        from acteurs.services.colonnes import construire_colonnes
    except ImportError:
        pass
    else:
        construire_colonnes()
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {"acteurs": taille, "themes": len(liens)}


def _ecrire(table: str, colonnes: list[str], lignes: Iterator[Any]) -> None:
    from django.db import connection

    noms = ", ".join(f'"{c}"' for c in colonnes)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            with curseur.copy(f'COPY "{table}" ({noms}) FROM STDIN') as copie:
                for ligne in lignes:
                    copie.write_row(ligne)
            curseur.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "
                f'(SELECT coalesce(max(id), 1) FROM "{table}"))'
            )
        else:
            valeurs = ", ".join("?" * len(colonnes))
            connection.connection.executemany(
                f'INSERT INTO "{table}" ({noms}) VALUES ({valeurs})', lignes
            )


def ouvrir_session() -> dict[str, str]:
    """Make an administrator of an ESS network and return the cookies of a session."""
    from django.conf import settings
    from django.test import Client

    from comptes.models import Organisation, Role
    from tests.fabriques import make_organisation, make_utilisateur

    utilisateur = make_utilisateur(email="banc@terreau.example", nom="Banc d’essai")
    make_organisation(
        utilisateur,
        nom="Réseau du banc",
        nature=Organisation.Nature.RESEAU_ESS,
        role=Role.ADMINISTRATEUR,
    )
    client = Client()
    client.force_login(utilisateur, backend="django.contrib.auth.backends.ModelBackend")
    nom = settings.SESSION_COOKIE_NAME
    return {nom: client.cookies[nom].value}


if __name__ == "__main__":
    import django

    django.setup()
    compte = remplir(int(sys.argv[1]))
    print(json.dumps({"cookies": ouvrir_session(), "compte": compte}))
