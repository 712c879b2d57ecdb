"""Plans, their task tables and their deliverables."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.files.models import Blob
from luoshi.kit.records import Record


class Plan(Record):
    """A plan of one unit for one year, as read from its document; `reading` is what the reader returned, verbatim."""

    class State(models.TextChoices):
        """A draft is issued once, or discarded; both are final."""

        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已下达"
        DISCARDED = "discarded", "已废弃"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="制发单位")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=300)
    doc_number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("文件上的制发机关", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    source = models.ForeignKey(Blob, models.PROTECT, verbose_name="原件")
    source_name = models.CharField("原件名称", max_length=255)
    reading = models.JSONField("读出的内容")
    created_at = models.DateTimeField("上传时间")
    issued_at = models.DateTimeField("下达时间", null=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-pk")
        verbose_name = "实施方案"
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "source"), condition=models.Q(state="issued"), name="one_issued_plan_per_document"
            ),
        )

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("plans:plan_detail", args=[self.public_id])

    @property
    def flags(self) -> list[dict[str, Any]]:
        """What was inherited, assumed or doubtful about the document as a whole."""
        return list(self.reading.get("flags", []))

    @property
    def office_duties(self) -> list[dict[str, Any]]:
        """Dated duties found in the prose."""
        return list(self.reading.get("duties", []))


class TaskTable(models.Model):
    """One table of duties for one category of units."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tables", verbose_name="实施方案")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("名称", max_length=200)
    category_name = models.CharField("文件上的类别", max_length=100, blank=True)
    category = models.ForeignKey(UnitCategory, models.PROTECT, null=True, verbose_name="单位类别")

    class Meta:
        """As in the document."""

        ordering = ("order",)
        verbose_name = "任务分解表"

    def __str__(self) -> str:
        """The name."""
        return self.name


class Deliverable(models.Model):
    """One row of a task table: the material that proves a duty, and by when. Words are kept as printed."""

    table = models.ForeignKey(TaskTable, models.CASCADE, related_name="deliverables", verbose_name="任务分解表")
    order = models.PositiveSmallIntegerField("顺序")
    ordinal = models.CharField("序号", max_length=20, blank=True)
    item = models.CharField("事项", max_length=200)
    material = models.TextField("材料")
    deadline_text = models.CharField("期限原文", max_length=200, blank=True)
    deadline_rule = models.CharField("期限规则", max_length=200, blank=True)
    due = models.DateField("到期日", null=True)
    condition = models.CharField("条件", max_length=200, blank=True)
    inherited = models.JSONField("承上", default=list)
    flags = models.JSONField("提示", default=list)
    source = models.JSONField("出处", default=dict)

    class Meta:
        """As in the table."""

        ordering = ("table__order", "order")
        verbose_name = "任务材料"

    def __str__(self) -> str:
        """The material."""
        return self.material
