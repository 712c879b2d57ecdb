"""The engine: tables of moves, what stands against a move, and taking it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.records import Record

M = TypeVar("M", bound=Record)


@dataclass(frozen=True)
class Step:
    """One move about to be taken: what guards look at and effects work with; `details` is what the caller gave."""

    obj: Any
    move: Move
    by: Actor
    note: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[[Step], Iterator[str]]
Effect = Callable[[Step], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Move:
    """A row of the table. `asks` is the question its note must answer; `via` the page a move needs of its own."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    asks: str = ""
    via: str = ""


@dataclass(frozen=True)
class Option:
    """A move as a button: open when there are no reasons against it."""

    move: Move
    reasons: tuple[str, ...]


_tables: dict[type[Model], dict[str, Move]] = {}
_born: dict[type[Model], frozenset[str]] = {}


def define(model: type[Model], *moves: Move, born: Iterable[str]) -> None:
    """Hand in the table of a model; `born` are the states in which a record may begin."""
    if model in _tables:
        raise ValueError(f"{model.__name__} has a table already")
    _tables[model] = {move.name: move for move in moves}
    _born[model] = frozenset(born)


def tables() -> Mapping[type[Model], Mapping[str, Move]]:
    """All tables, for tests and for the diagrams."""
    return _tables


def born(model: type[Model]) -> frozenset[str]:
    """The states in which a record of the model may begin."""
    return _born[model]


def move_of(model: type[Model], name: str) -> Move | None:
    """The move of that name, or None."""
    return _tables.get(model, {}).get(name)


def options(obj: Model, *, by: Actor) -> list[Option]:
    """The moves that leave the present state and that the actor may take, each with what stands against it."""
    found = []
    for move in _tables[type(obj)].values():
        if _state(obj) in move.sources and by.may(move.permission, obj):
            step = Step(obj, move, by, "", clock.now())
            found.append(Option(move, tuple(_guard_reasons(step))))
    return found


def take(  # noqa: PLR0913 - a move has that many parts
    obj: M, name: str, *, by: Actor, note: str = "", details: Mapping[str, Any] | None = None, batch: str = ""
) -> M:
    """Take the move and return the fresh record; raises Refused with all reasons (Forbidden without the right).

    One transaction: lock and re-read, check, compare-and-swap the state, run the effects, write one audit entry.
    `batch` is the number that the entries of one gesture over many records share.
    """
    model = type(obj)
    move = _tables[model][name]
    with transaction.atomic():
        fresh = model._default_manager.select_for_update(no_key=True).get(pk=obj.pk)
        step = Step(fresh, move, by, note.strip(), clock.now(), details or {})
        _check(step)
        before = _state(fresh)
        # SQLite ignores the lock above; this condition is what makes the second of two clicks lose.
        if not model._default_manager.filter(pk=fresh.pk, state=before).update(state=move.target):
            raise Refused(f"此件刚被他人办理，未再重复“{move.label}”。请刷新页面看最新状态。")
        fresh.state = move.target  # type: ignore[attr-defined]  # as in _state
        told = dict(details or {})
        for effect in move.effects:
            told |= effect(replace(step, obj=fresh)) or {}
        record(
            f"{model._meta.app_label}.{name}",
            by=by,
            label=move.label,
            subject=fresh.ref,
            before=before,
            after=move.target,
            note=step.note,
            details=told,
            batch=batch,
        )
    return fresh


def create(objs: Sequence[M]) -> list[M]:
    """Create many records at once in states in which they may begin; the caller's action writes the audit."""
    if not objs:
        return []
    model = type(objs[0])
    wrong = {_state(obj) for obj in objs} - _born[model]
    if wrong:
        raise ValueError(f"{model.__name__} cannot begin as {', '.join(sorted(wrong))}")
    return model._default_manager.bulk_create(objs, batch_size=500)


def _state(obj: Model) -> str:
    """The state of a record whose model has a table of moves; each such model has the field, of its own choices."""
    return str(obj.state)  # type: ignore[attr-defined]  # the field is the model's own, so no base class names it


def _check(step: Step) -> None:
    if step.obj.state not in step.move.sources:
        raise Refused(f"当前状态是“{step.obj.get_state_display()}”，不能{step.move.label}。请刷新页面看最新状态。")
    if not step.by.may(step.move.permission, step.obj):
        raise Forbidden(f"您的身份不能{step.move.label}。")
    reasons = list(_guard_reasons(step))
    if step.move.asks and not step.note:
        reasons.append(step.move.asks)
    if reasons:
        raise Refused(*reasons)


def _guard_reasons(step: Step) -> Iterator[str]:
    for guard in step.move.guards:
        yield from guard(step)
