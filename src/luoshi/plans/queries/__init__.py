"""Reads of plans, one file per subject."""
