"""Plans, their task tables and deliverables; steps of confirming a draft; 签收 and amendments of what was issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.files.models import Blob
from luoshi.kit.records import Record

# No rule that we know of says how long a correction may take: five is our own default, each plan may say otherwise.
CORRECTION_DAYS = 5
FEWEST_DAYS, MOST_DAYS = 1, 60


def default_evidence() -> dict[str, bool]:
    """Our own default for a row: the formal PDF is required, pictures and reports may be added."""
    return {"pdf": True, "picture": False, "report": False}


class Plan(Record):
    """A plan of one unit for one year, as read from its document; `reading` is what the reader returned, verbatim."""

    class State(models.TextChoices):
        """A draft is issued once, or discarded; both are final."""

        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已下达"
        DISCARDED = "discarded", "已废弃"

    class Kind(models.TextChoices):
        """A plan for the year, or a task given out in between."""

        ANNUAL = "annual", "年度方案"
        TASK = "task", "临时任务"

    kind = models.CharField("种类", max_length=8, choices=Kind, default=Kind.ANNUAL)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="制发单位")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=300)
    doc_number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("文件上的制发机关", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="上级方案"
    )
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="renewals", verbose_name="上年方案"
    )
    moves_rest_days = models.BooleanField("到期日遇休息日顺延", default=False)
    needs_sign_off = models.BooleanField("报送须经单位审签", default=False)
    correction_days = models.PositiveSmallIntegerField("补正期限（工作日）", default=CORRECTION_DAYS)
    source = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="原件")
    source_name = models.CharField("原件名称", max_length=255, blank=True)
    reading = models.JSONField("读出的内容", default=dict)
    settled = models.JSONField("已处理的全文提示", default=list)
    signed = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+", verbose_name="签发件")
    signed_name = models.CharField("签发件名称", max_length=255, blank=True)
    created_at = models.DateTimeField("建立时间")
    edited_at = models.DateTimeField("最后保存", null=True)
    issued_at = models.DateTimeField("下达时间", null=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-pk")
        verbose_name = "实施方案"
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "source"), condition=models.Q(state="issued"), name="one_issued_plan_per_document"
            ),
            models.CheckConstraint(
                condition=models.Q(correction_days__range=(FEWEST_DAYS, MOST_DAYS)), name="correction_days_are_sane"
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

    @property
    def paper(self) -> list[dict[str, Any]]:
        """The document as blocks, to be shown beside the draft; empty where there was none."""
        return list(self.reading.get("paper", []))


class TaskTable(Record):
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


class Deliverable(Record):
    """One row of a task table: the material that proves a duty, and by when. What was printed is kept as printed.

    `evidence` maps a kind of proof to whether it is required (a kind that is missing is not asked for); `fact_keys`
    name what the platform itself can state; with `any_of` one of the proofs is enough. `revision` counts the edits
    of the row, so that a page that was overtaken is noticed.
    """

    class Evidence(models.TextChoices):
        """Kinds of proof as plans name them."""

        PDF = "pdf", "PDF 正式文件"
        PICTURE = "picture", "图片"
        REPORT = "report", "信息报道"

    table = models.ForeignKey(TaskTable, models.CASCADE, related_name="deliverables", verbose_name="任务分解表")
    order = models.PositiveSmallIntegerField("顺序")
    ordinal = models.CharField("序号", max_length=20, blank=True)
    item = models.CharField("事项", max_length=200)
    material = models.TextField("材料")
    note = models.TextField("备注", blank=True)
    deadline_text = models.CharField("期限原文", max_length=200, blank=True)
    deadline_rule = models.CharField("期限规则", max_length=200, blank=True)
    due = models.DateField("到期日", null=True)
    condition = models.CharField("条件", max_length=200, blank=True)
    categories = models.ManyToManyField(UnitCategory, blank=True, verbose_name="本行的单位类别")
    printed_units = models.JSONField("原文的责任单位", default=list)
    evidence = models.JSONField("证明材料的种类", default=default_evidence)
    fact_keys = models.JSONField("可证明的平台事实", default=list)
    any_of = models.BooleanField("任一即可", default=False)
    inherited = models.JSONField("承上", default=list)
    flags = models.JSONField("提示", default=list)
    source = models.JSONField("出处", default=dict)
    checked = models.BooleanField("已核对", default=False)
    dropped = models.BooleanField("不作为任务", default=False)
    revision = models.PositiveIntegerField("第几次修改", default=0)

    moved_to: date | None = None  # set by `queries.tables.tables_of` for pages, never stored

    class Meta:
        """As in the table."""

        ordering = ("table__order", "order", "pk")
        verbose_name = "任务材料"

    def __str__(self) -> str:
        """The material."""
        return self.material


class NamedUnit(models.Model):
    """A unit that a row names itself, and its part in the work."""

    class Part(models.TextChoices):
        """As documents say it."""

        LEAD = "lead", "牵头"
        SUPPORT = "support", "配合"
        GUIDE = "guide", "指导"
        IMPLEMENT = "implement", "落实"

    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="named", verbose_name="任务材料")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    part = models.CharField("分工", max_length=10, choices=Part, default=Part.LEAD)

    class Meta:
        """As named."""

        ordering = ("pk",)
        verbose_name = "点名的责任单位"
        constraints = (models.UniqueConstraint(fields=("deliverable", "unit"), name="one_part_per_row_and_unit"),)

    def __str__(self) -> str:
        """Unit and part, as a person writes it."""
        return f"{self.unit.short_name}（{self.get_part_display()}）"


class Edit(models.Model):
    """One step of confirming a draft, with what the draft was before, so that it can be undone."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits", verbose_name="实施方案")
    at = models.DateTimeField("时间")
    by_name = models.CharField("修改人", max_length=60)
    label = models.CharField("做了什么", max_length=200)
    before = models.JSONField("修改前")

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        verbose_name = "修改步骤"

    def __str__(self) -> str:
        """What was done."""
        return self.label


class Amendment(Record):
    """A change of an issued plan: what, why, and what it did to whom. Never edited, never taken back in silence."""

    class Kind(models.TextChoices):
        """What a plan in force may be changed in."""

        MOVE_DATE = "move_date", "调整期限"
        WAIVE = "waive", "免除任务"
        ADD_ROW = "add_row", "增加任务"
        CHANGE_UNITS = "change_units", "调整责任单位"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="amendments", verbose_name="实施方案")
    kind = models.CharField("种类", max_length=16, choices=Kind)
    deliverable = models.ForeignKey(
        Deliverable, models.PROTECT, null=True, related_name="amendments", verbose_name="任务材料"
    )
    reason = models.TextField("理由")
    basis = models.CharField("依据文号", max_length=100, blank=True)
    effect = models.JSONField("影响")
    at = models.DateTimeField("时间")
    by_name = models.CharField("办理人", max_length=60)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")
        verbose_name = "方案调整"

    def __str__(self) -> str:
        """What was changed."""
        return f"{self.get_kind_display()}：{self.deliverable}"

    def get_absolute_url(self) -> str:
        """Where it is told."""
        return f"{reverse('plans:plan_detail', args=[self.plan.public_id])}#amendment-{self.public_id}"


class Acknowledgement(Record):
    """签收 of an issued plan, or of one amendment of it, by one unit concerned; open until somebody signs for it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="acknowledgements", verbose_name="实施方案")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, related_name="acknowledgements", verbose_name="方案调整"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acknowledgements", verbose_name="签收单位")
    asked_at = models.DateTimeField("送达时间")
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_by = models.CharField("签收人", max_length=60, blank=True)
    reminded_at = models.DateTimeField("最近提醒时间", null=True)

    class Meta:
        """Open ones first, then as signed."""

        ordering = ("signed_at", "pk")
        verbose_name = "签收"
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "unit"), condition=models.Q(amendment=None), name="one_acknowledgement_per_plan"
            ),
            models.UniqueConstraint(fields=("amendment", "unit"), name="one_acknowledgement_per_amendment"),
        )

    def __str__(self) -> str:
        """Unit and what it signs for."""
        return f"{self.unit.short_name}签收{self.amendment or self.plan}"
