"""The second look at a sample of verdicts: drawing a round, and what another reviewer finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.draw import LONGEST_SEED, digest_of_list, drawn, new_seed, size_of_share
from luoshi.obligations.models import Recheck, RecheckRound
from luoshi.obligations.queries.rechecking import verdicts_to_draw_from


@dataclass(frozen=True)
class Sampling:
    """What is to be drawn: from the verdicts of which days and units, and how many: a number, or else per cent."""

    since: date
    until: date
    category: UnitCategory | None = None
    number: int | None = None
    per_cent: int | None = None
    seed: str = ""
    known: int | None = None  # how many rounds the person saw, where a page asked

    def reasons_against(self) -> list[str]:
        """What is wrong with it, before anything is looked at."""
        reasons = []
        if self.until < self.since:
            reasons.append("审核时间的止日早于起日。请改正日期。")
        if (self.number is None) == (self.per_cent is None):
            reasons.append("请填抽取件数或者抽取比例，两项填一项。")
        if self.number is not None and self.number < 1:
            reasons.append("至少抽 1 件。")
        if self.per_cent is not None and not 1 <= self.per_cent <= 100:
            reasons.append("抽取比例是 1 到 100。")
        if len(self.seed) > LONGEST_SEED or not self.seed.isprintable():
            reasons.append(f"种子最多 {LONGEST_SEED} 个字，写在一行里。")
        return reasons


def draw_round(office: Unit, wanted: Sampling, *, by: Actor) -> RecheckRound:
    """Draw a round: the seed is there before the candidates are looked up, and all of it stays on record.

    Without a seed one is made that nobody could foresee. Of fewer candidates than asked for, all are drawn.
    """
    if not by.may("obligations.organise", office):
        raise Forbidden("复核由本办公室的管理员抽取。")
    if reasons := wanted.reasons_against():
        raise Refused(*reasons)
    seed = wanted.seed.strip() or new_seed()
    with transaction.atomic():
        # Of two at once the second draws from what is left.
        office = Unit.objects.select_for_update(no_key=True).get(pk=office.pk)
        if wanted.known is not None and RecheckRound.objects.filter(office=office).count() != wanted.known:
            raise Refused("刚刚已经抽过一批，没有再抽。请先看“各批”里最新的一批，还要抽的再点一次“抽取”。")
        reviews = {
            review.submission.receipt_number or "": review
            for review in verdicts_to_draw_from(office, wanted.since, wanted.until, wanted.category)
        }
        if not reviews:
            raise Refused("这段时间没有可以抽的审核结论：没有审核过，或者都抽到过、已撤销。请改日期或者类别。")
        size = wanted.number or size_of_share(len(reviews), wanted.per_cent or 0)
        sample = drawn(seed, reviews, size)
        made = RecheckRound.objects.create(
            office=office, since=wanted.since, until=wanted.until, category=wanted.category, seed=seed,
            candidates=sorted(reviews), digest=digest_of_list(reviews), drawn_at=clock.now(), drawn_by=by.name,
        )  # fmt: skip
        Recheck.objects.bulk_create(
            Recheck(round=made, order=order, review=reviews[number]) for order, number in enumerate(sample, start=1)
        )
        record(
            "obligations.draw_round", by=by, label="抽取复核", subject=made.ref,
            details={
                "seed": seed, "seed_given": bool(wanted.seed.strip()), "digest": made.digest,
                "candidates": len(reviews), "drawn": sample,
            },
        )  # fmt: skip
    return made


def record_recheck(recheck: Recheck, *, by: Actor, accept: bool, note: str) -> Recheck:
    """What the other reviewer would have decided, before he was shown what was decided; once for each.

    The act is the recheck's own: it is the office's working paper, not part of the story of the duty.
    """
    if not by.may("obligations.recheck", recheck):
        raise Forbidden("这一件要由另一位审核人员复核：不是原来的审核人，也不是这个单位的人员。")
    if not note.strip():
        raise Refused("请写明看了什么、为什么这样认为。")
    agrees = accept == recheck.review.accepted
    with transaction.atomic():
        waiting = Recheck.objects.filter(pk=recheck.pk, agrees=None)
        if not waiting.update(
            agrees=agrees, note=note.strip(), at=clock.now(), reviewer=by.user_id, reviewer_name=by.name
        ):
            raise Refused("这一件已有人复核。请刷新页面看结果。")
        record(
            "obligations.record_recheck", by=by, label="复核", subject=recheck.ref, note=note.strip(),
            details={"opinion": "accept" if accept else "return", "agrees": agrees},
        )  # fmt: skip
    return Recheck.objects.get(pk=recheck.pk)
