"""A 临时任务: the manager gives it to three units within a minute, and the liaison of one finds it on his list."""

import pytest
from tests.journeys.test_main_line import sound

pytestmark = pytest.mark.journey


def test_a_task_for_three_units_takes_few_clicks_and_reaches_them(person):
    manager = person("manager")
    clicks = []

    def click(selector):
        clicks.append(selector)
        manager.click(selector)

    click(".nav a:has-text('方案')")
    click("main a.btn:has-text('新建方案')")
    sound(manager)
    click("a.btn:has-text('布置临时任务')")
    sound(manager)
    manager.fill("[name=title]", "报送执法案卷")
    manager.fill("[name=materials]", "案卷目录\n案卷扫描件")
    manager.fill("[name=due]", "2017-09-20")
    click("fieldset:has(legend:has-text('市政府部门')) summary")
    for name in ("市教育局", "市环保局", "市统计局"):
        click(f"label.pick:has-text('{name}')")
    sound(manager)
    click("button:has-text('试算')")
    assert "6 项任务" in manager.inner_text("main")
    click("button:has-text('下达 6 项任务')")
    assert len(clicks) == 9

    liaison = person("liaison", phone=True)
    liaison.click(".nav a:has-text('我的任务')")
    words = liaison.inner_text("main")
    assert "案卷目录" in words
    assert "案卷扫描件" in words
    assert "9月20日" in words


def test_the_form_keeps_what_was_ticked_and_works_without_script(person):
    manager = person("manager", script=False)
    manager.goto("/plans/tasks/new/")
    manager.fill("[name=title]", "报送执法案卷")
    manager.fill("[name=materials]", "案卷目录")
    manager.fill("[name=due]", "2017-09-01")
    manager.click("fieldset:has(legend:has-text('市政府部门')) summary")
    manager.click("label.pick:has-text('市教育局')")
    manager.click("button:has-text('试算')")
    assert "2017年9月1日已经过去" in manager.inner_text("main")
    assert manager.is_checked("label.pick:has-text('市教育局') input")
    manager.check("[name=past_ok]")
    manager.click("button:has-text('试算')")
    assert "1 项任务" in manager.inner_text("main")


def test_a_unit_sees_the_line_of_plans_above_it(person):
    liaison = person("liaison", phone=True)
    liaison.goto("/plans/tree/")
    sound(liaison)
    assert "还没有已下达的方案" in liaison.inner_text("main")
    liaison.click("a:has-text('新建方案')")
    sound(liaison)
    assert "本单位现在没有下级单位" in liaison.inner_text("main")
