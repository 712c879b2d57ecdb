"""Paths of the room; included in the demonstration only."""

from django.urls import path

from luoshi.demo import views

app_name = "demo"

urlpatterns = [path("demo/enter/<slug:key>/", views.enter, name="enter")]
