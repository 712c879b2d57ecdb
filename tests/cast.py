"""The cast of all tests: always the same persons, in a small city of three units below their office."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from PIL import Image

from luoshi.accounts.actions import Details, add_contact, create_unit, create_user, grant_membership, import_units
from luoshi.accounts.models import Contact, Membership, Unit
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.amendments import MoveDate, effect_of
from luoshi.obligations.models import Obligation
from luoshi.plans.actions.creating import TaskOrder
from luoshi.plans.actions.editing import accept_doubts
from luoshi.plans.actions.uploading import upload_plan
from luoshi.plans.models import Amendment, Plan
from luoshi.workflow.engine import take

TODAY = date(2017, 9, 5)
PASSWORD = "correct-horse-battery"

UNITS = """类别,单位名称,简称,编码,行政调解职能,上级单位
县（市、区）政府,青溪区人民政府,青溪区,990101,是,
市政府部门,明江市环境保护局,市环保局,990201,是,
市政府部门,明江市统计局,市统计局,990202,否,
"""

PLAN_TEXT = """# 明江市依法行政工作领导小组办公室文件

示例〔2017〕9号

## 明江市依法行政工作领导小组办公室关于印发明江市2017年推进服务型行政执法建设工作实施方案的通知

# 明江市2017年推进服务型行政执法建设工作实施方案

## 一、工作任务

各单位按照附件完成年度任务。

附件 1

## 各县（市、区）政府年度任务分解表

序号\t事项\t材料（PDF 格式的正式文件、相关图片和信息报道）\t完成时限
一\t制定年度实施方案\t2017年度推进服务型行政执法建设实施方案\t6月中旬
二\t行政指导工作\t评选行政指导案例的通知、结果\t9月上旬

附件 2

## 市政府部门年度任务分解表

序号\t事项\t材料（PDF 格式的正式文件、相关图片和信息报道）\t完成时限
一\t制定年度实施方案\t2017年度推进服务型行政执法建设实施方案\t6月中旬
二\t行政调解工作\t设置行政调解室的图片、资料（具有行政调解职能的部门）\t10月底
"""


@dataclass(frozen=True)
class Cast:
    """Actors by the name of their part, and the units."""

    office: Unit
    district: Unit
    department: Unit
    other: Unit
    people: dict[str, Membership]

    def __getitem__(self, part: str) -> Actor:
        """The actor who plays the part."""
        return acting_as(self.people[part])


PARTS = {
    "manager": ("office", Role.MANAGER),
    "reviewer": ("office", Role.REVIEWER),
    "inspector": ("office", Role.INSPECTOR),
    "head": ("office", Role.HEAD),
    "liaison": ("department", Role.LIAISON),
    "unit_head": ("department", Role.UNIT_HEAD),
    "district_liaison": ("district", Role.LIAISON),
    "district_head": ("district", Role.UNIT_HEAD),
    "stranger": ("other", Role.LIAISON),
    "mediator": ("department", Role.MEDIATOR),
    "officer": ("department", Role.OFFICER),
    "expert": ("office", Role.EXPERT),
    "system_admin": ("office", Role.SYSTEM_ADMIN),
    "security_admin": ("office", Role.SECURITY_ADMIN),
    "audit_admin": ("office", Role.AUDIT_ADMIN),
    "unit_admin": ("department", Role.UNIT_ADMIN),
}


def assemble() -> Cast:
    """Create the city and its people."""
    by = Actor.system("测试")
    office = create_unit("明江市依法行政工作领导小组办公室", "市办", by=by)
    import_units(UNITS.encode(), root=office, by=by, dry_run=False)
    units = {
        "office": office,
        "district": Unit.objects.get(short_name="青溪区"),
        "department": Unit.objects.get(short_name="市环保局"),
        "other": Unit.objects.get(short_name="市统计局"),
    }
    people = {}
    for part, (place, role) in PARTS.items():
        user = create_user(part, f"{role.label}{len(people)}", by=by)
        people[part] = grant_membership(user, units[place], role, by=by)
    return Cast(people=people, **units)


def pdf(words: str = "材料", pages: int = 1) -> File:
    """A real, small PDF of blank pages; `words` make its bytes its own, the same whenever it is made."""
    sheets = [Image.new("L", (200, 280), 255) for _ in range(pages)]
    out = io.BytesIO()
    begun = time.gmtime(0)
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], creationDate=begun, modDate=begun)
    return File(io.BytesIO(out.getvalue() + f"\n% {words}".encode()), name=f"{words}.pdf")


def text_file(text: str = PLAN_TEXT) -> File:
    """The document of a plan as plain text."""
    return File(io.BytesIO(text.encode()), name="方案.txt")


def draft_plan(cast: Cast, text: str = PLAN_TEXT) -> Plan:
    """The plan of the small city as a draft."""
    return upload_plan(text_file(text), unit=cast.office, by=cast["manager"])


def issued_plan(cast: Cast, number: int = 9) -> Plan:
    """The same plan, issued in May: six obligations, one of them not applicable."""
    with clock.at(date(2017, 5, 22)):
        plan = draft_plan(cast, PLAN_TEXT.replace("〔2017〕9号", f"〔2017〕{number}号"))
        accept_doubts(plan, "已与原件核对。", by=cast["manager"])
        issue_plan(plan, by=cast["manager"])
    return Plan.objects.get(pk=plan.pk)


def forerunner(cast: Cast, plan: Plan) -> Plan:
    """The same plan, issued a year earlier, as the one that `plan` was made from."""
    with clock.at(date(2016, 5, 20)):
        before = draft_plan(cast, PLAN_TEXT.replace("2017", "2016"))
        accept_doubts(before, "已与原件核对。", by=cast["manager"])
        issue_plan(before, by=cast["manager"])
    Plan.objects.filter(pk=plan.pk).update(previous=before)
    return Plan.objects.get(pk=before.pk)


def task_order(cast: Cast, **other: Any) -> TaskOrder:
    """A task of two materials for the department and the district."""
    given = {
        "title": "报送执法案卷",
        "materials": ("案卷目录", "案卷扫描件"),
        "due": date(2017, 9, 20),
        "basis": "示例〔2017〕30号",
        "categories": (),
        "units": (cast.department, cast.district),
        "evidence": {"pdf": True, "picture": False, "report": False},
    }
    return TaskOrder(**given | other)


def obligation(plan: Plan, unit: Unit, words: str = "实施方案") -> Obligation:
    """The obligation of a unit whose material contains the words."""
    return Obligation.objects.get(plan=plan, unit=unit, deliverable__material__contains=words)


def submitted(cast: Cast, plan: Plan, words: str = "实施方案") -> Obligation:
    """An obligation of the department, handed in today."""
    found = obligation(plan, cast.department, words)
    hand_in(found, by=cast["liaison"], files=[pdf()])
    found.refresh_from_db()
    return found


def returned(cast: Cast, plan: Plan) -> Obligation:
    """The same, returned."""
    return take(submitted(cast, plan), "return", by=cast["reviewer"], note="缺公章，请补盖后重报。")


def contact(cast: Cast, unit: Unit | None = None, name: str = "秦望舒") -> Contact:
    """A person responsible in a unit, of the department where none is named, with a mobile."""
    details = Details(Contact.Duty.LEADER, name, "副局长", "法规科", "0999-6123456", "13900001234")
    return add_contact(unit or cast.department, details, by=Actor.system("测试"))


def unit_addresses(cast: Cast) -> dict[str, list[str]]:
    """What the pages of the department are called by: its own name, or that of somebody responsible in it."""
    unit = ("unit_detail", "unit_functions", "unit_names", "unit_rename", "unit_succeed", "contact_add", "people_list",
            "account_open", "liaison_change")  # fmt: skip
    known = contact(cast).public_id
    found = {f"accounts:{name}": [cast.department.public_id] for name in unit}
    return found | {"accounts:contact_change": [known], "accounts:contact_end": [known]}


def amended(cast: Cast, plan: Plan, words: str = "实施方案", day: date = date(2017, 9, 29)) -> Amendment:
    """The plan with the department's row of those words moved to another day, for all its units."""
    row = obligation(plan, cast.department, words).deliverable
    wanted = MoveDate(row, day)
    seen = effect_of(plan, wanted).digest
    return amend_plan(plan, wanted, by=cast["manager"], seen=seen, reason="汛期推迟。", basis="示例〔2017〕20号")
