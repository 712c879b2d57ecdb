"""What plans state about units: the own plan of the year, issued and signed; and the keys that rows name."""

from datetime import date

import pytest
from tests import cast as people

from luoshi.facts.checks import every_used_fact_is_registered
from luoshi.facts.registry import Fact, FactFile, Period, label_of, measure, unknown_keys
from luoshi.files.checks import SIGNED
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.plans.models import Deliverable, Plan

YEAR = Period.year(2017)
TITLE = "市环保局2017年推进服务型行政执法建设实施方案"


def own_plan(unit, signed=True, **fields):
    """A plan of the unit, issued on 12 June, by default with its signed PDF."""
    with clock.at(date(2017, 6, 12)):
        given = {"title": TITLE, "doc_number": "示例环〔2017〕3号", "year": 2017, "state": Plan.State.ISSUED}
        given |= {"created_at": clock.now(), "issued_at": clock.now()} | fields
        blob = take_in(people.pdf("签发件"), by=Actor.system("测试"), allowed=SIGNED) if signed else None
        return Plan.objects.create(unit=unit, signed=blob, signed_name="方案.pdf" if blob else "", **given)


def issued(*units):
    return measure("plans.issued", [unit.pk for unit in units], YEAR)


def test_own_plan_that_is_issued_and_signed_holds_and_brings_its_pdf(cast):
    plan = own_plan(cast.department)
    said = f"《{TITLE}》（示例环〔2017〕3号）于2017年6月12日下达，已附签发件。"
    file = FactFile("方案.pdf", plan.signed.pk, plan.signed.sha256)
    assert issued(cast.department) == {cast.department.pk: Fact(True, said, (plan.ref,), (file,))}
    assert label_of("plans.issued") == "本单位年度实施方案已印发"


def test_own_plan_without_its_signed_pdf_says_what_is_missing(cast):
    plan = own_plan(cast.department, signed=False, doc_number="")
    said = f"《{TITLE}》于2017年6月12日下达，还没有附签发件。"
    assert issued(cast.department) == {cast.department.pk: Fact(False, said, (plan.ref,), ())}


@pytest.mark.parametrize(
    "fields",
    [{"state": Plan.State.DRAFT}, {"state": Plan.State.DISCARDED}, {"year": 2016}, {"kind": Plan.Kind.TASK}],
)
def test_what_is_not_the_issued_plan_of_the_year_states_nothing(fields, cast):
    own_plan(cast.department, **fields)
    assert issued(cast.department) == {}


def test_signed_plan_counts_before_one_that_is_not(cast):
    signed = own_plan(cast.department)
    own_plan(cast.department, signed=False, issued_at=clock.now())
    assert issued(cast.department)[cast.department.pk].refs == (signed.ref,)


def test_title_within_the_title_keeps_its_marks_apart(cast):
    own_plan(cast.department, title="关于印发《实施方案》的通知")
    assert issued(cast.department)[cast.department.pk].statement.startswith("《关于印发〈实施方案〉的通知》（")


def test_each_unit_has_its_own_plan_and_many_cost_one_query(cast, plan, django_assert_num_queries):
    own_plan(cast.department)
    own_plan(cast.district, signed=False)
    with django_assert_num_queries(1):
        found = issued(cast.department, cast.district, cast.other)
    assert {pk: fact.value for pk, fact in found.items()} == {cast.department.pk: True, cast.district.pk: False}


def test_check_names_a_row_whose_key_nobody_registered(cast, plan):
    assert unknown_keys() == []
    Deliverable.objects.filter(table__plan=plan, material__contains="调解室").update(fact_keys=["plans.gone"])
    (error,) = every_used_fact_is_registered(databases=["default"])
    assert error.id == "facts.E001"
    assert all(words in error.msg for words in (plan.title, "第 2 行", "设置行政调解室", "plans.gone"))
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DISCARDED)
    assert every_used_fact_is_registered(databases=["default"]) == []
