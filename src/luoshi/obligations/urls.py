"""Paths of the room."""

from django.urls import path

from luoshi.obligations.views import amending, duties, issuing, review

app_name = "obligations"

urlpatterns = [
    path("duties/", duties.obligation_list, name="obligation_list"),
    path("duties/<str:public_id>/", duties.obligation_detail, name="obligation_detail"),
    path("duties/<str:public_id>/submit/", duties.obligation_submit, name="obligation_submit"),
    path("receipts/<str:public_id>/", duties.receipt_detail, name="receipt_detail"),
    path("evidence/<str:public_id>/file/", duties.evidence_file, name="evidence_file"),
    path("evidence/<str:public_id>/pages/<int:number>/", duties.evidence_page, name="evidence_page"),
    path("review/", review.review_list, name="review_list"),
    path("review/<str:public_id>/", review.review_desk, name="review_desk"),
    path("plans/<str:public_id>/issue/", issuing.plan_issue, name="plan_issue"),
    path("plans/<str:public_id>/amend/", amending.plan_amend, name="plan_amend"),
]
