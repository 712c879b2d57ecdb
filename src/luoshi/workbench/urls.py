"""Paths of the room."""

from django.urls import path

from luoshi.workbench import views

app_name = "workbench"

urlpatterns = [
    path("", views.home, name="home"),
    path("plans/<str:public_id>/matrix/", views.plan_matrix, name="plan_matrix"),
]
