"""The yearly notices and the days they set."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from luoshi.kit.records import Record

FIRST_YEAR = 2007


class HolidayNotice(Record):
    """What is known of one year: the notice of holidays, where it comes from, who entered it."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    title = models.CharField("通知名称", max_length=200)
    source = models.CharField("来源", max_length=300)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        """By year."""

        ordering = ("year",)
        verbose_name = "放假通知"

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its year."""
        return reverse("calendar:year_detail", args=[self.year])


class SpecialDay(models.Model):
    """A day on which a notice departs from the plain week: off, or worked to make up for it."""

    notice = models.ForeignKey(HolidayNotice, models.CASCADE, related_name="days", verbose_name="放假通知")
    day = models.DateField("日期", unique=True)
    name = models.CharField("节日", max_length=30, blank=True)
    is_off = models.BooleanField("休")

    class Meta:
        """In order of time."""

        ordering = ("day",)
        verbose_name = "放假和调休日"

    def __str__(self) -> str:
        """The day and which way it departs."""
        return f"{self.day} {'休' if self.is_off else '班'}"
