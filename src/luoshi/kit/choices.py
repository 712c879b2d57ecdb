"""What a field lets a person choose, where only the form knows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, records: QuerySet[Any]) -> None:
    """Let these records be chosen in the form's field of that name."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is no choice of records")
    field.queryset = records


def offer_words(form: forms.BaseForm, name: str, words: Iterable[tuple[str, str]]) -> None:
    """The same for a field of values, each with its words."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice of words")
    field.choices = list(words)
