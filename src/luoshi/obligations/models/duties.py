"""Obligations: one row of a plan, owed by one unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit
from luoshi.kit import clock
from luoshi.kit.records import Record
from luoshi.obligations.standing import Standing, standing
from luoshi.plans.models import Deliverable, NamedUnit, Plan

if TYPE_CHECKING:
    from luoshi.obligations.models.submissions import Submission


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Chainable filters of obligations."""

    def for_list(self) -> ObligationQuerySet:
        """With what every list shows, so that no row asks again; without the plan's document, which is long."""
        return self.select_related("unit", "deliverable__table", "plan").defer("plan__reading")

    def overdue(self, today: date) -> ObligationQuerySet:
        """Owed and not handed in in time, as `standing` counts it: what was void counts as not handed in."""
        void = models.Q(state="returned", first_submitted_at=None)
        return self.filter(models.Q(state="pending") | void, due__lt=today)


class Obligation(Record):
    """One deliverable owed by one unit. On time, late and overdue are computed, never stored.

    `due` is the last day allowed: `stated_due`, or the next working day where the plan moves its dates off rest days.
    `correction_due` is the last day for mending what was returned, None where that return left no term of its own.
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
    correction_due = models.DateField("补正到期日", null=True)

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
        return standing(self.state, self.due, self.first_submitted_at, clock.today(), self.correction_due)

    @property
    def current(self) -> Submission | None:
        """What was handed in last and not withdrawn."""
        return self.submissions.filter(withdrawn_at=None, submitted_at__isnull=False).order_by("-version").first()

    @property
    def draft(self) -> Submission | None:
        """What is being put together, None where nobody has begun."""
        return self.submissions.filter(submitted_at=None).first()

    @property
    def owed_by(self) -> date:
        """The last day for what the unit owes next: the correction's, where one is set, else the due date."""
        if self.state == self.State.RETURNED and self.correction_due:
            return self.correction_due
        return self.due
