"""One policy for «may» and «which»: rooms register predicates for one record and querysets for lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

if TYPE_CHECKING:
    from luoshi.kit.actor import Actor

M = TypeVar("M", bound=Model)
Predicate = Callable[["Actor", Any], bool]
Which = Callable[["Actor"], "QuerySet[Any]"]

_predicates: dict[str, Predicate] = {}
_visible: dict[type[Model], tuple[str, Which]] = {}


class NotVisible(Http404):
    """The record does not exist for this actor; the page is a plain 404, the audit notes the attempt."""


def permission(name: str) -> Callable[[Predicate], Predicate]:
    """Register the predicate that answers `actor.may(name, record)`."""

    def register(predicate: Predicate) -> Predicate:
        if name in _predicates:
            raise ValueError(f"permission {name} is registered twice")
        _predicates[name] = predicate
        return predicate

    return register


def visibility(model: type[Model], *, permission: str) -> Callable[[Which], Which]:
    """Register which records of `model` an actor sees; `permission` is the predicate that must agree."""

    def register(which: Which) -> Which:
        _visible[model] = (permission, which)
        return which

    return register


def allows(actor: Actor, name: str, obj: Model | None) -> bool:
    """Whether the actor holds permission `name`; without a record, whether his 身份 carries it at all."""
    if obj is None:
        return actor.holds(name)
    return _predicates[name](actor, obj)


def visible_to(model: type[M], actor: Actor) -> QuerySet[M]:
    """All records of the model that the actor may see."""
    return _visible[model][1](actor)


def get_visible(model: type[M], actor: Actor, public_id: str) -> M:
    """Load one record; for whom it is invisible it does not exist (NotVisible, a 404)."""
    found = visible_to(model, actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible(f"{model._meta.label_lower}:{public_id}")
    return found


def policies() -> dict[type[Model], str]:
    """Each model with a visibility, and the permission that must agree with it."""
    return {model: name for model, (name, _) in _visible.items()}


def permissions() -> frozenset[str]:
    """The names of all registered permissions."""
    return frozenset(_predicates)
