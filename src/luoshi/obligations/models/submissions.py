"""What units hand in: versions, what they are made of, and the numbers of their receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from luoshi.files.models import Blob
from luoshi.kit.records import Record
from luoshi.obligations.models.duties import Obligation
from luoshi.obligations.standing import CITY_TIME

if TYPE_CHECKING:
    from luoshi.obligations.models.reviewing import Review


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Chainable filters of submissions."""

    def handed_in(self) -> SubmissionQuerySet:
        """Those that went out, withdrawn ones included."""
        return self.filter(submitted_at__isnull=False)

    def standing(self) -> SubmissionQuerySet:
        """Those that went out and were not withdrawn."""
        return self.filter(submitted_at__isnull=False, withdrawn_at=None)


class Submission(Record):
    """One version of what a unit handed in. A version without a time is a draft (暂存), seen by the unit alone.

    `unit_name` is what the unit was called when it handed in, so that its receipt still reads so after a new name;
    `owed_by` the day by which this version was owed. `asked_at` tells that the draft lies with the unit's head for
    signing off, `also` names the other duties that it is to serve; each of those then has a version of its own on
    the same files, and `together_with` leads to the one that was put together.
    """

    class Kind(models.TextChoices):
        """Material, or the report that there is nothing to report."""

        MATERIAL = "material", "材料"
        NOTHING = "nothing", "零报告"

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="submissions", verbose_name="任务")
    version = models.PositiveSmallIntegerField("第几次")
    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.MATERIAL)
    statement = models.TextField("情况说明", blank=True)
    also = models.ManyToManyField(Obligation, related_name="+", verbose_name="同时用于")
    together_with = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="companions", verbose_name="一并报送"
    )
    edited_at = models.DateTimeField("最后保存", null=True)
    edited_by = models.CharField("最后保存的人", max_length=60, blank=True)
    asked_at = models.DateTimeField("送审签时间", null=True)
    asked_by = models.CharField("送审签的人", max_length=60, blank=True)
    sent_back = models.TextField("审签意见", blank=True)
    signed_by = models.CharField("审签人", max_length=60, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField("报送人", max_length=60)
    unit_name = models.CharField("报送时的单位名称", max_length=100, blank=True)
    owed_by = models.DateField("应报日期", null=True)
    receipt_number = models.CharField("回执编号", max_length=20, unique=True, null=True)  # noqa: DJ001 - none until handed in
    digest = models.CharField("回执校验值", max_length=64, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        """Oldest first; one draft at most."""

        ordering = ("version",)
        verbose_name = "报送"
        constraints = (
            models.UniqueConstraint(fields=("obligation", "version"), name="one_submission_per_version"),
            models.UniqueConstraint(
                fields=("obligation",), condition=models.Q(submitted_at=None), name="one_draft_per_obligation"
            ),
        )

    def __str__(self) -> str:
        """Number of the receipt, or the version."""
        return self.receipt_number or f"第 {self.version} 次"

    def get_absolute_url(self) -> str:
        """The receipt; of a draft the page where it is put together."""
        if self.submitted_at is None:
            return reverse("obligations:obligation_submit", args=[self.obligation.public_id])
        return reverse("obligations:receipt_detail", args=[self.public_id])

    @property
    def review(self) -> Review | None:
        """The verdict that stands: the last one. Reads `reviews` once, also where they were fetched before."""
        return max(self.reviews.all(), key=lambda one: (one.at, one.pk), default=None)

    @property
    def days_late(self) -> int:
        """Whole days after the day by which this version was owed, 0 in time."""
        if self.submitted_at is None or self.owed_by is None:
            return 0
        return max(0, (self.submitted_at.astimezone(CITY_TIME).date() - self.owed_by).days)


class Evidence(Record):
    """One file, link or frozen fact of a submission; a file that came along with a fact bears the fact's key.

    `seen` is what a link showed when it was added: title, date, digest, or why it could not be opened.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="evidence", verbose_name="报送")
    order = models.PositiveSmallIntegerField("顺序")
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    name = models.CharField("名称", max_length=255)
    url = models.URLField("网址", max_length=500, blank=True)
    seen = models.JSONField("网页快照", null=True)
    fact_key = models.CharField("平台事实", max_length=60, blank=True)
    fact = models.JSONField("冻结的平台事实", null=True)

    class Meta:
        """As handed in; a file, a link or a fact."""

        ordering = ("order", "pk")
        verbose_name = "证明材料"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(blob__isnull=False, url="", fact__isnull=True)
                | (models.Q(blob=None, fact__isnull=True) & ~models.Q(url=""))
                | (models.Q(blob=None, url="", fact__isnull=False) & ~models.Q(fact_key="")),
                name="evidence_is_file_link_or_fact",
            ),
        )

    def __str__(self) -> str:
        """The name."""
        return self.name


class ReceiptDay(models.Model):
    """How many receipts were given on a day, so that the next number is known without counting."""

    day = models.DateField("日期", unique=True)
    last = models.PositiveIntegerField("最后的序号", default=0)

    class Meta:
        """Counters."""

        verbose_name = "回执序号"

    def __str__(self) -> str:
        """Day and number."""
        return f"{self.day}：{self.last}"
