"""Reads for the pages on which a submission is put together, signed off and shown as a receipt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from luoshi.files.examining import examinations
from luoshi.files.models import Blob, Examination, Upload
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.checking import findings_of
from luoshi.obligations.checks.finding import Findings
from luoshi.obligations.drafts import OWED, former_parts, former_statement, reasons_against
from luoshi.obligations.kinds import AskedKind, asked_kinds
from luoshi.obligations.models import Evidence, Obligation, Review, Submission
from luoshi.obligations.proof import FrozenFact, Proof, frozen_facts, proofs_of
from luoshi.obligations.queries.duties import last_returns


@dataclass(frozen=True)
class DraftPage:
    """A submission being put together: its parts, what the platform knows besides, and what is to be said of it.

    `parts` are those of the draft; where there is none yet, those of the version before, with which it would begin.
    """

    obligation: Obligation
    draft: Submission | None
    parts: list[Evidence]
    statement: str
    proof: Proof | None
    kinds: list[AskedKind]
    returned: Review | None
    reasons: list[str]
    chosen: list[str]
    others: int = 0
    findings: Findings = field(default_factory=Findings)
    examined: dict[int, Examination] = field(default_factory=dict)
    unfinished: list[Upload] = field(default_factory=list)
    frozen: dict[int, FrozenFact] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to report (零报告)."""
        return self.draft is not None and self.draft.kind == Submission.Kind.NOTHING

    @property
    def advice(self) -> list[str]:
        """How to mend what came back by its coded reasons, where the reviewer's own words do not say it already."""
        if self.returned is None:
            return []
        told = [str(reason.get("advice", "")) for reason in self.returned.reasons]
        return [words for words in told if words and words not in self.returned.note]

    @property
    def suffices(self) -> bool:
        """Whether what the platform knows is proof enough, so that files may stay away."""
        return self.proof is not None and self.proof.suffices and not self.is_nothing

    @property
    def seen(self) -> str:
        """What tells this page from one that was opened before somebody changed the draft."""
        return seen_of(self.draft)

    @property
    def content(self) -> str:
        """平台情况 2 项，文件 1 个, and for how many duties."""
        frozen = sum(1 for part in self.parts if part.fact is not None)
        words = "零报告" if self.is_nothing else content_words(len(self.chosen) + frozen, self.parts)
        return f"{words}，同时用于另外 {self.others} 项任务" if self.others else words


def draft_page(obligation: Obligation, *, by: Actor, leave: Collection[str] = ()) -> DraftPage:
    """The page of a duty's draft; facts that hold are handed in along but for those with the keys in `leave`."""
    draft = obligation.draft
    if draft is None:
        parts, statement = former_parts(obligation), former_statement(obligation)
    else:
        parts, statement = list(draft.evidence.select_related("blob")), draft.statement
    is_locked = draft is not None and draft.asked_at is not None  # then the facts are in it already
    proof = None if is_locked else proofs_of([obligation]).get(obligation.pk)
    chosen = [known.key for known in proof.held if known.key not in leave] if proof else []
    coming = [] if draft else parts
    if proof and not (draft and draft.kind == Submission.Kind.NOTHING):
        coming = [*coming, *_fact_parts(proof, chosen)]
    return DraftPage(
        obligation=obligation,
        draft=draft,
        parts=parts,
        statement=statement,
        proof=proof,
        kinds=asked_kinds(obligation.deliverable),
        returned=last_returns([obligation]).get(obligation.pk) if obligation.state == "returned" else None,
        reasons=reasons_against(obligation, coming=coming),
        chosen=chosen,
        others=draft.also.count() if draft else 0,
        findings=findings_of(draft, viewer=by) if draft else Findings(),
        examined=examinations([part.blob for part in parts if part.blob]),
        unfinished=list(visible_to(Upload, by).filter(purpose=obligation.ref, blob=None)),
        frozen=frozen_facts(parts, actor=by),
    )


def seen_of(draft: Submission | None) -> str:
    """Which draft it is and when it was last changed; "0" where there is none."""
    if draft is None:
        return "0"
    return f"{draft.public_id} {draft.edited_at.isoformat() if draft.edited_at else ''}"


def words_of(obligation: Obligation) -> tuple[str, bool, set[int]]:
    """What the draft says, or would begin with: its statement, whether it is a 零报告, what goes along (by number)."""
    draft = obligation.draft
    if draft is None:
        return former_statement(obligation), False, set()
    return draft.statement, draft.kind == Submission.Kind.NOTHING, set(draft.also.values_list("pk", flat=True))


def content_words(facts: int, parts: Collection[Evidence]) -> str:
    """How much there is of what, without what came along with a fact."""
    own = [part for part in parts if not part.fact_key]
    files = sum(1 for part in own if part.blob_id)
    counts = ((facts, f"平台情况 {facts} 项"), (files, f"文件 {files} 个"))
    links = len(own) - files
    words = [text for number, text in (*counts, (links, f"链接 {links} 个")) if number]
    return "，".join(words) or "还没有材料"


def may_go_along(obligation: Obligation) -> QuerySet[Obligation]:
    """The other duties of the unit that the draft can serve, as `reasons_against_going_along` says it for one.

    Those that were chosen already are among them, also where they can no longer go along: so they can be taken off.
    """
    draft = obligation.draft
    filled = Evidence.objects.filter(submission=OuterRef("pk"))
    begun = Submission.objects.filter(obligation=OuterRef("pk"), submitted_at=None)
    begun = begun.filter(~Q(statement="") | Q(asked_at__isnull=False) | Exists(filled))
    free = Q(state__in=OWED) & ~Q(Exists(begun))
    if not obligation.plan.needs_sign_off:
        free &= Q(plan__needs_sign_off=False)
    if draft is not None:
        free |= Q(pk__in=draft.also.values("pk"))
    return Obligation.objects.for_list().filter(free, unit=obligation.unit_id).exclude(pk=obligation.pk)


def reusable(obligation: Obligation, *, by: Actor, words: str = "") -> QuerySet[Evidence]:
    """Files and links that the unit handed in before and the draft does not hold, each once, the latest first."""
    mine = visible_to(Evidence, by).filter(
        submission__obligation__unit=obligation.unit_id, submission__submitted_at__isnull=False, fact__isnull=True
    )
    draft = obligation.draft
    if draft is not None:
        there = draft.evidence.filter(fact__isnull=True)
        mine = mine.exclude(blob__in=there.filter(blob__isnull=False).values("blob"))
        mine = mine.exclude(url__in=there.exclude(url="").values("url"))
    if words:
        material = Q(submission__obligation__deliverable__material__icontains=words)
        mine = mine.filter(Q(name__icontains=words) | Q(url__icontains=words) | material)
    latest = mine.order_by().values("blob", "url").annotate(last=Max("pk")).values("last")
    found = Evidence.objects.filter(pk__in=latest).select_related("blob", "submission__obligation__deliverable")
    return found.order_by("-submission__submitted_at", "-submission_id", "order", "pk")


def waiting_for_signature(actor: Actor) -> QuerySet[Submission]:
    """What lies with this actor for signing off, the oldest first."""
    asked = _drafts(actor).filter(actor.reached("obligations.sign_off", "obligation__unit__path"))
    return asked.filter(asked_at__isnull=False).order_by("asked_at", "pk")


def sent_back(actor: Actor) -> QuerySet[Submission]:
    """What the head of the own unit did not sign and gave back with words, the latest first."""
    mine = _drafts(actor).filter(actor.reached("obligations.submit", "obligation__unit__path"))
    return mine.filter(asked_at=None).exclude(sent_back="").order_by("-edited_at", "-pk")


def _drafts(actor: Actor) -> QuerySet[Submission]:
    drafts = visible_to(Submission, actor).filter(submitted_at=None, obligation__state__in=OWED)
    drafts = drafts.select_related("obligation__unit", "obligation__deliverable__table", "obligation__plan__unit")
    return drafts.defer("obligation__plan__reading")


def handed_in_together(submission: Submission, *, by: Actor) -> list[Submission]:
    """The other receipts of the same gesture, as far as this actor sees them."""
    first = submission.together_with_id or submission.pk
    whole = visible_to(Submission, by).filter(submitted_at__isnull=False).filter(Q(pk=first) | Q(together_with=first))
    return list(whole.exclude(pk=submission.pk).order_by("receipt_number"))


def _fact_parts(proof: Proof, keys: Collection[str]) -> list[Evidence]:
    """What handing in these facts would put in, unsaved."""
    known = [one for one in proof.held if one.key in keys and one.fact]
    blobs = Blob.objects.in_bulk([file.blob_id for one in known if one.fact for file in one.fact.files])
    parts = []
    for one in known:
        parts.append(Evidence(fact_key=one.key, fact={}, name=one.label))
        files = one.fact.files if one.fact else ()
        parts += [Evidence(fact_key=one.key, blob=blobs[file.blob_id], name=file.name) for file in files]
    return parts
