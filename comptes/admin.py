"""The operators' view of accounts and organisations (/operateurs/)."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from comptes.models import Adhesion, CleApi, Organisation, Utilisateur
from comptes.services.cles import revoquer_cle


class AdhesionEnLigne(admin.TabularInline):
    """Memberships, on an organisation's or a user's page."""

    model = Adhesion
    extra = 0
    autocomplete_fields = ["utilisateur", "organisation"]
    fields = ["utilisateur", "organisation", "role"]


@admin.register(Utilisateur)
class UtilisateurAdmin(admin.ModelAdmin):
    """Find an account, close it, give or take operators' rights.

    Accounts are made by signing up and emptied by their owner: neither is done here,
    and passwords are not shown, even hashed.
    """

    list_display = ["email", "nom", "is_active", "is_staff", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "nom"]
    ordering = ["email"]
    fields = ["email", "nom", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["email", "last_login", "date_joined"]
    inlines = [AdhesionEnLigne]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are made by signing up."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting a row would take away contributions with it: close the account instead."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Find an organisation, correct it, give it an administrator again."""

    list_display = ["nom", "nature", "siren", "cree_le"]
    list_filter = ["nature"]
    search_fields = ["nom", "siren"]
    ordering = ["nom"]
    fields = ["nom", "nature", "siren", "territoire"]
    readonly_fields = ["territoire"]
    inlines = [AdhesionEnLigne]


class EtatCle(admin.SimpleListFilter):
    """Keys that still open the API, or not."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("valable", "valable"), ("finie", "expirée ou révoquée")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the keys of the choice."""
        valables = CleApi.objects.valables()
        if self.value() == "valable":
            return queryset.filter(pk__in=valables)
        return queryset.exclude(pk__in=valables) if self.value() == "finie" else queryset


# Said here only: the state of the models need not know it.
CleApi._meta.verbose_name_plural = "clés de l’API"


@admin.register(CleApi)
class CleApiAdmin(admin.ModelAdmin):
    """Find a key of the API by its owner or its first characters, and stop it.

    Keys are made by their owner; nobody can read one again, its digest is not shown either.
    """

    list_display = ["nom", "debut", "utilisateur", "cree_le", "utilisee_le", "expire_le", "valable"]
    list_filter = [EtatCle]
    list_select_related = ["utilisateur"]
    search_fields = ["nom", "debut", "utilisateur__email"]
    ordering = ["-cree_le"]
    readonly_fields = (
        "nom", "debut", "utilisateur", "cree_le", "utilisee_le", "expire_le", "revoquee_le",
    )  # fmt: skip
    fields = readonly_fields
    actions = ["revoquer"]

    @admin.display(boolean=True, description="valable")
    def valable(self, cle: CleApi) -> bool:
        """Whether it still opens the API."""
        return cle.est_valable and cle.utilisateur.is_active

    @admin.action(description="Révoquer les clés choisies", permissions=["change"])
    def revoquer(self, request: HttpRequest, choisies: QuerySet[CleApi]) -> Any:
        """Ask, then stop the keys; the log of the operators' site keeps it."""
        cles = list(choisies.filter(revoquee_le=None).select_related("utilisateur"))
        if not cles:
            self.message_user(request, "Ces clés sont déjà révoquées.", messages.WARNING)
            return None
        if "confirmation" not in request.POST:
            contexte = {
                **self.admin_site.each_context(request),
                "title": "Révoquer des clés de l’API",
                "opts": self.model._meta,
                "cles": cles,
                "nom_case": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/comptes/cleapi/revocation.html", contexte)
        for cle in cles:
            revoquer_cle(cle=cle)
            self.log_change(request, cle, "Clé révoquée.")
        nombre = f"{len(cles)} clés révoquées." if len(cles) > 1 else "Clé révoquée."
        self.message_user(request, nombre, messages.SUCCESS)
        return None

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Show a key: there is nothing to save."""
        contexte = {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, extra_context=contexte)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is made by its owner, who alone sees it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A revoked key stays to be seen."""
        return False
