"""A date is moved in a plan in force: seen before, confirmed, signed for by a unit, followed up by the office."""

import re

import pytest
from tests.journeys.test_main_line import sound

pytestmark = pytest.mark.journey


def issued(manager):
    """A task for three units, issued; the address of its plan."""
    manager.goto("/plans/")
    manager.click("main a.btn:has-text('新建方案')")
    manager.click("a.btn:has-text('布置临时任务')")
    manager.fill("[name=title]", "报送执法案卷")
    manager.fill("[name=materials]", "案卷目录")
    manager.fill("[name=due]", "2017-09-20")
    manager.click("fieldset:has(legend:has-text('市政府部门')) summary")
    for name in ("市教育局", "市环保局", "市统计局"):
        manager.click(f"label.pick:has-text('{name}')")
    manager.click("button:has-text('试算')")
    manager.click("button:has-text('下达 3 项任务')")
    return re.search(r"/plans/\w{16}/", manager.url).group()


def test_a_moved_date_is_seen_before_and_signed_for_after(person):
    manager = person("manager")
    plan = issued(manager)
    manager.goto(plan)
    sound(manager)
    manager.click("a.btn:has-text('调整方案')")
    sound(manager)
    manager.click("a.btn:has-text('调整期限')")
    sound(manager)
    manager.click("a.btn:has-text('选这一行')")
    sound(manager)
    manager.fill("[name=day]", "2017-09-29")
    manager.click("button:has-text('看影响')")
    words = manager.inner_text("main")
    assert words.count("2017年9月29日到期，未到期") == 3
    assert "下达 3 项，不变；适用 3 项，不变。" in words
    sound(manager)
    manager.fill("[name=reason]", "案卷数量多，推迟报送。")
    manager.fill("[name=basis]", "示例〔2017〕20号")
    manager.click("button:has-text('确认调整 3 项任务')")
    words = manager.inner_text("main")
    assert "理由：案卷数量多，推迟报送。（依据：示例〔2017〕20号）" in words
    assert "签收 0/3 家" in words
    sound(manager)

    liaison = person("liaison", phone=True)
    assert "方案有调整，待签收：调整期限：案卷目录" in liaison.inner_text("main")
    sound(liaison)
    liaison.click(".todo:has-text('方案有调整') a.btn")
    assert "本单位：2017年9月20日到期，未到期 → 2017年9月29日到期，未到期" in liaison.inner_text("main")
    sound(liaison)
    liaison.click("button:has-text('签收这次调整')")
    assert "签收这次调整。" in liaison.inner_text("main")
    assert liaison.locator("button:has-text('签收这次调整')").count() == 0
    liaison.click("button:has-text('签收这份方案')")
    liaison.goto("/")
    assert "待签收" not in liaison.inner_text("main")

    manager.goto("/")
    assert "2 家未签收" in manager.inner_text("main")
    manager.click(".todo:has-text('未签收') a.btn")
    words = manager.inner_text("tbody")
    assert "市环保局" not in words
    assert ("市教育局" in words, "市统计局" in words) == (True, True)
    sound(manager)
    manager.click("button:has-text('提醒未签收的 2 家')")
    assert "已提醒 2 家单位" in manager.inner_text("main")
    sound(manager)
