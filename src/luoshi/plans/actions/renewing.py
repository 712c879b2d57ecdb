"""The next year: a plan copied into another year, and what last year's plan already knew taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.deadlines import BY_HAND, set_day, set_words
from luoshi.plans.models import Deliverable, NamedUnit, Plan
from luoshi.plans.queries.comparison import Gain, gains, open_copies, units_no_more
from luoshi.plans.queries.tree import superior_for
from luoshi.plans.snapshots import ROW_FIELDS, snapshot, write_tables
from luoshi.plans.steps import step
from luoshi.plans.years import in_year, moved_years, same_day

# Notes that are as true of the copy as of the row it was made from; the others speak of last year's document.
KEPT_NOTES = frozenset({"condition", "any-of"})


def copy_plan(plan: Plan, year: int, *, by: Actor, again: bool = False) -> Plan:
    """A draft for another year with all rows that are duties; nothing in it counts as checked.

    Deadlines are read again from their words; days set by hand move along and ask to be looked at. Raises Forbidden,
    or Refused where the plan has no year, the year is its own, or a draft of that year is there and not meant `again`.
    """
    if not by.may("plans.manage", plan):
        raise Forbidden("您的身份不能复制这份方案。")
    if not plan.year:
        raise Refused("这份方案没有年度，期限换算不到新的年度。请先在核对页的题头里填写年度。")
    if plan.year == year:
        raise Refused(f"这份方案就是 {year} 年的。请写另一个年度。")
    with transaction.atomic():
        if not again and open_copies(plan, year).exists():
            raise Refused(f"{year} 年已经有从这份方案复制的草稿。请接着用那一份；确要再复制，请勾选下面一项。")
        new = Plan.objects.create(
            unit=plan.unit,
            kind=plan.kind,
            title=in_year(plan.title, plan.year, year),
            issuer=plan.issuer,
            year=year,
            superior=superior_for(plan.unit, year) if plan.kind == Plan.Kind.ANNUAL else None,
            previous=plan,
            moves_rest_days=plan.moves_rest_days,
            needs_sign_off=plan.needs_sign_off,
            correction_days=plan.correction_days,
            created_at=clock.now(),
        )
        ended = units_no_more(plan)
        tables = [
            {name: value for name, value in table.items() if name not in ("public_id", "rows")}
            | {
                "name": in_year(table["name"], plan.year, year),
                "rows": [_renewed(row, plan.year, year, ended) for row in table["rows"] if not row["dropped"]],
            }
            for table in snapshot(plan)["tables"]
        ]
        write_tables(new, tables)
        told = {"from": plan.ref, "year": year, "rows": sum(len(table["rows"]) for table in tables)}
        record("plans.copy_plan", by=by, label=f"复制到 {year} 年", subject=new.ref, after=new.state, details=told)
    return new


@dataclass(frozen=True)
class Taken:
    """How many rows took over something, and how many each thing."""

    rows: int = 0
    evidence: int = 0
    facts: int = 0
    any_of: int = 0
    units: int = 0
    dropped: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return dict(vars(self))


def take_over(plan: Plan, previous: Plan, *, by: Actor) -> Taken:
    """Take from the matched rows of another plan what this draft does not have: proofs, units, 不作为任务.

    One step, which can be undone. Rows that were checked are left alone. Raises Forbidden or Refused.
    """
    taken = Taken()
    with step(plan, "take_over", f"沿用“{previous.title[:40]}”的设置", by=by) as told:
        found = gains(plan, previous)
        if not found:
            raise Refused("没有可以沿用的设置：对得上的行都已核对，或者与那份方案一致。")
        for gain in found:
            _apply(gain)
        taken = Taken(
            rows=len(found),
            evidence=sum(gain.evidence is not None for gain in found),
            facts=sum(gain.fact_keys is not None for gain in found),
            any_of=sum(gain.any_of for gain in found),
            units=sum(bool(gain.categories or gain.named) for gain in found),
            dropped=sum(gain.dropped for gain in found),
        )
        rows = [gain.row.public_id for gain in found]
        told.update({"from": previous.ref, "rows": rows, "counts": taken.as_dict()})
    return taken


def _apply(gain: Gain) -> None:
    row = gain.row
    if gain.evidence is not None:
        row.evidence = dict(gain.evidence)
    if gain.fact_keys is not None:
        row.fact_keys = list(gain.fact_keys)
    row.any_of = row.any_of or gain.any_of
    if gain.dropped:
        row.dropped = True
    if gain.categories:
        row.categories.set(gain.categories)
    NamedUnit.objects.bulk_create([NamedUnit(deliverable=row, unit=unit, part=part) for unit, part in gain.named])
    row.revision += 1
    row.save()


def _renewed(content: dict[str, Any], old: int, year: int, ended: dict[int, str]) -> dict[str, Any]:
    """A row of last year as a row of this one; `ended` says of each unit that is no more what to do."""
    fields = {name: content[name] for name in ROW_FIELDS if name not in ("public_id", "revision", "checked", "source")}
    row = Deliverable(**fields)
    row.inherited = []
    row.flags = [flag | {"source": None} for flag in content["flags"] if flag["code"] in KEPT_NOTES]
    row.item, row.material, row.note = (in_year(words, old, year) for words in (row.item, row.material, row.note))
    words = moved_years(row.deadline_text, year - old)
    if content["deadline_rule"] == BY_HAND and content["due"]:
        day = same_day(date.fromisoformat(content["due"]), year - old)
        set_day(row, day)
        row.deadline_text = words
        _doubt(row, "copied-date", f"{old}年的到期日是人工确定的，现移到{day.year}年{day.month}月{day.day}日，请核对。")
    else:
        set_words(row, words, year=year)
        if words != content["deadline_text"] and row.due:
            _doubt(row, "copied-date", f"{old}年写的是“{content['deadline_text']}”，年份已顺移，请核对。")
    if row.material != content["material"]:
        note = f"年份已由{old}年改为{year}年，原写“{content['material'][:60]}”。"
        row.flags = [*row.flags, {"code": "copied-year", "message": note, "source": None}]
    for unit_id, _ in content["named"]:
        if unit_id in ended:
            _doubt(row, "unmatched-unit", f"上年{ended[unit_id]}")
    return (
        {name: getattr(row, name) for name in fields}
        | {"due": row.due.isoformat() if row.due else None, "categories": content["categories"]}
        | {"named": [[unit, part] for unit, part in content["named"] if unit not in ended]}
    )


def _doubt(row: Deliverable, code: str, message: str) -> None:
    row.flags = [*row.flags, {"code": code, "message": message, "source": None}]
