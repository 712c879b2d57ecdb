"""What the office and the units say to each other in the weeks before the day of the demonstration: who reviews what,
questions, requests, a template, samples, a draft, a task that heads sign off, a copied picture, a doubtful acceptance.
"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from django.core.files.base import File

from luoshi.accounts.models import Membership, Unit, UnitCategory
from luoshi.accounts.queries.identity import acting_as
from luoshi.accounts.roles import Role
from luoshi.demo.city import DATA
from luoshi.demo.pictures import own_picture
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.sheets import Column, workbook
from luoshi.obligations.actions.drafting import add_files, save_draft
from luoshi.obligations.actions.handing_in import ask_sign_off, hand_in
from luoshi.obligations.actions.organising import set_share
from luoshi.obligations.actions.questions import answer_question, ask_question
from luoshi.obligations.actions.rechecking import Sampling, draw_round, record_recheck
from luoshi.obligations.actions.requests import Asked, ask, decide
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.actions.revoking import propose_revocation
from luoshi.obligations.actions.samples import propose_sample
from luoshi.obligations.actions.templates import add_template
from luoshi.obligations.models import DutyRequest, Obligation, ReturnReason, Submission
from luoshi.plans.models import Deliverable, Plan
from luoshi.workflow.engine import take

S = Obligation.State
STAR = "明江市环境保护局"  # the unit whose people the visitor of the demonstration can be
ROOM = DATA / "samples" / "mediation-room.jpg"


def play_scenes(office: Unit, plan: Plan, task: Plan | None, until: date) -> None:
    """Play all scenes that lie before `until`; each needs what `play_year` has left to it."""
    if until < date(2017, 9, 5):
        return
    manager = _acting(office, Role.MANAGER)
    first, second = (acting_as(one) for one in _members(office, Role.REVIEWER)[:2])
    _share_out(office, manager)
    _help(plan, manager, second)
    _ask_and_decide(plan, manager)
    _sample(plan, first)
    _give_back(plan, first)
    _copy_a_picture(plan)
    _doubt_an_acceptance(plan, second)
    _look_again(office, manager, first, second)
    _keep_a_draft(plan)
    if task is not None:
        _ask_the_head(task)


def _share_out(office: Unit, manager: Actor) -> None:
    """Two reviewers share the categories; each stands in for the other."""
    one, other = (member.user for member in _members(office, Role.REVIEWER)[:2])
    with clock.at(_day(5, 23)):
        for number, category in enumerate(UnitCategory.objects.all()):
            pair = (one, other) if number % 2 == 0 else (other, one)
            set_share(office, category, by=manager, first=pair[0], substitute=pair[1])


def _help(plan: Plan, manager: Actor, reviewer: Actor) -> None:
    """A form to fill in, a question that everybody may read, and one that waits for its answer."""
    room = _row(plan, "调解室", "市政府部门")
    columns = [Column("序号", 6), Column("调解室名称", 24), Column("地址", 36), Column("门牌照片", 16)]
    form = workbook("行政调解室情况表", columns, [])
    with clock.at(_day(6, 5)):
        add_template(room, File(io.BytesIO(form), name="行政调解室情况表（演示）.xlsx"), by=manager)
    star = Unit.objects.get(name=STAR)
    duty = _owed(plan, star)[0]
    liaison = _acting(star, Role.LIAISON)
    with clock.at(_day(8, 29, 10)):
        asked = ask_question(duty, "材料是报全年的，还是报到8月底为止的？", by=liaison)
    with clock.at(_day(8, 30, 15)):
        answer_question(asked, "报到8月底为止的即可，年底不用再补。", by=reviewer, seen=asked.mark, shown_to_all=True)
    other = _others(plan, 3)
    with clock.at(_day(9, 4, 16)):
        ask_question(other, "几个处室各有一份材料，是合成一份报，还是分开报？", by=_acting(other.unit, Role.LIAISON))


def _ask_and_decide(plan: Plan, manager: Actor) -> None:
    """One later day granted, one asked for, and one duty said not to apply."""
    granted, waiting, without = (_others(plan, number) for number in (5, 9, 14))
    for duty, day, hour in ((granted, 28, 9), (waiting, 31, 11)):
        wanted = Asked(
            DutyRequest.Kind.EXTENSION, "活动与市里的现场会同期，推迟了一周。", duty.due + timedelta(days=10)
        )
        with clock.at(_day(8, day, hour)):
            ask(duty, wanted, by=_acting(duty.unit, Role.LIAISON))
    with clock.at(_day(8, 29, 9)):
        request = DutyRequest.objects.get(obligation=granted)
        decide(request, "grant", by=manager, note="活动确已推迟，同意延期十天。")
    with clock.at(_day(9, 1, 9)):
        words = "本单位没有行政执法人员编制，今年不组织这项工作。"
        ask(without, Asked(DutyRequest.Kind.NOT_APPLICABLE, words), by=_acting(without.unit, Role.LIAISON))


def _sample(plan: Plan, reviewer: Actor) -> None:
    """A good piece of work is shown to all, and one more unit is asked for its consent."""
    accepted = Submission.objects.standing().filter(obligation__plan=plan, obligation__state=S.ACCEPTED)
    shown = accepted.filter(obligation__deliverable__material__contains="名单").exclude(obligation__unit__name=STAR)
    with clock.at(_day(8, 10, 10)):
        sample = propose_sample(
            shown.order_by("pk")[0], by=reviewer, why="名单齐全，写明了每位调解员的专长和联系方式。"
        )
    with clock.at(_day(8, 11, 9)):
        take(sample, "consent", by=_acting(sample.submission.obligation.unit, Role.LIAISON))
    own = accepted.filter(obligation__unit__name=STAR).order_by("-submitted_at", "-pk").first()
    if own is not None:
        with clock.at(_day(9, 4, 11)):
            propose_sample(own, by=reviewer, why="照片看得清门牌和地址，说明写得明白。")


def _give_back(plan: Plan, reviewer: Actor) -> None:
    """The visitor's photographs come back to be mended; another unit's are void, they have nothing to do with it."""
    star = Unit.objects.get(name=STAR)
    owed = Obligation.objects.for_list().filter(plan=plan, unit=star, state=S.PENDING, due__lt=date(2017, 9, 5)).first()
    if owed is not None:
        with clock.at(_day(7, 18, 15)):
            picture = own_picture(ROOM, star.name, _day(7, 14))
            paper = (DATA / "samples" / "mediator-list.pdf").read_bytes() + f"\n% {star.public_id}".encode()
            files = [
                File(io.BytesIO(picture), name="调解室（演示）.jpg"),
                File(io.BytesIO(paper), name="资料（演示）.pdf"),
            ]
            sent = hand_in(owed, by=_acting(star, Role.LIAISON), files=files, statement="调解室照片和资料。")
        with clock.at(_day(9, 4, 16)):
            note = "照片里看不到调解室门牌，缺地址。补一张门牌照片、写明地址即可，其余材料不用重传。"
            reasons = list(ReturnReason.objects.filter(code="incomplete"))
            review(sent, "return", by=reviewer, note=note, reasons=reasons)
    waiting = _handed_in(plan)
    with clock.at(_day(9, 4, 15)):
        review(waiting[-1], "return", by=reviewer, reasons=list(ReturnReason.objects.filter(code="unrelated")))


def _copy_a_picture(plan: Plan) -> None:
    """A unit that is late hands in a picture that another has handed in before."""
    late = Obligation.objects.for_list().filter(plan=plan, state=S.PENDING, deliverable__material__contains="调解室")
    duty = late.order_by("due", "pk").first()
    source = Submission.objects.standing().filter(
        obligation__plan=plan, obligation__deliverable__material__contains="调解室"
    ).exclude(obligation__unit__name=STAR).order_by("pk").first()  # fmt: skip
    if duty is None or source is None:
        return
    whose = source.obligation
    picture = own_picture(ROOM, f"{whose.unit.name} {whose.deliverable_id}", _day(7, 3))
    paper = (DATA / "samples" / "mediator-list.pdf").read_bytes() + f"\n% {duty.unit.name}".encode()
    files = [
        File(io.BytesIO(picture), name="调解室照片（演示）.jpg"),
        File(io.BytesIO(paper), name="情况说明（演示）.pdf"),
    ]
    with clock.at(_day(9, 4, 14)):
        hand_in(duty, by=_acting(duty.unit, Role.LIAISON), files=files, statement="调解室已布置完成。")


def _doubt_an_acceptance(plan: Plan, reviewer: Actor) -> None:
    """A reviewer would take back an acceptance; the head has not decided yet."""
    accepted = Obligation.objects.for_list().filter(plan=plan, state=S.ACCEPTED).exclude(unit__name=STAR)
    with clock.at(_day(9, 4, 17)):
        words = "核对发现通知里的活动没有举行，材料与实际不符。"
        propose_revocation(accepted.order_by("-due", "pk")[2], by=reviewer, note=words)


def _look_again(office: Unit, manager: Actor, first: Actor, second: Actor) -> None:
    """A sample of August is looked at by another reviewer; two of five are done."""
    with clock.at(_day(9, 1, 9)):
        drawn = draw_round(
            office, Sampling(date(2017, 7, 1), date(2017, 8, 31), number=5, seed="明江-201709"), by=manager
        )
    for recheck in drawn.rechecks.select_related("review").all()[:2]:
        other = second if recheck.review.reviewer_id == first.user_id else first
        with clock.at(_day(9, 4, 10)):
            record_recheck(recheck, by=other, accept=recheck.review.accepted, note="逐页看过，材料齐全。")


def _keep_a_draft(plan: Plan) -> None:
    """The visitor finds a draft begun the day before."""
    star = Unit.objects.get(name=STAR)
    liaison, duty = _acting(star, Role.LIAISON), _owed(plan, star)[0]
    paper = (DATA / "samples" / "case-selection-notice.pdf").read_bytes() + f"\n% {star.public_id}".encode()
    with clock.at(_day(9, 4, 16)):
        blob = take_in(File(io.BytesIO(paper), name="通知.pdf"), by=liaison, allowed=EVIDENCE)
        add_files(duty, [(blob, "关于开展2017年度行政指导案例评选活动的通知（演示）.pdf")], by=liaison)
        save_draft(duty, by=liaison, statement="评选通知已经印发，结果待公布后补报。")


def _ask_the_head(task: Plan) -> None:
    """The task in between goes out with the heads' signatures; one waits for his."""
    star = Unit.objects.get(name=STAR)
    duty = Obligation.objects.get(plan=task, unit=star)
    liaison = _acting(star, Role.LIAISON)
    figures = (DATA / "samples" / "forum-and-visit.pdf").read_bytes() + f"\n% {star.public_id}".encode()
    with clock.at(_day(9, 4, 17)):
        blob = take_in(File(io.BytesIO(figures), name="统计表.pdf"), by=liaison, allowed=EVIDENCE)
        add_files(duty, [(blob, "2017年上半年行政调解情况统计表（演示）.pdf")], by=liaison)
        save_draft(duty, by=liaison, statement="上半年受理、调解情况见附件。")
        ask_sign_off(duty, by=liaison)


def _row(plan: Plan, words: str, category: str) -> Deliverable:
    rows = Deliverable.objects.filter(table__plan=plan, material__contains=words, table__category__name=category)
    return rows.select_related("table__plan__unit")[0]


def _owed(plan: Plan, unit: Unit) -> list[Obligation]:
    return list(Obligation.objects.for_list().filter(plan=plan, unit=unit, state=S.PENDING, due__gte=date(2017, 9, 5)))


def _others(plan: Plan, number: int) -> Obligation:
    """One of the duties of departments other than the visitor's that are not due yet."""
    owed = Obligation.objects.for_list().filter(plan=plan, state=S.PENDING, due__gte=date(2017, 9, 10))
    departments = (
        owed.filter(unit__category__name="市政府部门").exclude(unit__name=STAR).order_by("due", "unit__order", "pk")
    )
    return departments[number]


def _handed_in(plan: Plan) -> list[Submission]:
    waiting = Submission.objects.standing().filter(obligation__plan=plan, obligation__state=S.SUBMITTED)
    return list(waiting.exclude(obligation__unit__name=STAR).order_by("submitted_at", "pk"))


def _members(unit: Unit, role: Role) -> list[Membership]:
    return list(Membership.objects.select_related("unit", "user").filter(unit=unit, role=role).order_by("pk"))


def _acting(unit: Unit, role: Role) -> Actor:
    return acting_as(_members(unit, role)[0])


def _day(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2017, month, day, hour, 20)  # noqa: DTZ001 - the clock adds the zone of the city
