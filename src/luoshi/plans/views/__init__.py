"""Pages of plans, one file per subject."""
