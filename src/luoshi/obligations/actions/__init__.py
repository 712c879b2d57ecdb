"""Writes of obligations, one file per subject."""
