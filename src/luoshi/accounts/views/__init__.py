"""Pages of units and people, one file per subject."""
