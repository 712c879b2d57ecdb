"""Pages of obligations, one file per subject."""
