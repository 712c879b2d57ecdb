"""What every room stands on and what has no tables: actor, access, clock, errors, refs, base templates, theme."""
