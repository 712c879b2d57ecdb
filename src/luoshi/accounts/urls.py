"""Paths of the room."""

from django.urls import path

from luoshi.accounts import views

app_name = "accounts"

urlpatterns = [
    path("identity/", views.identity_choose, name="identity_choose"),
    path("units/", views.unit_list, name="unit_list"),
    path("units/import/", views.unit_import, name="unit_import"),
]
