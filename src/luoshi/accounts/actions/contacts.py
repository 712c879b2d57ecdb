"""The people responsible in a unit: a change ends the old row and begins a new one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction

from luoshi.accounts.models import Contact, Unit
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

DAY = timedelta(days=1)
WORDS = {"duty": "分工", "name": "姓名", "position": "职务", "section": "责任科室", "office_phone": "办公电话",
         "mobile": "手机"}  # fmt: skip


@dataclass(frozen=True)
class Details:
    """What is noted of a person responsible."""

    duty: str
    name: str
    position: str = ""
    section: str = ""
    office_phone: str = ""
    mobile: str = ""


def add_contact(unit: Unit, details: Details, *, by: Actor, batch: str = "") -> Contact:
    """Note a person responsible from today on; the same person for the same duty only once."""
    _check(unit, by)
    with transaction.atomic():
        contact = _begin(unit, details)
        record("accounts.add_contact", by=by, label="登记联系人", subject=unit.ref, note=str(contact), batch=batch)
    return contact


def change_contact(contact: Contact, details: Details, *, by: Actor) -> Contact:
    """Replace what is noted: the old row ended yesterday, a new one begins today and is returned."""
    _check(contact.unit, by)
    now = Details(**{name: getattr(contact, name) for name in asdict(details)})
    if now == details:
        raise Refused("内容没有变化。请改过再保存。")
    with transaction.atomic():
        _end(contact)
        made = _begin(contact.unit, details)
        who = str(contact) if str(contact) == str(made) else f"{contact} → {made}"
        parts = [WORDS[name] for name, value in asdict(details).items() if value != getattr(now, name)]
        note = f"{who}（{'、'.join(parts)}）"
        record("accounts.change_contact", by=by, label="更换联系人", subject=contact.unit.ref, note=note)
    return made


def end_contact(contact: Contact, *, by: Actor, batch: str = "") -> None:
    """From today on the person does not answer for this any more; the row stays on record."""
    _check(contact.unit, by)
    with transaction.atomic():
        _end(contact)
        subject = contact.unit.ref
        record("accounts.end_contact", by=by, label="停止联系人", subject=subject, note=str(contact), batch=batch)


def _begin(unit: Unit, details: Details) -> Contact:
    same = unit.contacts.valid_on(clock.today()).filter(duty=details.duty, name=details.name)
    if same.exists():
        raise Refused(f"{details.name}已登记为{Contact.Duty(details.duty).label}，不必重复登记。")
    return Contact.objects.create(unit=unit, valid_from=clock.today(), **asdict(details))


def _end(contact: Contact) -> None:
    """Whoever comes second finds that it has ended."""
    yesterday = clock.today() - DAY
    if not Contact.objects.filter(pk=contact.pk, valid_to=None).update(valid_to=yesterday):
        raise Refused(f"{contact}已经停止，没有再改。请刷新页面看最新的联系人。")


def _check(unit: Unit, by: Actor) -> None:
    if not by.may("accounts.profile", unit):
        raise Forbidden("您的身份不能登记这个单位的联系人。")
