"""Every address × every role → status. An address without a row fails."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests import cast as people
from tests.obligations import asked, drafted, organising_acts

from luoshi.audit.models import Entry
from luoshi.obligations.models import Evidence
from luoshi.plans.actions.uploading import attach_signed
from luoshi.plans.models import Deliverable

OFFICE = ("manager", "reviewer", "inspector", "head")
LOOKING = OFFICE[1:]
DESK = ("manager", "reviewer", "head")
UNIT = ("liaison", "unit_head", "unit_admin")
OTHERS = ("district_liaison", "district_head", "stranger")
OUTSIDE = ("mediator", "officer", "expert")
ADMINS = ("system_admin", "security_admin", "audit_admin")
ORGANISING = ("obligations:reason_change", *(f"obligations:recheck_{name}" for name in ("round", "sheet", "detail")))
EVERYBODY = (*OFFICE, *UNIT, *OTHERS, *OUTSIDE, *ADMINS)

# Address → for each status the parts that get it; all others get the status under None. Not logged in: always 302,
# to the log-in page, but for that page itself.
MATRIX: dict[str, dict[int, tuple[str, ...] | None]] = {
    "account_login": {302: None},
    "account_logout": {200: None},
    "account_change_password": {302: None},
    "account_set_password": {200: None},
    "workbench:home": {200: None},
    "workbench:plan_matrix": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "obligations:obligation_list": {200: None},
    "obligations:unit_year": {200: (*OFFICE, *UNIT, *OTHERS), 403: None},
    "obligations:submission_list": {200: (*OFFICE, *UNIT, *OTHERS), 403: None},
    "obligations:obligation_detail": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:obligation_submit": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:evidence_reuse": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:upload_begin": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:upload_piece": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:upload_finish": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:sign_off": {302: ("unit_head",), 403: (*OFFICE, "liaison", "unit_admin"), 404: None},
    "obligations:sign_off_list": {200: ("unit_head", "head", "district_head"), 403: None},
    "obligations:receipt_detail": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:evidence_file": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:evidence_page": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:evidence_compare": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:review_list": {200: ("reviewer",), 403: None},
    "obligations:review_batch": {302: ("reviewer",), 403: None},
    "obligations:review_desk": {200: ("reviewer",), 403: ("manager", "inspector", "head", *UNIT), 404: None},
    "obligations:request_new": {302: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:request_list": {200: ("manager", "head"), 403: None},
    "obligations:request_decide": {302: ("manager", "head"), 403: None},
    "obligations:request_detail": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:request_file": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:request_page": {200: (*OFFICE, *UNIT), 404: None},
    "obligations:question_ask": {200: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "obligations:question_list": {200: ("manager", "reviewer"), 403: None},
    "obligations:question_answer": {200: ("manager", "reviewer"), 403: ("inspector", "head", *UNIT), 404: None},
    "obligations:deliverable_help": {
        200: ("manager", "reviewer"),
        403: ("inspector", "head", *UNIT, *OTHERS),
        404: None,
    },
    "obligations:template_file": {200: (*OFFICE, *UNIT, "stranger"), 404: None},
    "obligations:template_remove": {
        200: ("manager", "reviewer"),
        403: ("inspector", "head", *UNIT, "stranger"),
        404: None,
    },
    "obligations:sample_propose": {200: ("manager", "reviewer"), 403: ("inspector", "head", *UNIT), 404: None},
    "obligations:sample_detail": {200: (*OFFICE, *UNIT, "stranger"), 404: None},
    "obligations:sample_file": {200: (*OFFICE, *UNIT, "stranger"), 404: None},
    "obligations:sample_page": {200: (*OFFICE, *UNIT, "stranger"), 404: None},
    "obligations:revocation": {200: DESK, 403: ("inspector", *UNIT), 404: None},
    "obligations:review_admin": {200: DESK, 403: None},
    "obligations:review_shares": {200: DESK, 403: None},
    "obligations:revocation_list": {200: DESK, 403: None},
    "obligations:reason_list": {200: DESK, 403: None},
    "obligations:reason_new": {200: ("manager",), 403: None},
    "obligations:reason_change": {200: ("manager",), 404: None},
    "obligations:recheck_list": {200: DESK, 403: None},
    "obligations:recheck_round": {200: DESK, 404: None},
    "obligations:recheck_sheet": {200: DESK, 404: None},
    "obligations:recheck_detail": {200: DESK, 404: None},
    "obligations:plan_issue": {
        302: ("manager",),
        403: ("reviewer", "inspector", "head", *UNIT, *OTHERS),
        404: None,
    },
    "obligations:plan_amend": {
        200: ("manager",),
        403: ("reviewer", "inspector", "head", *UNIT, *OTHERS),
        404: None,
    },
    "plans:acknowledgement_list": {200: OFFICE, 403: (*UNIT, *OTHERS), 404: None},
    "plans:acknowledgement_sign": {302: UNIT, 403: OFFICE, 404: None},
    "plans:plan_list": {200: None},
    "plans:plan_upload": {200: ("manager", "liaison", "district_liaison", "stranger"), 403: None},
    "plans:plan_new": {200: ("manager", "liaison", "district_liaison", "stranger"), 403: None},
    "plans:plan_blank": {200: ("manager", "liaison", "district_liaison", "stranger"), 403: None},
    "plans:sheet_template": {200: ("manager", "liaison", "district_liaison", "stranger"), 403: None},
    "plans:task_new": {200: ("manager", "liaison", "district_liaison", "stranger"), 403: None},
    "plans:plan_tree": {200: (*OFFICE, *UNIT, *OTHERS), 403: None},
    "plans:plan_tree_sheet": {200: (*OFFICE, *UNIT, *OTHERS), 403: None},
    "plans:plan_copy": {200: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:plan_compare": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "plans:compare_sheet": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "plans:plan_confirm": {302: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:head_edit": {302: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:row_edit": {302: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:draft_step": {302: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:plan_detail": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "plans:plan_file": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "plans:signed_file": {200: (*OFFICE, *UNIT, *OTHERS), 404: None},
    "plans:signed_attach": {200: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "plans:plan_rules": {200: ("manager",), 403: (*LOOKING, *UNIT, *OTHERS), 404: None},
    "accounts:identity_choose": {200: None},
    "accounts:unit_list": {200: (*OFFICE, "system_admin", "security_admin"), 302: (*UNIT, *OTHERS), 403: None},
    "accounts:unit_export": {200: (*OFFICE, "system_admin", "security_admin"), 403: None},
    "accounts:unit_template": {200: ("manager", "system_admin"), 403: None},
    "accounts:unit_import": {200: ("manager", "system_admin"), 403: None},
    "accounts:function_table": {200: ("manager",), 403: None},
    "accounts:unit_detail": {200: (*OFFICE, *UNIT, "system_admin", "security_admin"), 404: None},
    "accounts:unit_functions": {200: ("manager", *UNIT), 403: (*LOOKING, "system_admin", "security_admin"), 404: None},
    "accounts:unit_names": {200: ("manager", "system_admin"), 403: (*LOOKING, *UNIT, "security_admin"), 404: None},
    "accounts:unit_rename": {200: ("manager", "system_admin"), 403: (*LOOKING, *UNIT, "security_admin"), 404: None},
    "accounts:unit_succeed": {200: ("manager", "system_admin"), 403: (*LOOKING, *UNIT, "security_admin"), 404: None},
    "accounts:contact_add": {200: ("manager", *UNIT), 403: (*LOOKING, "system_admin", "security_admin"), 404: None},
    "accounts:contact_change": {200: ("manager", *UNIT), 403: (*LOOKING, "mediator", "officer"), 404: None},
    "accounts:contact_end": {200: ("manager", *UNIT), 403: (*LOOKING, "mediator", "officer"), 404: None},
    "accounts:people_list": {
        200: ("manager", "unit_head", "unit_admin", "system_admin", "security_admin"),
        403: (*LOOKING, "liaison"),
        404: None,
    },
    "accounts:account_open": {
        200: ("manager", "unit_head", "unit_admin", "security_admin"),
        403: (*LOOKING, "liaison", "system_admin"),
        404: None,
    },
    "accounts:liaison_change": {
        200: ("manager", "unit_head", "unit_admin", "security_admin"),
        403: (*LOOKING, "liaison", "system_admin"),
        404: None,
    },
    "accounts:person_act": {200: ("manager", "unit_head", "unit_admin", "system_admin", "security_admin"), 404: None},
    "accounts:directory_list": {200: (*OFFICE, *UNIT, *OTHERS, "mediator", "officer"), 403: None},
    "accounts:directory_export": {200: (*OFFICE, *UNIT, *OTHERS, "mediator", "officer"), 403: None},
    "calendar:year_detail": {200: (*OFFICE, *UNIT, *OTHERS, "system_admin"), 403: None},
    "calendar:notice_enter": {200: ("manager", "system_admin"), 403: None},
    "workflow:move_take": {200: ("liaison",), 403: (*OFFICE, "unit_head", "unit_admin"), 404: None},
    "audit:entry_list": {200: ("audit_admin",), 403: None},
}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    """The names of all addresses below these patterns."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            found.add(f"{space}{pattern.name}")
    return found


def test_access_matrix_has_a_row_for_every_address():
    assert names(get_resolver().url_patterns) == set(MATRIX)


def address(name: str, cast: people.Cast) -> str:
    """An address of the city for the name: the department's submitted obligation and what belongs to it."""
    from django.urls import reverse

    plan = people.issued_plan(cast)
    obligation = people.submitted(cast, plan)
    evidence = Evidence.objects.get()
    given = {
        "workbench:plan_matrix": [plan.public_id],
        "obligations:plan_issue": [plan.public_id],
        "obligations:plan_amend": [plan.public_id],
        "plans:acknowledgement_list": [plan.public_id],
        "plans:acknowledgement_sign": [plan.acknowledgements.get(unit=cast.department).public_id],
        "plans:plan_detail": [plan.public_id],
        "plans:plan_confirm": [plan.public_id],
        "plans:head_edit": [plan.public_id],
        "plans:row_edit": [plan.public_id, Deliverable.objects.filter(table__plan=plan)[0].public_id],
        "plans:draft_step": [plan.public_id, "accept"],
        "plans:plan_copy": [plan.public_id],
        "plans:plan_compare": [plan.public_id],
        "plans:compare_sheet": [plan.public_id],
        "plans:plan_file": [plan.public_id],
        "plans:signed_file": [plan.public_id],
        "plans:signed_attach": [plan.public_id],
        "plans:plan_rules": [plan.public_id],
        "obligations:receipt_detail": [evidence.submission.public_id],
        "obligations:evidence_file": [evidence.public_id],
        "obligations:evidence_page": [evidence.public_id, 1],
        "obligations:evidence_compare": [evidence.public_id, evidence.public_id],
        "calendar:notice_enter": [2017],
        "accounts:person_act": [cast.people["liaison"].public_id, "reset"],
        "workflow:move_take": ["obligations.obligation", obligation.public_id, "withdraw"],
    }
    if name.startswith("accounts:"):
        given |= people.unit_addresses(cast)
    if name.partition(":")[2] in asked.NAMES:
        given[name] = asked.arguments(name.partition(":")[2], cast, plan)
    own = (
        "obligations:request_new",
        "obligations:question_ask",
        "obligations:obligation_detail",
        "obligations:obligation_submit",
        "obligations:evidence_reuse",
        "obligations:upload_begin",
        "obligations:sign_off",
        "obligations:review_desk",
    )
    if name in ("obligations:upload_piece", "obligations:upload_finish"):
        return reverse(name, args=[obligation.public_id, drafted.under_way(cast, obligation).public_id])
    if name == "obligations:revocation":
        return reverse(name, args=[obligation.public_id])
    if name in ORGANISING:
        given |= organising_acts.addresses(cast, obligation)
    if name == "plans:signed_file":
        attach_signed(plan, people.pdf(), by=cast["manager"])
    if name == "plans:compare_sheet":
        people.forerunner(cast, plan)
    return reverse(name, args=given.get(name) or ([obligation.public_id] if name in own else []))


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_access_matrix_holds_for_every_part(name, cast, enter):
    url = address(name, cast)
    row = MATRIX[name]
    others = next(status for status, parts in row.items() if parts is None)
    wanted = {part: next((s for s, parts in row.items() if parts and part in parts), others) for part in EVERYBODY}
    found = {}
    for part in EVERYBODY:
        answer = enter(part).get(url)
        answer.close()
        found[part] = answer.status_code
    assert found == wanted
    nobody = enter(None).get(url)
    assert (nobody.status_code, nobody.headers.get("Location", "").split("?")[0]) == (
        (200, "") if name == "account_login" else (302, "/accounts/login/")
    )


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if {403, 404} & set(row)))
def test_sending_is_closed_wherever_looking_is(name, cast, enter):
    """Who gets 403 or 404 for a page gets the same for what the page would send; 405 where nothing can be sent."""
    url = address(name, cast)
    row = MATRIX[name]
    others = next(status for status, parts in row.items() if parts is None)
    before = Entry.objects.filter(kind=Entry.Kind.ACT).count()
    found = {}
    for part in EVERYBODY:
        wanted = next((s for s, parts in row.items() if parts and part in parts), others)
        if wanted in (403, 404):
            answer = enter(part).post(url, {"note": "越权", "move": "accept", "links": "https://example.cn/"})
            found[part] = answer.status_code in (wanted, 405)
    assert set(found.values()) == {True}, found
    assert Entry.objects.filter(kind=Entry.Kind.ACT).count() == before
