"""Paths of the room."""

from django.urls import path

from luoshi.plans.views import acknowledging, creating, desk, plans, rules, tree, years

app_name = "plans"

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/upload/", plans.plan_upload, name="plan_upload"),
    path("plans/new/", creating.plan_new, name="plan_new"),
    path("plans/new/blank/", creating.plan_blank, name="plan_blank"),
    path("plans/new/sheet/", creating.sheet_template, name="sheet_template"),
    path("plans/tasks/new/", creating.task_new, name="task_new"),
    path("plans/tree/", tree.plan_tree, name="plan_tree"),
    path("plans/tree/sheet/", tree.plan_tree_sheet, name="plan_tree_sheet"),
    path("plans/<str:public_id>/", plans.plan_detail, name="plan_detail"),
    path("plans/<str:public_id>/copy/", years.plan_copy, name="plan_copy"),
    path("plans/<str:public_id>/compare/", years.plan_compare, name="plan_compare"),
    path("plans/<str:public_id>/compare/sheet/", years.compare_sheet, name="compare_sheet"),
    path("plans/<str:public_id>/file/", plans.plan_file, name="plan_file"),
    path("plans/<str:public_id>/signed/", plans.signed_file, name="signed_file"),
    path("plans/<str:public_id>/signed/attach/", plans.signed_attach, name="signed_attach"),
    path("plans/<str:public_id>/rules/", rules.plan_rules, name="plan_rules"),
    path(
        "plans/<str:public_id>/acknowledgements/",
        acknowledging.acknowledgement_list,
        name="acknowledgement_list",
    ),
    path("acknowledgements/<str:public_id>/", acknowledging.acknowledgement_sign, name="acknowledgement_sign"),
    path("plans/<str:public_id>/confirm/", desk.plan_confirm, name="plan_confirm"),
    path("plans/<str:public_id>/confirm/head/", desk.head_edit, name="head_edit"),
    path("plans/<str:public_id>/confirm/rows/<str:row>/", desk.row_edit, name="row_edit"),
    path("plans/<str:public_id>/confirm/steps/<str:name>/", desk.draft_step, name="draft_step"),
]
