"""Judging: verdicts, coded reasons, who reviews what, revoking and the second look at a sample."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit, UnitCategory, User
from luoshi.kit.records import Record
from luoshi.obligations.models.submissions import Submission


class ReturnReason(Record):
    """A coded reason for returning, in versions: what is changed becomes the next version, what was used stays.

    With `counts_as_submitted` the first time stays and the unit has a term for mending; without, it has handed in
    nothing (视为未报送).
    """

    code = models.CharField("代码", max_length=20)
    version = models.PositiveSmallIntegerField("版本", default=1)
    label = models.CharField("理由", max_length=30)
    advice = models.CharField("怎么补", max_length=200, blank=True)
    counts_as_submitted = models.BooleanField("保留首次报送时间", default=True)
    source = models.CharField("依据", max_length=200)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    valid = models.BooleanField("在用", default=True)

    class Meta:
        """As offered; one version of a code is in use."""

        ordering = ("order", "pk")
        verbose_name = "退回理由"
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="one_reason_per_version"),
            models.UniqueConstraint(fields=("code",), condition=models.Q(valid=True), name="one_valid_reason_per_code"),
        )

    def __str__(self) -> str:
        """The reason in words."""
        return self.label

    def frozen(self) -> dict[str, str | int | bool]:
        """As it is kept with a verdict."""
        return {
            "code": self.code,
            "version": self.version,
            "label": self.label,
            "advice": self.advice,
            "counts_as_submitted": self.counts_as_submitted,
        }


class Review(models.Model):
    """A verdict about one submission; the last one stands. `reasons` are the coded ones as they were worded then."""

    class Verdict(models.TextChoices):
        """What was decided."""

        ACCEPTED = "accepted", "审核通过"
        RETURNED = "returned", "退回"
        REVOKED = "revoked", "撤销通过"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews", verbose_name="报送")
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    reasons = models.JSONField("退回理由", default=list)
    note = models.TextField("意见", blank=True)
    correction_due = models.DateField("补正到期日", null=True)
    at = models.DateTimeField("时间")
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    reviewer_name = models.CharField("审核人姓名", max_length=60)

    class Meta:
        """Oldest first."""

        ordering = ("at", "pk")
        verbose_name = "审核"

    def __str__(self) -> str:
        """Verdict and reviewer."""
        return f"{self.get_verdict_display()}（{self.reviewer_name}）"

    @property
    def accepted(self) -> bool:
        """Whether it was accepted."""
        return self.verdict == self.Verdict.ACCEPTED

    @property
    def is_void(self) -> bool:
        """Whether by its reasons nothing had been handed in (视为未报送)."""
        return any(not reason.get("counts_as_submitted", True) for reason in self.reasons)

    @property
    def labels(self) -> list[str]:
        """The coded reasons in words."""
        return [str(reason.get("label", "")) for reason in self.reasons]


class ReviewShare(Record):
    """Who reviews the units of one category for an office: the first, and who stands in for him (A 角, B 角)."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="审核办公室")
    category = models.ForeignKey(UnitCategory, models.PROTECT, related_name="+", verbose_name="单位类别")
    first = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="A 角")
    substitute = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="B 角")
    set_at = models.DateTimeField("设定时间")
    set_by = models.CharField("设定人", max_length=60)

    class Meta:
        """As the categories stand; one share for each."""

        ordering = ("category__order", "pk")
        verbose_name = "审核分工"
        constraints = (models.UniqueConstraint(fields=("office", "category"), name="one_share_per_category"),)

    def __str__(self) -> str:
        """Category and people."""
        return f"{self.category}：{self.first}"


class Revocation(Record):
    """The proposal to take back an acceptance, and what a second person decided; `agreed` is None until then."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="revocations", verbose_name="报送")
    reasons = models.JSONField("退回理由", default=list)
    note = models.TextField("理由")
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    proposed_by_name = models.CharField("提出人姓名", max_length=60)
    agreed = models.BooleanField("同意撤销", null=True)
    answer = models.TextField("决定意见", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_by_name = models.CharField("决定人姓名", max_length=60, blank=True)

    class Meta:
        """Oldest first; one open proposal at a time."""

        ordering = ("proposed_at", "pk")
        verbose_name = "撤销通过"
        constraints = (
            models.UniqueConstraint(
                fields=("submission",), condition=models.Q(agreed=None), name="one_open_revocation_per_submission"
            ),
        )

    def __str__(self) -> str:
        """Which receipt, and how it stands."""
        words = {None: "待决定", True: "已撤销", False: "不撤销"}
        return f"{self.submission}：{words[self.agreed]}"

    def get_absolute_url(self) -> str:
        """Where it is looked at and decided: on the duty."""
        return reverse("obligations:revocation", args=[self.submission.obligation.public_id])


class RecheckRound(Record):
    """One draw of verdicts for a second look: from which candidates, by which seed; of one category where it says so.

    The candidates' receipts are ranked by the SHA-256 of seed and number, so that anyone can draw again; `digest` is
    the SHA-256 over the candidates' receipt numbers, one a line, in order.
    """

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="审核办公室")
    since = models.DateField("审核时间从")
    until = models.DateField("审核时间到")
    category = models.ForeignKey(UnitCategory, models.PROTECT, null=True, related_name="+", verbose_name="单位类别")
    seed = models.CharField("种子", max_length=64)
    candidates = models.JSONField("备选回执")
    digest = models.CharField("备选名单校验值", max_length=64)
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.CharField("抽取人", max_length=60)

    class Meta:
        """Newest first."""

        ordering = ("-drawn_at", "-pk")
        verbose_name = "复核批次"

    def __str__(self) -> str:
        """The period."""
        return f"{self.since}至{self.until}"

    def get_absolute_url(self) -> str:
        """The page of the round."""
        return reverse("obligations:recheck_round", args=[self.public_id])


class Recheck(Record):
    """The second look of another reviewer at one verdict; `agrees` is None until he has looked."""

    round = models.ForeignKey(RecheckRound, models.PROTECT, related_name="rechecks", verbose_name="复核批次")
    order = models.PositiveSmallIntegerField("顺序")
    review = models.ForeignKey(Review, models.PROTECT, related_name="rechecks", verbose_name="审核")
    agrees = models.BooleanField("与原结论一致", null=True)
    note = models.TextField("复核意见", blank=True)
    at = models.DateTimeField("复核时间", null=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    reviewer_name = models.CharField("复核人姓名", max_length=60, blank=True)

    class Meta:
        """As drawn."""

        ordering = ("order",)
        verbose_name = "复核"
        constraints = (models.UniqueConstraint(fields=("round", "review"), name="one_recheck_per_round"),)

    def __str__(self) -> str:
        """The verdict looked at."""
        return str(self.review)

    def get_absolute_url(self) -> str:
        """Where the second look is taken."""
        return reverse("obligations:recheck_detail", args=[self.public_id])
