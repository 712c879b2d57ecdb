"""The fictional city: its office, 80 units and people, made through the same actions as everybody uses."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from luoshi.accounts.actions import Details, add_contact, create_unit, create_user, grant_membership, import_units
from luoshi.accounts.models import Contact, Membership, Unit, User
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor

DATA = Path(__file__).parent / "data"
OFFICE = "明江市依法行政工作领导小组办公室"
DISTRICT = "澄岚区人民政府"
PASSWORD = "Mingjiang-2017"  # noqa: S105 - of fictional people, printed on the screen of the demonstration

ADMINISTRATORS = (
    ("xitong", "秦系平", Role.SYSTEM_ADMIN),
    ("anquan", "安若权", Role.SECURITY_ADMIN),
    ("shenji", "沈计言", Role.AUDIT_ADMIN),
)


def build_city() -> Unit:
    """Create the office, the units and their people; returns the office."""
    by = Actor.system("演示")
    office = create_unit(OFFICE, "市办", by=by)
    import_units((DATA / "units.csv").read_bytes(), root=office, by=by, dry_run=False)
    _office_people(office, by)
    _unit_people(by)
    _district(by)
    _give_passwords()
    return office


def _office_people(office: Unit, by: Actor) -> None:
    roles = {role.label: role for role in Role}
    with (DATA / "office.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=1):
            role = roles[line["身份"]]
            name = role.value if not User.objects.filter(username=role.value).exists() else f"{role.value}{number}"
            grant_membership(create_user(name, line["姓名"], by=by), office, role, by=by)
    for username, name, role in ADMINISTRATORS:
        grant_membership(create_user(username, name, by=by), office, role, by=by)


def _unit_people(by: Actor) -> None:
    units = {unit.name: unit for unit in Unit.objects.all()}
    with (DATA / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=1):
            unit = units[line["单位名称"]]
            liaison = create_user(f"llr{number:03}", line["联络员"], by=by)
            grant_membership(liaison, unit, Role.LIAISON, by=by)
            head = create_user(f"fzr{number:03}", line["负责人"], by=by)
            grant_membership(head, unit, Role.UNIT_HEAD, by=by)
            _contacts(unit, line, number, by)
            if line["单位管理员"]:
                admin = create_user(f"gly{number:03}", line["单位管理员"], by=by)
                grant_membership(admin, unit, Role.UNIT_ADMIN, by=by)


def _district(by: Actor) -> None:
    """One district has an office of its own and six units below it, each with a liaison."""
    district = Unit.objects.get(name=DISTRICT)
    grant_membership(create_user("qb001", "韦承之", by=by), district, Role.MANAGER, by=by)
    grant_membership(create_user("qb002", "蓝思远", by=by), district, Role.REVIEWER, by=by)
    content = (DATA / "district.csv").read_bytes()
    import_units(content, root=district, by=by, dry_run=False)
    for number, line in enumerate(csv.DictReader(io.StringIO(content.decode())), start=1):
        liaison = create_user(f"qllr{number:02}", line["联络员"], by=by)
        grant_membership(liaison, Unit.objects.get(name=line["单位名称"]), Role.LIAISON, by=by)


def _contacts(unit: Unit, line: dict[str, str], number: int, by: Actor) -> None:
    """Numbers that no exchange gives out; every ninth unit has not said who leads."""
    liaison = Details(Contact.Duty.LIAISON, line["联络员"], "科员", "法规科", f"0999-6{number:03}002", "")
    add_contact(unit, liaison, by=by)
    if number % 9:
        leader = Details(Contact.Duty.LEADER, line["负责人"], "副职", "", f"0999-6{number:03}001", "")
        add_contact(unit, leader, by=by)


def _give_passwords() -> None:
    """Only the cast has passwords: hashing one takes a quarter of a second on purpose."""
    for _, _, membership in cast():
        membership.user.set_password(PASSWORD)
        membership.user.save(update_fields=["password"])


def cast() -> list[tuple[str, str, Membership]]:
    """The persons of the log-in page: key, who it is for the visitor, and the membership."""
    wanted = (
        ("manager", "市办：把方案变成任务，看全局", {"role": Role.MANAGER, "unit__name": OFFICE}),
        ("reviewer", "市办：审核各单位报送", {"role": Role.REVIEWER}),
        ("second_reviewer", "市办：另一位审核人员，B 角、复核", {"user__username": "reviewer3"}),
        ("head", "市办：看总体进度", {"role": Role.HEAD}),
        ("liaison", "市环保局：报送材料", {"role": Role.LIAISON, "unit__name": "明江市环境保护局"}),
        ("unit_head", "市环保局：看本单位进度", {"role": Role.UNIT_HEAD, "unit__name": "明江市环境保护局"}),
        ("unit_admin", "市环保局：管账号、职能和联系人", {"role": Role.UNIT_ADMIN}),
        ("district_office", "澄岚区：办本区的方案，看所属单位", {"role": Role.MANAGER, "unit__name": DISTRICT}),
        ("district", "区县：报送材料", {"role": Role.LIAISON, "unit__category__order": 1}),
        ("stranger", "市统计局：另一家单位", {"role": Role.LIAISON, "unit__name": "明江市统计局"}),
        ("system", "系统管理员", {"role": Role.SYSTEM_ADMIN}),
        ("security", "安全管理员", {"role": Role.SECURITY_ADMIN}),
        ("audit", "审计管理员", {"role": Role.AUDIT_ADMIN}),
    )
    found = []
    for key, words, where in wanted:
        membership = (
            Membership.objects.filter(**where).select_related("user", "unit").order_by("unit__order", "pk").first()
        )
        if membership:
            found.append((key, words, membership))
    return found
