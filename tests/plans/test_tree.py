"""Plans as a tree: what stands above, who has issued below, who has not, and who sees what."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast as people

from luoshi.accounts.actions import create_unit, create_user, grant_membership, import_units
from luoshi.accounts.models import Unit
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.plans.actions.creating import create_plan
from luoshi.plans.actions.uploading import attach_signed
from luoshi.plans.models import Plan
from luoshi.plans.queries.tree import plan_tree, sheet_rows, superior_for
from luoshi.reading import sheets

BY = Actor.system("测试")
URL = reverse("plans:plan_tree")


def issue_own(unit, by, title="本单位2017年实施方案", year=2017):
    """A plan of a unit without duties: only its signed document."""
    plan = create_plan(title, year, unit=unit, by=by, doc_number="示例发〔2017〕3号")
    attach_signed(plan, people.pdf(title), by=by)
    issue_plan(plan, by=by)
    return Plan.objects.get(pk=plan.pk)


def below(cast, name="青溪区司法所"):
    """A unit below the district, and its liaison."""
    unit = create_unit(name, name[-3:], parent=cast.district, by=BY)
    return unit, acting_as(grant_membership(create_user(name, "陆知微", by=BY), unit, Role.LIAISON, by=BY))


def test_tree_shows_what_the_units_have_issued_and_who_has_not(cast, plan):
    own = issue_own(cast.department, cast["liaison"])
    tree = plan_tree(cast["manager"])
    assert (tree.above, tree.own, tree.units, tree.issued, tree.left) == ([], [plan], 3, 1, 2)
    assert [(line.unit, line.plans) for line in tree.lines] == [(cast.department, [own])]
    assert [(m.category, m.units) for m in tree.missing] == [
        ("县（市、区）政府", [cast.district]),
        ("市政府部门", [cast.other]),
    ]
    assert own.superior == plan


def test_unit_sees_its_line_up_to_the_root_and_what_is_below_it(cast, plan):
    unit, liaison = below(cast)
    middle = issue_own(cast.district, cast["district_liaison"])
    low = issue_own(unit, liaison)
    issue_own(cast.department, cast["liaison"])
    assert low.superior == middle
    tree = plan_tree(liaison)
    assert (tree.above, tree.own, tree.lines) == ([plan, middle], [low], [])
    tree = plan_tree(cast["district_liaison"])
    assert (tree.above, tree.own, [line.plans for line in tree.lines]) == ([plan], [middle], [[low]])
    tree = plan_tree(cast["manager"])
    district = next(line for line in tree.lines if line.unit == cast.district)
    assert [line.plans for line in district.below] == [[low]]


def test_unit_without_a_plan_above_one_that_has_is_shown_and_counts_as_missing(cast, plan):
    unit, liaison = below(cast)
    issue_own(unit, liaison)
    tree = plan_tree(cast["manager"])
    assert [(line.unit, line.plans, len(line.below)) for line in tree.lines] == [(cast.district, [], 1)]
    assert cast.district in [one for missing in tree.missing for one in missing.units]
    assert tree.issued == 0


def test_nearest_office_above_is_the_superior(cast, plan):
    unit, _ = below(cast)
    assert superior_for(unit, 2017) == plan
    middle = issue_own(cast.district, cast["district_liaison"])
    assert (superior_for(unit, 2017), superior_for(cast.district, 2017)) == (middle, plan)
    assert (superior_for(unit, 2018), superior_for(cast.office, 2017), superior_for(unit, None)) == (None, None, None)


def test_office_sees_issued_plans_below_and_no_drafts(cast, enter):
    draft = create_plan("草稿", 2017, unit=cast.department, by=cast["liaison"])
    issued = issue_own(cast.department, cast["liaison"])
    for part in ("manager", "reviewer", "inspector", "head"):
        assert enter(part).get(issued.get_absolute_url()).status_code == 200
        assert enter(part).get(draft.get_absolute_url()).status_code == 404
    assert enter("liaison").get(draft.get_absolute_url()).status_code == 200
    for part in ("stranger", "district_liaison", "system_admin"):
        assert enter(part).get(issued.get_absolute_url()).status_code == 404


def test_office_cannot_change_or_issue_a_unit_s_plan(cast):
    draft = create_plan("草稿", 2017, unit=cast.department, by=cast["liaison"])
    assert not cast["manager"].may("plans.manage", draft)
    assert cast["liaison"].may("plans.manage", draft)


def test_search_narrows_the_lines_and_not_the_counts(cast, plan):
    issue_own(cast.department, cast["liaison"])
    for words, lines, missing in (("环保", 1, 0), ("示例发〔2017〕3号", 1, 0), ("统计", 0, 1), ("没有", 0, 0)):
        tree = plan_tree(cast["manager"], words=words)
        assert (len(tree.lines), tree.missing_units, tree.units, tree.issued) == (lines, missing, 3, 1), words


def test_tree_of_another_year_is_another_tree(cast, plan):
    with clock.at(date(2018, 3, 1)):
        issue_own(cast.department, cast["liaison"], "2018年方案", 2018)
        tree = plan_tree(cast["manager"])
        assert (tree.year, tree.years, tree.own, len(tree.lines)) == (2018, [2018, 2017], [], 1)
        assert plan_tree(cast["manager"], 2017).own == [plan]


def test_unit_that_is_no_more_stays_in_the_year_of_its_plan(cast, plan):
    own = issue_own(cast.department, cast["liaison"])
    Unit.objects.filter(pk=cast.department.pk).update(valid_to=date(2017, 9, 1))
    tree = plan_tree(cast["manager"])
    assert [line.plans for line in tree.lines] == [[own]]
    assert tree.missing_units == 2


@pytest.mark.parametrize("query", ["", "?year=2017", "?year=1", "?year=x&page=99", "?q=%25%27", "?print=1"])
def test_tree_page_opens_whatever_the_address_asks(query, cast, plan, enter):
    assert enter("manager").get(URL + query).status_code == 200
    assert enter("liaison").get(URL + query).status_code == 200
    assert enter("system_admin").get(URL + query).status_code == 403


def test_tree_page_shows_number_day_signature_and_basis(cast, plan, enter):
    Plan.objects.filter(pk=plan.pk).update(reading={"based_on": ["示例省〔2017〕5号"]})
    issue_own(cast.department, cast["liaison"])
    page = enter("manager").get(URL).content.decode()
    for words in ("示例省〔2017〕5号", "示例发〔2017〕3号", "2017年9月5日", "3 家下级单位，1 家已下达", "市统计局"):
        assert words in page
    page = enter("liaison").get(URL).content.decode()
    assert f"对应上级方案：{plan.title}" in page


def test_tree_is_exported_as_a_sheet(cast, plan, enter):
    issue_own(cast.department, cast["liaison"])
    answer = enter("manager").get(reverse("plans:plan_tree_sheet"), {"year": "2017"})
    rows = sheets.read_rows(answer.content)
    assert [row[:1] + row[2:3] for row in rows[1:]] == [
        ["本单位", "明江市依法行政工作领导小组办公室"],
        ["下级", "明江市环境保护局"],
        ["下级", "青溪区人民政府"],
        ["下级", "明江市统计局"],
    ]
    assert len(rows) - 1 == len(sheet_rows(plan_tree(cast["manager"])))
    assert Entry.objects.filter(action="plans.export_tree", kind=Entry.Kind.ACCESS).count() == 1


def test_tree_asks_as_often_for_one_plan_as_for_three(cast, plan):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            plan_tree(cast["manager"])
        return len(asked)

    one = questions()
    unit, liaison = below(cast)
    issue_own(unit, liaison)
    issue_own(cast.department, cast["liaison"])
    assert (one, questions()) == (3, 3)


def test_three_thousand_units_come_in_pages(cast, plan, enter):
    lines = "\n".join(f"市政府部门,明江市第{n}中心,第{n}中心" for n in range(3000))
    import_units(f"类别,单位名称,简称\n{lines}\n".encode(), root=cast.office, by=BY, dry_run=False)
    units = list(Unit.objects.filter(name__contains="中心"))
    Plan.objects.bulk_create(
        Plan(unit=unit, title="实施方案", year=2017, created_at=clock.now(), issued_at=clock.now())
        for unit in units[:120]
    )
    Plan.objects.filter(title="实施方案").update(**{"state": "issued"})
    page = enter("manager").get(URL).content.decode()
    assert "第 1 页，共 3 页" in page
    assert "2883 家" in page
