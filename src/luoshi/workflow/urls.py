"""Paths of the room."""

from django.urls import path

from luoshi.workflow import views

app_name = "workflow"

urlpatterns = [
    path("moves/<str:label>/<str:public_id>/<slug:name>/", views.move_take, name="move_take"),
]
