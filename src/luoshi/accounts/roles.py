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
    UNIT_ADMIN = "unit_admin", "单位管理员"
    MEDIATOR = "mediator", "行政调解员"
    OFFICER = "officer", "行政执法人员"
    EXPERT = "expert", "评委"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


OWN, BELOW = Reach.OWN, Reach.BELOW

_OFFICE = {
    "plans.view": BELOW,
    "obligations.view": BELOW,
    "accounts.view": BELOW,
    "accounts.directory": BELOW,
    "calendar.view": OWN,
}
_UNIT = {
    "plans.view": BELOW,
    "obligations.view": OWN,
    "accounts.view": OWN,
    "accounts.directory": OWN,
    "calendar.view": OWN,
}
_PEOPLE = {"accounts.people": OWN, "accounts.profile": OWN}

GRANTS: dict[Role, dict[str, Reach]] = {
    Role.MANAGER: _OFFICE
    | {
        "plans.manage": OWN,
        "plans.acknowledge": OWN,
        "obligations.submit": OWN,
        "obligations.amend": OWN,
        "obligations.decide": BELOW,
        "obligations.guide": BELOW,
        "obligations.organise": OWN,
        "calendar.manage": OWN,
        "accounts.manage": BELOW,
        "accounts.people": BELOW,
        "accounts.profile": BELOW,
    },
    Role.REVIEWER: _OFFICE | {"obligations.review": BELOW, "obligations.revoke": BELOW, "obligations.guide": BELOW},
    Role.INSPECTOR: _OFFICE,
    Role.HEAD: _OFFICE
    | {
        "obligations.self_check": OWN,
        "obligations.sign_off": OWN,
        "obligations.revoke": BELOW,
        "obligations.decide": BELOW,
    },
    Role.LIAISON: _UNIT
    | {
        "plans.manage": OWN,
        "obligations.submit": OWN,
        "obligations.consent": OWN,
        "plans.acknowledge": OWN,
        "accounts.profile": OWN,
    },
    Role.UNIT_HEAD: _UNIT
    | _PEOPLE
    | {
        "plans.acknowledge": OWN,
        "obligations.self_check": OWN,
        "obligations.sign_off": OWN,
        "obligations.consent": OWN,
    },
    Role.UNIT_ADMIN: _UNIT | _PEOPLE | {"plans.acknowledge": OWN},
    Role.MEDIATOR: {"accounts.directory": OWN},
    Role.OFFICER: {"accounts.directory": OWN},
    Role.EXPERT: {},
    Role.SYSTEM_ADMIN: {
        "calendar.view": OWN,
        "calendar.manage": OWN,
        "accounts.view": BELOW,
        "accounts.manage": BELOW,
        "accounts.people": BELOW,
    },
    Role.SECURITY_ADMIN: {"accounts.view": BELOW, "accounts.people": BELOW},
    Role.AUDIT_ADMIN: {"audit.read": BELOW},
}

_STAFF = frozenset({Role.LIAISON, Role.MEDIATOR, Role.OFFICER})

# Which 身份 each may give to others and take from them, in every unit that his `accounts.people` reaches ...
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.UNIT_ADMIN: _STAFF,
    Role.UNIT_HEAD: _STAFF | {Role.UNIT_ADMIN},
    Role.MANAGER: _STAFF | {Role.UNIT_ADMIN, Role.UNIT_HEAD},
    Role.SECURITY_ADMIN: frozenset(Role),
}
# ... and besides, in his own unit only.
GRANTABLE_AT_HOME: dict[Role, frozenset[Role]] = {Role.MANAGER: frozenset({Role.REVIEWER, Role.INSPECTOR})}

# Whose password each may reset and whose account he may close: of those he may grant, and besides of these. Who runs
# the system never holds the password of who authorises or of who audits.
RESETTABLE: dict[Role, frozenset[Role]] = {Role.SYSTEM_ADMIN: frozenset(Role) - {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}}

# The audit is one for all units: whoever reads it belongs to the office at the head of the tree.
AT_THE_HEAD = frozenset({Role.AUDIT_ADMIN})

# Where one was there, one must stay: without it nobody can do the unit's work, or give anybody a 身份, or see who did.
KEPT = frozenset({Role.MANAGER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
