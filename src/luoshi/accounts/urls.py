"""Paths of the room."""

from django.urls import path

from luoshi.accounts.views import contacts, directory, functions, identity, names, people, units

app_name = "accounts"

urlpatterns = [
    path("identity/", identity.identity_choose, name="identity_choose"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/export/", units.unit_export, name="unit_export"),
    path("units/template/", units.unit_template, name="unit_template"),
    path("units/import/", units.unit_import, name="unit_import"),
    path("units/functions/", functions.function_table, name="function_table"),
    path("units/<str:public_id>/", units.unit_detail, name="unit_detail"),
    path("units/<str:public_id>/functions/", functions.unit_functions, name="unit_functions"),
    path("units/<str:public_id>/names/", names.unit_names, name="unit_names"),
    path("units/<str:public_id>/rename/", names.unit_rename, name="unit_rename"),
    path("units/<str:public_id>/succeed/", names.unit_succeed, name="unit_succeed"),
    path("units/<str:public_id>/contacts/new/", contacts.contact_add, name="contact_add"),
    path("units/<str:public_id>/people/", people.people_list, name="people_list"),
    path("units/<str:public_id>/people/new/", people.account_open, name="account_open"),
    path("units/<str:public_id>/people/liaison/", people.liaison_change, name="liaison_change"),
    path("contacts/<str:public_id>/", contacts.contact_change, name="contact_change"),
    path("contacts/<str:public_id>/end/", contacts.contact_end, name="contact_end"),
    path("people/<str:public_id>/<slug:act>/", people.person_act, name="person_act"),
    path("directory/", directory.directory_list, name="directory_list"),
    path("directory/export/", directory.directory_export, name="directory_export"),
]
