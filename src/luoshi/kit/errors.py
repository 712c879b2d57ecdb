"""The few ways in which a piece of work can be turned down. All texts are Chinese and say what to do."""


class Refused(Exception):
    """The work was not done. `reasons` holds every reason there is, each a full sentence for the person."""

    def __init__(self, *reasons: str) -> None:
        """Keep the reasons; there is always at least one."""
        super().__init__("；".join(reasons))
        self.reasons = reasons


class Forbidden(Refused):
    """The person may not do this at all; a page answers 403."""
