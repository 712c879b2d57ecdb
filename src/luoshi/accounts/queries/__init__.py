"""Reads of units and people, one file per subject; who acts is asked from every floor, so it is at hand here."""

from luoshi.accounts.queries.identity import acting_as, actor_of, memberships_of

__all__ = ["acting_as", "actor_of", "memberships_of"]
