"""Writes of plans, one file per subject."""
