"""Roles by their official names, and on this one page what each permits and how far it reaches."""

from django.db import models

from luoshi.kit.actor import Reach


class Role(models.TextChoices):
    """The 身份 in which a person acts for a unit."""

    MANAGER = "manager", "办公室管理员"
    REVIEWER = "reviewer", "审核人员"
    INSPECTOR = "inspector", "督查人员"
    HEAD = "head", "办公室负责人"
    LIAISON = "liaison", "联络员"
    UNIT_HEAD = "unit_head", "单位负责人"
    MEDIATOR = "mediator", "行政调解员"
    OFFICER = "officer", "行政执法人员"
    EXPERT = "expert", "评委"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


OWN, BELOW = Reach.OWN, Reach.BELOW

_OFFICE = {"plans.view": OWN, "obligations.view": BELOW, "accounts.view": BELOW}
_UNIT = {"plans.view": OWN, "obligations.view": OWN}

GRANTS: dict[Role, dict[str, Reach]] = {
    Role.MANAGER: _OFFICE | {"plans.manage": OWN, "accounts.manage": BELOW},
    Role.REVIEWER: _OFFICE | {"obligations.review": BELOW},
    Role.INSPECTOR: _OFFICE,
    Role.HEAD: _OFFICE,
    Role.LIAISON: _UNIT | {"obligations.submit": OWN},
    Role.UNIT_HEAD: _UNIT,
    Role.MEDIATOR: {},
    Role.OFFICER: {},
    Role.EXPERT: {},
    Role.SYSTEM_ADMIN: {"accounts.view": BELOW, "accounts.manage": BELOW},
    Role.SECURITY_ADMIN: {"accounts.view": BELOW},
    Role.AUDIT_ADMIN: {"audit.read": BELOW},
}
