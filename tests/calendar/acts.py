"""Rows for tests/architecture/test_one_act.py."""

from __future__ import annotations

from luoshi.calendar.lines import read_lines
from luoshi.calendar.models import HolidayNotice
from luoshi.kit.actor import Actor

BY = Actor.system("测试")


def rows(cast):
    """Arguments by action."""
    HolidayNotice.objects.filter(year=2026).delete()
    return {
        "enter_notice": (
            ((2018, "通知", read_lines("1月1日 元旦 休", 2018).days), {"source": "示例", "by": BY, "dry_run": False}),
            ((2018, "通知", ()), {"source": "示例", "by": BY, "dry_run": False}),
        ),
        "load_packaged_years": (((), {"by": BY}), None),
    }
