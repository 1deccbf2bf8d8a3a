"""The public fields as serializers of the API, so that its schema says what ``champs`` says."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from ouverture.champs import Champ
from ouverture.filtres import Filtre

_NATURES: dict[str, Any] = {
    "texte": serializers.CharField,
    "adresse": serializers.CharField,
    "choix": serializers.CharField,
    "entier": serializers.IntegerField,
    "nombre": serializers.FloatField,
    "booleen": serializers.BooleanField,
    "date": serializers.DateField,
    "instant": serializers.DateTimeField,
}


def _champ(champ: Champ) -> Any:
    dit: dict[str, Any] = {"help_text": champ.description}
    if champ.nul:
        dit["allow_null"] = True
    if champ.nature == "liste":
        return serializers.ListField(child=serializers.CharField(), **dit)
    if champ.nature == "choix":
        sens = ", ".join(f"{code or '(vide)'} : {libelle}" for code, libelle in champ.choix)
        dit["help_text"] = f"{champ.description} ({sens})"
    return _NATURES[champ.nature](**dit)


class DonneesSerializer(serializers.Serializer):
    """Gives public data as they are."""

    def to_representation(self, instance: Any) -> Any:
        """Say what ``champs`` said."""
        return instance


def composer(nom: str, champs: tuple[Champ, ...]) -> type[serializers.Serializer]:
    """Return a serializer of these fields."""
    return type(nom, (DonneesSerializer,), {c.nom: _champ(c) for c in champs})


def paginer(nom: str, contenu: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Return the serializer of a page."""
    champs = {
        "count": serializers.IntegerField(help_text="Nombre total de résultats, pages comprises"),
        "next": serializers.CharField(
            allow_null=True, help_text="Adresse de la page suivante, nulle à la dernière"
        ),
        "results": contenu(many=True),
    }
    # A page is one object, though the view is a list.
    return extend_schema_serializer(many=False)(type(nom, (DonneesSerializer,), champs))


def parametre(filtre: Filtre) -> OpenApiParameter:
    """Return a filter as a parameter of the schema."""
    liste = filtre.schema["type"] == "array"
    return OpenApiParameter(
        filtre.nom,
        type=filtre.schema,
        description=filtre.description,
        # Written « 1,2,3,4 », not « a=1&a=2 ».
        style="form" if liste else None,
        explode=False if liste else None,
        examples=[OpenApiExample("exemple", value=filtre.exemple)]
        if filtre.exemple and not liste
        else None,
    )
