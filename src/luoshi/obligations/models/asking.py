"""What units and their office ask each other: requests, questions, templates and samples."""

from __future__ import annotations

from datetime import UTC

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit, User
from luoshi.files.models import Blob
from luoshi.kit.records import Record
from luoshi.obligations.models.duties import Obligation
from luoshi.obligations.models.submissions import Submission
from luoshi.plans.models import Deliverable


class DutyRequest(Record):
    """A unit asks that a duty does not apply to it, or for a later day; the office decides with its reason."""

    class Kind(models.TextChoices):
        """What is asked for."""

        NOT_APPLICABLE = "not_applicable", "申请不适用"
        EXTENSION = "extension", "申请延期"

    class State(models.TextChoices):
        """Written only by the workflow."""

        OPEN = "open", "待决定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"
        TAKEN_BACK = "taken_back", "已撤回"

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="requests", verbose_name="任务")
    kind = models.CharField("种类", max_length=16, choices=Kind)
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField("理由")
    wanted_due = models.DateField("希望延到", null=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="附件")
    blob_name = models.CharField("附件名称", max_length=255, blank=True)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.CharField("提出人", max_length=60)
    granted_due = models.DateField("延到", null=True)
    answer = models.TextField("决定理由", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_by_name = models.CharField("决定人姓名", max_length=60, blank=True)

    class Meta:
        """Oldest first; one open request for a duty."""

        ordering = ("asked_at", "pk")
        verbose_name = "申请"
        constraints = (
            models.UniqueConstraint(
                fields=("obligation",), condition=models.Q(state="open"), name="one_open_request_per_obligation"
            ),
        )

    def __str__(self) -> str:
        """Unit and what is asked for."""
        return f"{self.obligation.unit.short_name}{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Where it is looked at and decided."""
        return reverse("obligations:request_detail", args=[self.public_id])


class Question(Record):
    """A unit's question on a duty and the office's answer; with `shown_to_all` all units that owe the row read it."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="questions", verbose_name="任务材料")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="questions", verbose_name="任务")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提问单位")
    text = models.TextField("问题")
    asked_at = models.DateTimeField("提问时间")
    asked_by = models.CharField("提问人", max_length=60)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    shown_to_all = models.BooleanField("各单位可见", default=False)

    class Meta:
        """Oldest first."""

        ordering = ("asked_at", "pk")
        verbose_name = "提问"

    def __str__(self) -> str:
        """The beginning of the question."""
        return self.text[:30]

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("obligations:question_answer", args=[self.public_id])

    @property
    def mark(self) -> str:
        """Another one after each answer, so that a page that was overtaken is noticed; empty before the first."""
        return self.answered_at.astimezone(UTC).isoformat() if self.answered_at else ""


class FormTemplate(Record):
    """A blank form or model that the office offers for a row; one that was removed stays on record."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="templates", verbose_name="任务材料")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name="文件")
    name = models.CharField("名称", max_length=255)
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=60)
    removed_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        """Oldest first."""

        ordering = ("added_at", "pk")
        verbose_name = "模板"

    def __str__(self) -> str:
        """The name."""
        return self.name


class Sample(Record):
    """A good submission (优秀样例) that the office would show to the other units, with the unit's consent."""

    class State(models.TextChoices):
        """Written only by the workflow."""

        ASKED = "asked", "待单位同意"
        SHOWN = "shown", "已公开"
        DECLINED = "declined", "单位未同意"
        REMOVED = "removed", "已撤下"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="samples", verbose_name="报送")
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="samples", verbose_name="任务材料")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    why = models.CharField("好在哪里", max_length=300)
    asked_at = models.DateTimeField("征求时间")
    asked_by = models.CharField("征求人", max_length=60)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)

    class Meta:
        """Oldest first; one that is asked for or shown for each submission."""

        ordering = ("asked_at", "pk")
        verbose_name = "优秀样例"
        constraints = (
            models.UniqueConstraint(
                fields=("submission",),
                condition=models.Q(state__in=("asked", "shown")),
                name="one_living_sample_per_submission",
            ),
        )

    def __str__(self) -> str:
        """Unit and receipt."""
        return f"{self.submission.unit_name} {self.submission}"

    def get_absolute_url(self) -> str:
        """Where it is looked at, consented to and taken down."""
        return reverse("obligations:sample_detail", args=[self.public_id])
