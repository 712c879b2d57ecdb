"""One sentence about what was handed in, and all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from luoshi.obligations.models import Evidence

Level = Literal["ok", "look"]


@dataclass(frozen=True)
class Finding:
    """What was found, in plain words, by a stable code; "look" asks somebody to look, and nothing is stopped by it.

    `evidence` is the part it is about, `other` another one that it resembles and that the viewer may see, else None.
    What is `mild` only reminds of what has to be looked at anyway, as with every scan; else a look is a doubt.
    """

    code: str
    level: Level
    words: str
    evidence: Evidence | None = None
    other: Evidence | None = None
    mild: bool = False

    @property
    def asks(self) -> bool:
        """Whether somebody is to look."""
        return self.level == "look"


class Findings(list[Finding]):
    """A list of findings: doubts, then what else is to be looked at, then what is in order; else as they came."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        """Put in order."""
        super().__init__(sorted(findings, key=lambda finding: (not finding.asks, finding.mild)))

    @property
    def looks(self) -> list[Finding]:
        """What somebody is to look at."""
        return [finding for finding in self if finding.asks]

    @property
    def doubts(self) -> list[Finding]:
        """What somebody is to look at because something may be wrong."""
        return [finding for finding in self.looks if not finding.mild]

    @property
    def passed(self) -> list[Finding]:
        """What is in order."""
        return [finding for finding in self if not finding.asks]

    @property
    def summary(self) -> str:
        """3 项通过，1 项请看."""
        counts = ((len(self.passed), "项通过"), (len(self.looks), "项请看"))
        return "，".join(f"{count} {words}" for count, words in counts if count)
