"""The review desk by keyboard, on a phone and without script; each verdict opens the next submission."""

import re

import pytest
from playwright.sync_api import expect
from tests import cast as people
from tests.journeys.conftest import in_force
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def handed_in(city, tmp_path_factory):
    """A city in which a plan is in force and one unit has handed in four duties, with a blank page for each."""
    in_force(city)
    liaison = Person(city, "liaison")
    names = re.findall(r'href="/duties/([0-9a-f]{16})/submit/"', liaison.get("/duties/"))
    for name in list(dict.fromkeys(names))[:4]:
        liaison.get(f"/duties/{name}/submit/")
        path = tmp_path_factory.mktemp("paper") / "材料.pdf"
        path.write_bytes(people.pdf(name).read())
        liaison.post(f"/duties/{name}/submit/", {"then": "submit"}, {"uploads": path})
    return city


def title(page):
    return page.inner_text(".review-case p:nth-of-type(2)")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_two_are_judged_without_touching_the_mouse(handed_in, person):
    page = person("reviewer")
    page.goto("/review/")
    sound(page)
    page.click("a.btn:has-text('从第一件开始审')")
    sound(page)
    first = title(page)
    press(page, "j")
    second = title(page)
    press(page, "k")
    assert (title(page), first != second) == (first, True)

    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()

    page.keyboard.press("1")
    expect(page.locator("[data-point]").first).to_be_checked()
    press(page, "a")
    assert "疑点没处理" in page.inner_text(".judge-asked h2")
    expect(page.locator("textarea[name=answer]")).to_be_focused()
    sound(page)
    page.keyboard.type("已核对原件，属实。")
    press(page, "Control+Enter")
    assert "这一件已审核通过。" in page.inner_text(".messages")
    assert title(page) == second

    page.keyboard.press("r")
    assert "请写明退回理由" in page.inner_text("[data-left]")
    expect(page.locator("input[name=reasons]").first).to_be_focused()
    page.keyboard.press("Space")
    assert page.input_value("textarea[name=note]") == "请补正式文件：PDF 或 OFD，有文号、日期和落款。"
    expect(page.locator("select[name=days]")).to_be_visible()
    sound(page)
    press(page, "r")
    assert "补正期到" in page.inner_text(".messages")


def test_keys_can_be_switched_off(handed_in, person):
    page = person("reviewer")
    page.goto("/review/")
    page.click("a.btn:has-text('从第一件开始审')")
    page.click("#keys-switch")
    here = page.url
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    expect(page.locator("[data-point]").first).not_to_be_checked()
    assert page.url == here
    page.click("#keys-switch")
    press(page, "j")
    assert page.url != here


def test_first_page_of_the_next_is_there_before_it_is_opened(handed_in, person):
    page = person("reviewer")
    page.goto("/review/")
    page.click("a.btn:has-text('从第一件开始审')")
    ahead = page.get_attribute("link[rel=prefetch]", "href")
    page.wait_for_timeout(1000)
    press(page, "j")
    image = page.locator(".papers img").first
    assert image.get_attribute("src") == ahead
    expect(image).to_have_js_property("complete", True)
    sent = page.evaluate("name => performance.getEntriesByName(name)[0].transferSize", image.evaluate("one => one.src"))
    assert sent == 0


def test_phone_shows_papers_then_the_decision_with_its_bar(handed_in, person):
    page = person("reviewer", phone=True)
    page.goto("/review/")
    sound(page)
    page.click("a.btn:has-text('从第一件开始审')")
    sound(page)
    expect(page.locator(".queue")).to_be_hidden()
    expect(page.locator(".verdict-bar")).to_be_in_viewport()
    page.click("button:has-text('退回')")
    expect(page.locator(".chips")).to_be_in_viewport()


def test_desk_works_without_script(handed_in, person):
    page = person("reviewer", script=False)
    page.goto("/review/?order=item")
    page.locator("input[name=pick]").first.check()
    page.click("button:has-text('一起退回')")
    assert "勾选了 1 件" in page.inner_text("main")
    page.click("a.btn:has-text('回到待审')")
    assert "order=item" in page.url
    page.click("tbody a.btn >> nth=0")
    page.click("button:has-text('审核通过')")
    assert "没看" in page.inner_text(".judge-asked")
    page.click("button:has-text('仍然审核通过')")
    assert "请写明疑点怎么核对的" in page.inner_text(".judge-asked")
    page.fill("textarea[name=answer]", "已核对原件，属实。")
    page.click("button:has-text('仍然审核通过')")
    assert "这一件已审核通过。" in page.inner_text("main")
