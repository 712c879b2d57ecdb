"""Tables of the room, by noun."""

from luoshi.obligations.models.asking import DutyRequest, FormTemplate, Question, Sample
from luoshi.obligations.models.duties import Obligation, ObligationQuerySet
from luoshi.obligations.models.reviewing import (
    Recheck,
    RecheckRound,
    ReturnReason,
    Review,
    ReviewShare,
    Revocation,
)
from luoshi.obligations.models.submissions import Evidence, ReceiptDay, Submission, SubmissionQuerySet

__all__ = [
    "DutyRequest",
    "Evidence",
    "FormTemplate",
    "Obligation",
    "ObligationQuerySet",
    "Question",
    "ReceiptDay",
    "Recheck",
    "RecheckRound",
    "ReturnReason",
    "Review",
    "ReviewShare",
    "Revocation",
    "Sample",
    "Submission",
    "SubmissionQuerySet",
]
