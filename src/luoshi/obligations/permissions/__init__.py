"""Who may do and see what in the room, by noun; predicate and list side by side."""

from luoshi.obligations.permissions import asking, duties, reviewing, submissions

__all__ = ["asking", "duties", "reviewing", "submissions"]
