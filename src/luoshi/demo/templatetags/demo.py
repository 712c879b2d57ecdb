"""The cast, for the log-in page."""

from typing import Any

from django import template

from luoshi.demo import city

register = template.Library()


@register.simple_tag
def cast() -> list[dict[str, Any]]:
    """Key, words and person of each."""
    return [{"key": key, "words": words, "membership": membership} for key, words, membership in city.cast()]
