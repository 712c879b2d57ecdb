"""From the real plan's document to an accepted submission, in a browser, with a stranger at the door."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests import cast as people
from tests.journeys.conftest import accept, hand_in, shared_plan

from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
# What stands in <noscript> is text where scripts run, and elements where they do not.
SCRIPTED = """() => {
  const probe = document.createElement("div");
  probe.innerHTML = "<noscript><i></i></noscript>";
  return !probe.querySelector("i");
}"""


def sound(page):
    """Axe finds nothing, nothing scrolls sideways, one filled button, the demonstration's mark, the secrecy line.

    Axe is a script itself: where scripts are off it would wait for ever, and is left out.
    """
    if page.evaluate(SCRIPTED):
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found] == [], page.url
    filled = page.locator("main .btn.primary:visible")
    assert filled.count() <= 1, (page.url, filled.all_inner_texts())
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{page.url} is {width} px too wide"
    assert page.locator(".demo-bar").is_visible()
    assert "严禁存储、处理、传输国家秘密" in page.inner_text("body")


def test_the_real_plan_becomes_duties_and_one_is_handed_in_and_accepted(person, tmp_path):
    manager = person("manager")
    sound(manager)
    manager.click("main a.btn:has-text('上传方案')")
    manager.set_input_files("input[type=file]", shared_plan())
    sound(manager)
    manager.click("button:has-text('上传并读出任务')")
    assert "郑依法行政领办〔2017〕36号" in manager.inner_text("body")
    assert "本行没有写期限，沿用上一行的“7 月中旬”" in manager.inner_text("main")
    sound(manager)
    manager.click(".desk-why summary")
    manager.click("a:has-text('其余疑点按原样接受')")
    manager.fill("#id_note", "已与签发件核对")
    manager.click("button:has-text('处疑点按原样接受')")
    manager.click("a.btn:has-text('去下达 819 项任务')")
    assert "45 项材料生成 915 项任务，其中带条件的 128 项；适用 819 项，不适用 96 项" in manager.inner_text("main")
    sound(manager)
    manager.click("button:has-text('下达 915 项任务')")
    assert "80 家单位 × 12 项材料；下达 915 项，适用 819 项" in manager.inner_text("main")
    sound(manager)

    liaison = person("liaison")
    sound(liaison)
    liaison.click(".nav a:has-text('我的任务')")
    sound(liaison)
    liaison.click(".duty-action a >> nth=0")
    duty = re.search(r"/duties/\w{16}/", liaison.url).group()
    path = tmp_path / "实施方案.pdf"
    path.write_bytes(people.pdf("实施方案").read())
    empty = tmp_path / "空.pdf"
    empty.write_bytes(b"")
    liaison.set_input_files("#id_uploads", [path, empty])
    liaison.click(".fixed-action button:has-text('报送')")
    expect(liaison.locator("main")).to_contain_text("“空.pdf”是空文件")
    expect(liaison.locator("[data-part=material]")).to_contain_text("实施方案.pdf")
    sound(liaison)
    hand_in(liaison)
    assert re.search(r"2017-0905-\d{4}", liaison.inner_text("main"))
    sound(liaison)

    stranger = person("stranger")
    assert stranger.goto(duty).status == 404
    assert "没有这个页面" in stranger.inner_text("main")

    reviewer = person("reviewer")
    sound(reviewer)
    reviewer.click("a.btn:has-text('去审核')")
    sound(reviewer)
    reviewer.click("tbody a >> nth=0")
    first_page = reviewer.locator(".papers img").first
    first_page.scroll_into_view_if_needed()
    expect(first_page).to_have_js_property("complete", True)
    assert first_page.evaluate("image => image.naturalWidth") == 1240
    sound(reviewer)
    reviewer.click("button:has-text('退回')")
    assert "请写明退回理由" in reviewer.inner_text("main")
    reviewer.fill("textarea", "缺公章，请补盖后重新报送。")
    reviewer.click("button:has-text('退回')")

    liaison.goto("/duties/")
    assert "缺公章，请补盖后重新报送。" in liaison.inner_text("main")
    sound(liaison)
    liaison.click(".duty-action a:has-text('补正')")
    sound(liaison)
    hand_in(liaison)

    reviewer.goto("/review/")
    reviewer.click("tbody a >> nth=0")
    accept(reviewer)
    liaison.goto(duty)
    words = liaison.inner_text("main")
    assert [words.count("报送，回执"), words.count("退回，回执"), words.count("审核通过，回执")] == [2, 1, 1]
    sound(liaison)


@pytest.mark.parametrize("key", ["manager", "liaison", "reviewer", "audit"])
def test_pages_are_sound_on_a_phone(key, person):
    page = person(key, phone=True)
    sound(page)
    for link in [a.get_attribute("href") for a in page.locator(".nav a").all()]:
        page.goto(link)
        sound(page)


def test_the_main_line_works_without_script(person, tmp_path):
    manager = person("manager", script=False)
    manager.goto("/plans/upload/")
    manager.set_input_files("input[type=file]", DATA / "plan-2017.docx")
    manager.click("button:has-text('上传并读出任务')")
    manager.click(".desk-why summary")
    manager.click("a:has-text('其余疑点按原样接受')")
    manager.fill("#id_note", "已与原件核对")
    manager.click("button:has-text('处疑点按原样接受')")
    manager.click("a.btn:has-text('去下达 819 项任务')")
    manager.click("button:has-text('下达 915 项任务')")
    path = tmp_path / "材料.pdf"
    path.write_bytes(people.pdf("无脚本").read())
    liaison = person("district", script=False)
    liaison.goto("/duties/")
    liaison.click(".duty-action a >> nth=0")
    hand_in(liaison, path)
    assert "报送回执" in liaison.inner_text("main")


def test_the_first_tab_leads_past_the_navigation(person):
    page = person("manager")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
