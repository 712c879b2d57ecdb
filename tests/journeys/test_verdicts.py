"""Between units and reviewers: a return, its correction and the verdict by keyboard; two at one desk; taking back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests import cast as people
from tests.journeys.conftest import accept, hand_in, in_force
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
SAMPLES = DATA / "samples"


@pytest.fixture(scope="module")
def begun(city):
    """A city whose plan is in force."""
    in_force(city)
    return city


def handed_in(city, key, *papers):
    """Hand in one duty after another over HTTP; returns their addresses."""
    liaison = Person(city, key)
    names = dict.fromkeys(re.findall(r'href="/duties/([0-9a-f]{16})/submit/"', liaison.get("/duties/")))
    found = []
    for name, paper in zip(names, papers, strict=False):
        liaison.get(f"/duties/{name}/submit/")
        liaison.post(f"/duties/{name}/submit/", {"then": "submit"}, {"uploads": SAMPLES / paper})
        found.append(f"/duties/{name}/")
    return found


def tab_to(page, words):
    """Go to what bears the words as who has no mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"no way by keyboard to {words}")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_return_its_correction_and_the_verdict_by_keyboard(begun, person, tmp_path):
    [duty] = handed_in(begun, "liaison", "forum-and-visit.pdf")
    reviewer, liaison = person("reviewer"), person("liaison", phone=True)
    tab_to(reviewer, "去审核")
    press(reviewer, "Enter")
    tab_to(reviewer, "从第一件开始审")
    press(reviewer, "Enter")
    reviewer.keyboard.press("?")
    expect(reviewer.locator("#keys-help")).to_be_visible()
    sound(reviewer)
    reviewer.keyboard.press("Escape")
    reviewer.keyboard.press("1")
    expect(reviewer.locator("[data-point]").first).to_be_checked()
    reviewer.keyboard.press("r")
    expect(reviewer.locator("input[name=reasons]").first).to_be_focused()
    tab_to_reason(reviewer, "未盖章或未签发")
    reviewer.keyboard.press("Space")
    reviewer.keyboard.press("n")
    reviewer.keyboard.press("Control+End")
    reviewer.keyboard.type("第 2 页没有章。")
    reviewer.keyboard.press("Escape")
    press(reviewer, "r")
    assert "已退回，补正期到 9月12日" in reviewer.inner_text("main")

    liaison.goto("/duties/")
    first = liaison.locator(".duties > *")
    assert "退回" in first.nth(0).inner_text()
    words = first.nth(1).inner_text()
    assert "未盖章或未签发" in words
    assert "请换成盖章或签发后的正式文件。第 2 页没有章。" in words
    assert "请在 9月12日 周二前补正" in words
    sound(liaison)
    liaison.click(".duties article:first-of-type .duty-action a")
    assert "上次报送的材料已经带过来" in liaison.inner_text("#parts")
    sound(liaison)
    liaison.click("#parts button:has-text('移除')")
    expect(liaison.locator("#parts")).not_to_contain_text("forum-and-visit.pdf")
    stamped = Path(tmp_path) / "盖章件.pdf"
    stamped.write_bytes(people.pdf("盖章件").read())
    liaison.set_input_files("#id_uploads", stamped)
    liaison.fill("#id_statement", "已换成盖章件。")
    hand_in(liaison)

    reviewer.goto("/review/")
    tab_to(reviewer, "从第一件开始审")
    press(reviewer, "Enter")
    assert "补正件" in reviewer.inner_text("main")
    reviewer.keyboard.press("c")
    change = reviewer.locator("#compare")
    expect(change).to_contain_text("新加 1，沿用 0，去掉 1")
    expect(change).to_contain_text("已换成盖章件。")
    sound(reviewer)
    press(reviewer, "a")
    expect(reviewer.locator("textarea[name=answer]")).to_be_focused()
    reviewer.keyboard.type("与原件核对，已盖章。")
    press(reviewer, "Control+Enter")
    liaison.goto(duty)
    words = liaison.inner_text("main")
    assert ("审核通过" in words, "与原件核对，已盖章。" in words) == (True, True)
    sound(liaison)


def tab_to_reason(page, label):
    """From the first reason on."""
    here = page.locator(f"label.chip:has-text('{label}') input")
    for _ in range(20):
        if here.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {label}")


def test_the_second_of_two_reviewers_is_told_that_it_is_done(begun, person):
    [duty] = handed_in(begun, "stranger", "implementation-plan.pdf")
    first, second, liaison = person("reviewer"), person("second_reviewer"), person("stranger")
    desk = duty.replace("/duties/", "/review/")
    first.goto(desk)
    second.goto(desk)
    accept(first)
    second.click("button:has-text('审核通过')")
    words = second.inner_text("main")
    assert "这一件当前是“审核通过”，不需要审核。" in words
    assert "陆冬青" in words
    sound(second)
    liaison.goto(duty)
    assert liaison.inner_text("main").count("审核通过，回执") == 1


def test_several_are_accepted_together_and_doubts_are_answered_one_by_one(begun, person):
    duties = handed_in(begun, "district", "implementation-plan.pdf", "case-selection-notice.pdf", "mediator-list.pdf")
    reviewer, liaison = person("reviewer"), person("district", phone=True)
    reviewer.goto("/review/?q=澄岚区")
    reviewer.check("[data-all]")
    reviewer.click("button:has-text('一起通过')")
    assert "勾选了 3 件" in reviewer.inner_text("main")
    sound(reviewer)
    doubtful = reviewer.locator("tbody tr:has(.flag)")
    assert doubtful.locator("input[name=take]:checked").count() == 0
    for row in doubtful.all():
        row.locator("input[name=take]").check()
    if doubtful.count():
        reviewer.click("aside button.primary")
        assert "有疑点的件要写明核对结果" in reviewer.inner_text("main")
        for row in doubtful.all():
            row.locator("input[name^=words-]").fill("已电话核对，属实。")
    reviewer.click("aside button.primary")
    assert "已审核通过 3 件。" in reviewer.inner_text(".messages")
    sound(reviewer)
    for duty in duties:
        liaison.goto(duty)
        assert "审核通过" in liaison.inner_text("main")
    sound(liaison)


def test_two_people_take_an_acceptance_back_and_the_unit_sees_it_come_back(begun, person):
    [duty] = handed_in(begun, "liaison", "case-selection-notice.pdf")
    reviewer, second, liaison = person("reviewer"), person("second_reviewer"), person("liaison", phone=True)
    reviewer.goto(duty.replace("/duties/", "/review/"))
    accept(reviewer)
    reviewer.goto(duty)
    reviewer.click("a:has-text('提出撤销')")
    reviewer.check("label:has-text('与他处重复')")
    reviewer.fill("[name=note]", "这份通知上年已经用过。")
    reviewer.click("button:has-text('提出撤销')")
    assert "要由另一人决定" in reviewer.inner_text("main")
    assert reviewer.locator("button:has-text('同意撤销')").count() == 0
    sound(reviewer)
    liaison.goto(duty)
    assert "上年已经用过" not in liaison.inner_text("main")

    second.goto("/")
    second.click(".todo:has-text('1 件撤销通过待决定') a")
    sound(second)
    second.click("a:has-text('去决定')")
    assert "提出撤销" in second.inner_text("main")
    sound(second)
    second.click("button:has-text('同意撤销，退回单位')")
    assert "已撤销通过" in second.inner_text(".messages")

    liaison.goto("/duties/")
    words = liaison.locator(".duties article").first.inner_text()
    assert "撤销通过的理由" in words
    assert "这份通知上年已经用过。" in words
    assert "请在 9月12日 周二前补正" in words
    sound(liaison)
