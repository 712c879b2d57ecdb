"""Proof by facts: what the platform itself knows about a duty, and what was frozen when it was handed in. Reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from luoshi.facts.freezing import is_untouched
from luoshi.facts.registry import Fact, Period, measure, sources
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Evidence, Obligation
from luoshi.plans.models import Deliverable, Plan

# Where a unit does what a fact is about, for facts of the rooms below: address and words of the link.
PLACES = {"plans.issued": ("plans:plan_list", "去看本单位的实施方案")}


@dataclass(frozen=True)
class KnownFact:
    """A fact that a row names, as it is now for the unit that owes it; None where nothing can be stated."""

    key: str
    label: str
    fact: Fact | None

    @property
    def holds(self) -> bool:
        """Whether it can be handed in."""
        return self.fact is not None and self.fact.holds

    @property
    def place(self) -> tuple[str, str] | None:
        """Where it is done: the address and the words of the link."""
        if self.key not in PLACES:
            return None
        name, words = PLACES[self.key]
        return reverse(name), words


@dataclass(frozen=True)
class Proof:
    """All that the platform knows about one duty, in the period of its plan."""

    facts: tuple[KnownFact, ...]
    period: Period
    suffices: bool

    @property
    def held(self) -> tuple[KnownFact, ...]:
        """The facts that can be handed in."""
        return tuple(known for known in self.facts if known.holds)

    @property
    def open(self) -> tuple[KnownFact, ...]:
        """The facts that do not hold yet."""
        return tuple(known for known in self.facts if not known.holds)


def facts_suffice(row: Deliverable, keys: Collection[str]) -> bool:
    """Whether the facts with these keys prove the row: all that it names, or one of them where one is enough."""
    named = set(row.fact_keys)
    proven = named & set(keys)
    return bool(proven) and (row.any_of or proven == named)


def proofs_of(obligations: Iterable[Obligation]) -> dict[int, Proof]:
    """What the platform knows about each duty whose row names facts, by its primary key.

    Each fact is measured once a year of a plan, over all units together. A key that nobody has registered states
    nothing here; the system check tells of it.
    """
    duties = [one for one in obligations if one.deliverable.fact_keys and one.plan.year]
    labels = {source.key: source.label for source in sources()}
    wanted: dict[tuple[str, int], set[int]] = defaultdict(set)
    for duty in duties:
        for key in duty.deliverable.fact_keys:
            if key in labels:
                wanted[key, duty.plan.year or 0].add(duty.unit_id)
    measured = {(key, year): measure(key, units, Period.year(year)) for (key, year), units in wanted.items()}
    found = {}
    for duty in duties:
        year = duty.plan.year or 0
        facts = tuple(
            KnownFact(key, labels.get(key, key), measured.get((key, year), {}).get(duty.unit_id))
            for key in dict.fromkeys(duty.deliverable.fact_keys)
        )
        enough = facts_suffice(duty.deliverable, [known.key for known in facts if known.holds])
        found[duty.pk] = Proof(facts, Period.year(year), enough)
    return found


def owing_units(obligation: Obligation) -> set[int]:
    """The units that owe the same row of the same plan: those over which its facts are measured when handed in."""
    same = Obligation.objects.filter(plan=obligation.plan_id, deliverable=obligation.deliverable_id)
    return {*same.exclude(state__in=Obligation.OUTSIDE).values_list("unit_id", flat=True), obligation.unit_id}


@dataclass(frozen=True)
class FrozenFact:
    """A fact as it was handed in, for those who judge it, and whether it still is what was handed in."""

    content: Mapping[str, Any]
    untouched: bool
    plans: tuple[Plan, ...] = ()

    @property
    def digest(self) -> str:
        """The beginning of its digest, as it stands on the receipt."""
        return str(self.content.get("digest", ""))[:12]

    @property
    def at(self) -> datetime | None:
        """When it was frozen."""
        try:
            return datetime.fromisoformat(str(self.content.get("at")))
        except ValueError:
            return None

    @property
    def period(self) -> str:
        """2017年."""
        within: Any = self.content.get("period")
        try:
            return str(Period(*(datetime.fromisoformat(str(within[end])).date() for end in ("start", "end"))))
        except (KeyError, TypeError, ValueError):
            return ""


def frozen_facts(evidence: Iterable[Evidence], *, actor: Actor) -> dict[int, FrozenFact]:
    """The frozen facts among the evidence by primary key, with the plans they count that the actor may see.

    One query, none where no fact counts a plan.
    """
    contents = {one.pk: one.fact if isinstance(one.fact, dict) else {} for one in evidence if one.fact is not None}
    names = {pk: _plan_names(content) for pk, content in contents.items()}
    wanted = {name for some in names.values() for name in some}
    plans = (
        {p.public_id: p for p in visible_to(Plan, actor).filter(public_id__in=wanted).defer("reading")}
        if wanted
        else {}
    )
    return {
        pk: FrozenFact(content, is_untouched(content), tuple(plans[name] for name in names[pk] if name in plans))
        for pk, content in contents.items()
    }


def _plan_names(content: Mapping[str, Any]) -> list[str]:
    refs = content.get("refs")
    pairs = [str(ref).partition(":") for ref in refs] if isinstance(refs, list) else []
    return [name for label, _, name in pairs if label == Plan._meta.label_lower]
