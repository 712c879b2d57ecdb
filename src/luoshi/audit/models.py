"""The table of entries and the head of their chain."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act or one access, with the names as they were; nothing here points at another table."""

    class Kind(models.TextChoices):
        """Acts change records; accesses are log-ins, refusals, exports and downloads."""

        ACT = "act", "办理"
        ACCESS = "access", "访问"

    sequence = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    kind = models.CharField("种类", max_length=8, choices=Kind)
    action = models.CharField("动作", max_length=60)
    label = models.CharField("动作名称", max_length=60)
    subject = models.CharField("对象", max_length=100, db_index=True)
    before = models.CharField("原状态", max_length=20, blank=True)
    after = models.CharField("新状态", max_length=20, blank=True)
    note = models.TextField("说明", blank=True)
    details = models.JSONField("详情", default=dict)
    batch = models.CharField("批次", max_length=32, blank=True)
    actor_id = models.BigIntegerField("人员编号", null=True)
    actor_name = models.CharField("姓名", max_length=60)
    actor_role = models.CharField("身份", max_length=30, blank=True)
    unit_id = models.BigIntegerField("单位编号", null=True)
    unit_name = models.CharField("单位", max_length=100, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    previous = models.CharField("前一条校验值", max_length=64)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        """Newest last: the order of the chain."""

        ordering = ("sequence",)
        verbose_name = "审计记录"

    def __str__(self) -> str:
        """Sequence and action."""
        return f"{self.sequence} {self.action}"


class Head(models.Model):
    """The one row that says where the chain ends; locked last in every writing transaction."""

    sequence = models.PositiveBigIntegerField("序号", default=0)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        """One row only."""

        verbose_name = "审计链头"

    def __str__(self) -> str:
        """Sequence and digest, as it is kept elsewhere."""
        return f"{self.sequence}:{self.digest}"
