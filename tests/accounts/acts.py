"""Rows for tests/architecture/test_one_act.py."""

from __future__ import annotations

from tests import cast as people

from luoshi.accounts.actions import Details, Statement, add_alias, add_contact, deactivate_user
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor

CSV = "类别,单位名称\n市政府部门,明江市水务局\n".encode()
BY = Actor.system("测试")

# A person opened with a role is two acts: the person and the role are two records.
# A change of liaisons is five: one 身份 ends, a person is made, he gets it, and the directory drops one and names one.
SEVERAL_ACTS = {"open_account": 2, "change_liaison": 5, "state_functions": 2}


def rows(cast):
    """Arguments by action."""
    user = cast.people["stranger"].user
    manager, admin, security = cast["manager"], cast["unit_admin"], cast["security_admin"]
    liaison = cast.people["liaison"]
    listed = Details("liaison", liaison.user.name)
    add_contact(cast.department, listed, by=BY)
    leader = people.contact(cast)
    old, other = people.contact(cast, cast.district), cast["stranger"]
    alias = add_alias(cast.department, "环境保护局", by=BY)
    said = [Statement(unit, "行政许可职能", "yes", "") for unit in (cast.department, cast.district)]
    closed = cast.people["officer"].user
    deactivate_user(closed, by=BY)
    return {
        "create_unit": ((("明江市水利站", "水利站"), {"by": BY}), None),
        "import_units": (
            ((CSV,), {"root": cast.office, "by": BY, "dry_run": False}),
            ((b"",), {"root": cast.office, "by": BY, "dry_run": False}),
        ),
        "create_user": ((("new", "新人"), {"by": BY}), None),
        "grant_membership": (((user, cast.office, Role.EXPERT), {"by": BY}), None),
        "open_account": (
            (("new2", "新人", cast.other, Role.LIAISON), {"password": "x" * 12, "by": BY}),
            (("stranger", "别人", cast.other, Role.LIAISON), {"password": "x" * 12, "by": BY}),
        ),
        "reset_password": (
            ((user,), {"password": "x" * 12, "by": BY}),
            ((user,), {"password": "x" * 12, "by": admin}),
        ),
        "state_function": (
            ((cast.department, "行政调解职能", "no"), {"basis": "三定规定", "by": admin}),
            ((cast.department, "行政调解职能", "no"), {"basis": "", "by": other}),
        ),
        "state_functions": (((said,), {"by": manager}), ((said,), {"by": admin})),
        "ask_function": (
            (("行政奖励职能",), {"root": cast.office, "by": manager}),
            (("行政调解职能",), {"root": cast.office, "by": manager}),
        ),
        "rename_unit": (
            ((cast.department, "明江市生态环境局", "市生态环境局"), {"day": clock.today(), "by": manager}),
            ((cast.department, "明江市统计局", "市统计局"), {"day": clock.today(), "by": manager}),
        ),
        "add_alias": (
            ((cast.department, "市环境保护局"), {"by": manager}),
            ((cast.department, "明江市统计局"), {"by": manager}),
        ),
        "drop_alias": (((alias,), {"by": manager}), ((alias,), {"by": admin})),
        "succeed": (
            ((cast.other, cast.department), {"day": clock.today(), "by": manager}),
            ((cast.other, cast.other), {"day": clock.today(), "by": manager}),
        ),
        "add_contact": (
            ((cast.department, Details("section", "贺知秋")), {"by": admin}),
            ((cast.department, listed), {"by": admin}),
        ),
        "change_contact": (
            ((leader, Details("leader", "秦望远")), {"by": admin}),
            ((leader, Details("leader", "秦望远")), {"by": other}),
        ),
        "end_contact": (((old,), {"by": manager}), ((old,), {"by": admin})),
        "change_liaison": (
            (
                (cast.department, liaison),
                {"username": "new3", "contact": Details("liaison", "贺知秋"), "password": "x" * 12, "by": admin},
            ),
            (
                (cast.department, liaison),
                {"username": "stranger", "contact": listed, "password": "x" * 12, "by": admin},
            ),
        ),
        "end_membership": (((liaison,), {"by": admin}), ((cast.people["manager"],), {"by": security})),
        "deactivate_user": (
            ((cast.people["mediator"].user,), {"by": admin}),
            ((cast.people["manager"].user,), {"by": security}),
        ),
        "reactivate_user": (
            ((closed,), {"password": "x" * 12, "by": admin}),
            ((liaison.user,), {"password": "x" * 12, "by": admin}),
        ),
    }
