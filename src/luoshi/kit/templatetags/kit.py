"""Tags and filters that every template has: dates as people write them, signs, fields, paging."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

register = template.Library()

WEEKDAYS = "一二三四五六日"


@register.filter
def day(value: date | None) -> str:
    """2017年9月10日."""
    value = _local(value)
    return f"{value.year}年{value.month}月{value.day}日" if value else "—"


@register.filter
def weekday(value: date | None) -> str:
    """周日."""
    value = _local(value)
    return f"周{WEEKDAYS[value.weekday()]}" if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """9月10日."""
    value = _local(value)
    return f"{value.month}月{value.day}日" if value else "—"


@register.filter
def moment(value: datetime | None) -> str:
    """2017年9月5日 09:30."""
    value = _local(value)
    return f"{day(value)} {value:%H:%M}" if value else "—"


@register.filter
def size(value: int) -> str:
    """A size in bytes as 820 KB or 1.2 MB."""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{value / 1024 / 1024:.1f} MB"


@register.filter
def degrees(value: float, sides: str) -> str:
    """34.75 N for a latitude with the sides «NS»; two decimals are a kilometre, enough to see where it was."""
    return f"{abs(value):.2f} {sides[value < 0]}"


@register.filter
def iso_day(value: str | None) -> str:
    """2017年9月10日 周日 for «2017-09-10»."""
    if not value:
        return "没有读出"
    found = date.fromisoformat(value)
    return f"{day(found)} {weekday(found)}"


@register.filter
def source_words(source: Mapping[str, int]) -> str:
    """第 3 页第 71 段第 4 行, as far as the reader knows where it stands."""
    parts = (("page", "页"), ("block", "段"), ("row", "行"))
    return "".join(f"第 {source[key]} {unit}" for key, unit in parts if source.get(key))


@register.filter
def words(value: str) -> list[str]:
    """The words of a text."""
    return value.split()


@register.filter
def has(value: Container[str], key: str) -> bool:
    """Whether the key is among the values."""
    return key in value


@register.filter
def at(value: Mapping[Any, Any], key: object) -> Any:
    """The value under the key, or nothing."""
    return value.get(key, "")


@register.filter
def pages(value: int) -> range:
    """The numbers of the first pages, from 1; twenty are enough to judge by, the rest is in the file."""
    return range(1, min(value, 20) + 1)


@register.filter
def edge(column: Any) -> str:
    """The line on the left of a column of the matrix: today's, a new date's, or none."""
    return "today" if column.is_today else "first" if column.is_first else ""


@register.filter
def label_of(value: Model) -> str:
    """The model's label, for the address of a move."""
    return value._meta.label_lower


@register.simple_tag
def sign(name: str) -> SafeString:
    """A small picture; always beside a word, so hidden from screen readers."""
    return render_to_string(f"kit/signs/{name}.svg")


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label above, hint, control, error, tied together for screen readers."""
    bound.field.widget.attrs.pop("placeholder", None)  # a label stands above; a placeholder is none
    described = [part for part, there in (("hint", bound.help_text), ("error", bound.errors)) if there]
    if described:
        bound.field.widget.attrs["aria-describedby"] = " ".join(f"{bound.id_for_label}-{part}" for part in described)
    if bound.errors:
        bound.field.widget.attrs["aria-invalid"] = "true"
    return {"field": bound}


@register.inclusion_tag("kit/paging.html")
def paging(page: Page[Any], query: QueryDict) -> dict[str, Any]:
    """Links to the pages of a list, keeping the filters of the address."""
    kept = query.copy()
    kept.pop("page", None)
    return {"page": page, "query": kept.urlencode()}


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
