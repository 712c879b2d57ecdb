"""Obligations, and what was handed in and said about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit, User
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.records import Record
from luoshi.obligations.standing import Standing, standing
from luoshi.plans.models import Deliverable, NamedUnit, Plan


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Chainable filters of obligations."""

    def for_list(self) -> ObligationQuerySet:
        """With what every list shows, so that no row asks again; without the plan's document, which is long."""
        return self.select_related("unit", "deliverable__table", "plan").defer("plan__reading")


class Obligation(Record):
    """One deliverable owed by one unit. On time, late and overdue are computed, never stored.

    `due` is the last day allowed: `stated_due`, or the next working day where the plan moves its dates off rest days.
    """

    class State(models.TextChoices):
        """Written only by the workflow."""

        PENDING = "pending", "未报送"
        SUBMITTED = "submitted", "待审"
        RETURNED = "returned", "退回"
        ACCEPTED = "accepted", "审核通过"
        NOT_APPLICABLE = "not_applicable", "不适用"
        WAIVED = "waived", "已免除"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="obligations", verbose_name="实施方案")
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="obligations", verbose_name="任务材料")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name="责任单位")
    stated_due = models.DateField("方案写的到期日")
    due = models.DateField("到期日")
    part = models.CharField("分工", max_length=10, choices=NamedUnit.Part, blank=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.PENDING)
    applicability = models.CharField("是否适用的依据", max_length=300, blank=True)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True)

    objects = ObligationQuerySet.as_manager()

    # What does not count among the duties that apply (适用 M): neither owed nor late.
    OUTSIDE: ClassVar[tuple[str, ...]] = (State.NOT_APPLICABLE, State.WAIVED)

    class Meta:
        """By due date; one for each row and unit."""

        ordering = ("due", "deliverable__order", "pk")
        verbose_name = "任务"
        constraints = (models.UniqueConstraint(fields=("deliverable", "unit"), name="one_obligation_per_row_and_unit"),)
        indexes = (models.Index(fields=("unit", "due")), models.Index(fields=("plan", "state")))

    def __str__(self) -> str:
        """Unit and material."""
        return f"{self.unit.short_name}：{self.deliverable.material}"

    def get_absolute_url(self) -> str:
        """The page of the obligation."""
        return reverse("obligations:obligation_detail", args=[self.public_id])

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing(self.state, self.due, self.first_submitted_at, clock.today())

    @property
    def current(self) -> Submission | None:
        """What was handed in last and not withdrawn."""
        return self.submissions.filter(withdrawn_at=None, submitted_at__isnull=False).order_by("-version").first()


class Submission(Record):
    """One version of what a unit handed in. A version without a time is being put together and seen by nobody.

    `unit_name` is what the unit was called when it handed in, so that its receipt still reads so after a new name.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="submissions", verbose_name="任务")
    version = models.PositiveSmallIntegerField("第几次")
    statement = models.TextField("情况说明", blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField("报送人", max_length=60)
    unit_name = models.CharField("报送时的单位名称", max_length=100, blank=True)
    receipt_number = models.CharField("回执编号", max_length=20, unique=True, null=True)  # noqa: DJ001 - none until handed in
    digest = models.CharField("回执校验值", max_length=64, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        """Oldest first."""

        ordering = ("version",)
        verbose_name = "报送"
        constraints = (models.UniqueConstraint(fields=("obligation", "version"), name="one_submission_per_version"),)

    def __str__(self) -> str:
        """Number of the receipt, or the version."""
        return self.receipt_number or f"第 {self.version} 次"


class Evidence(Record):
    """One file, link or frozen fact of a submission; a file that came along with a fact bears the fact's key."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="evidence", verbose_name="报送")
    order = models.PositiveSmallIntegerField("顺序")
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, verbose_name="文件")
    name = models.CharField("名称", max_length=255)
    url = models.URLField("网址", max_length=500, blank=True)
    fact_key = models.CharField("平台事实", max_length=60, blank=True)
    fact = models.JSONField("冻结的平台事实", null=True)

    class Meta:
        """As handed in; a file, a link or a fact."""

        ordering = ("order",)
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


class Review(models.Model):
    """What the reviewer decided about one submission."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="review", verbose_name="报送")
    accepted = models.BooleanField("审核通过")
    note = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间")
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="审核人")
    reviewer_name = models.CharField("审核人姓名", max_length=60)

    class Meta:
        """Reviews."""

        verbose_name = "审核"

    def __str__(self) -> str:
        """Verdict and reviewer."""
        return f"{'审核通过' if self.accepted else '退回'}（{self.reviewer_name}）"
