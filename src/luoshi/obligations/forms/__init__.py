"""Shapes of what people hand in."""
