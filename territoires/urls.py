"""Addresses of territories."""

from django.urls import path

from territoires import views

app_name = "territoires"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:nature>/<str:code>/", views.fiche, name="fiche"),
]
