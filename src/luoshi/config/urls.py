"""All addresses. Each room brings its own; log-in is allauth's, without signing up."""

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

urlpatterns = [
    path("accounts/login/", login_not_required(account.login), name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("", include("luoshi.workbench.urls")),
    path("", include("luoshi.obligations.urls")),
    path("", include("luoshi.plans.urls")),
    path("", include("luoshi.calendar.urls")),
    path("", include("luoshi.accounts.urls")),
    path("", include("luoshi.workflow.urls")),
    path("", include("luoshi.audit.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("luoshi.demo.urls")))
