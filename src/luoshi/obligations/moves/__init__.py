"""The moves of the room: its tables, by model, what stands against a move, and what it brings about."""

from luoshi.obligations.moves import duties, requests, samples

__all__ = ["duties", "requests", "samples"]
