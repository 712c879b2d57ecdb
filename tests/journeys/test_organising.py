"""How an office watches its own reviewing: shares, a round drawn, and an acceptance taken back by two people."""

import re

import pytest
from tests.journeys.conftest import accept, in_force
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
PAPER = DATA / "samples" / "forum-and-visit.pdf"
WORDS = "回访没有见到这次活动，通知里的会议没有开过。请报送实际开展的情况。"


@pytest.fixture(scope="module")
def duty(city):
    """The address of a duty that was handed in, of a plan in force."""
    in_force(city)
    liaison = Person(city, "liaison")
    name = re.findall(r'href="/duties/([0-9a-f]{16})/submit/"', liaison.get("/duties/"))[0]
    liaison.get(f"/duties/{name}/submit/")
    liaison.post(f"/duties/{name}/submit/", {"then": "submit"}, {"uploads": PAPER})
    return f"/duties/{name}/"


def test_an_office_shares_out_its_reviewing_and_takes_an_acceptance_back(duty, person):
    manager = person("manager")
    manager.click(".nav a:has-text('审核组织')")
    sound(manager)
    manager.click("a:has-text('看分工')")
    department = manager.locator("form.share", has_text="市政府部门")
    assert "待审 1 件" in department.inner_text()
    reviewer = person("reviewer")
    name = reviewer.locator(".who a").first.evaluate("link => link.firstChild.textContent")
    department.locator("select").nth(0).select_option(label=name)
    department.locator("button").click()
    assert f"市政府部门由{name}审核，现在起生效。" in manager.inner_text(".messages")
    sound(manager)

    reviewer.goto(duty.replace("/duties/", "/review/"))
    accept(reviewer)

    manager.goto("/reviewing/rechecks/")
    manager.fill("[name=seed]", "在场的人报的数 862050")
    manager.click("button:has-text('抽取')")
    assert "备选 1 件，抽出 1 件" in manager.inner_text(".messages")
    assert "在场的人报的数 862050" in manager.inner_text("pre.again")
    sound(manager)

    reviewer.goto(duty)
    reviewer.click("a:has-text('提出撤销')")
    sound(reviewer)
    reviewer.check("label:has-text('与任务无关')")
    reviewer.fill("[name=note]", WORDS)
    reviewer.click("button:has-text('提出撤销')")
    assert "这是您提出的，要由另一人决定" in reviewer.inner_text("main")
    sound(reviewer)

    head = person("head", phone=True, script=False)
    head.click("a:has-text('去决定')")
    sound(head)
    head.click("a:has-text('去决定')")
    assert "退回单位，视为未报送" in head.inner_text("main")
    sound(head)
    head.click("button:has-text('同意撤销，退回单位')")
    assert "已撤销通过" in head.inner_text(".messages")

    liaison = person("liaison")
    liaison.goto(duty)
    assert WORDS in liaison.inner_text("main")
    assert "复核" not in liaison.inner_text("main")
