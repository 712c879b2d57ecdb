"""Paths of the room."""

from django.urls import path

from luoshi.obligations import views

app_name = "obligations"

urlpatterns = [
    path("duties/", views.obligation_list, name="obligation_list"),
    path("duties/<str:public_id>/", views.obligation_detail, name="obligation_detail"),
    path("duties/<str:public_id>/submit/", views.obligation_submit, name="obligation_submit"),
    path("receipts/<str:public_id>/", views.receipt_detail, name="receipt_detail"),
    path("evidence/<str:public_id>/file/", views.evidence_file, name="evidence_file"),
    path("evidence/<str:public_id>/pages/<int:number>/", views.evidence_page, name="evidence_page"),
    path("review/", views.review_list, name="review_list"),
    path("review/<str:public_id>/", views.review_desk, name="review_desk"),
    path("plans/<str:public_id>/issue/", views.plan_issue, name="plan_issue"),
]
