"""Paths of the room."""

from django.urls import path

from luoshi.calendar import views

app_name = "calendar"

urlpatterns = [
    path("calendar/", views.year_detail, name="year_detail"),
    path("calendar/<int:year>/", views.year_detail, name="year_detail"),
    path("calendar/<int:year>/enter/", views.notice_enter, name="notice_enter"),
]
