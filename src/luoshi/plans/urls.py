"""Paths of the room."""

from django.urls import path

from luoshi.plans import views

app_name = "plans"

urlpatterns = [
    path("plans/", views.plan_list, name="plan_list"),
    path("plans/upload/", views.plan_upload, name="plan_upload"),
    path("plans/<str:public_id>/", views.plan_detail, name="plan_detail"),
    path("plans/<str:public_id>/file/", views.plan_file, name="plan_file"),
]
