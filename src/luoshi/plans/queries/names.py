"""How printed names of categories are compared."""


def plain(name: str) -> str:
    """A category's name without spaces, «各» and the difference between kinds of brackets."""
    return "".join(name.split()).removeprefix("各").replace("(", "（").replace(")", "）").replace(",", "、")
