"""Confirming a draft in a browser: edits save themselves, keys lead on, undo takes back, the bar counts along."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_main_line import sound

from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey


def upload(page):
    """Upload the plan of the demonstration and go to its confirm page; returns the address."""
    page.goto("/plans/upload/")
    page.set_input_files("input[type=file]", DATA / "plan-2017.docx")
    page.click("button:has-text('上传并读出任务')")
    found = re.search(r"/plans/(\w{16})/", page.url).group(1)
    page.goto(f"/plans/{found}/confirm/")
    return f"/plans/{found}/confirm/"


def change(page, field, value):
    """Fill a field of the row in hand and leave it; wait until it is saved."""
    page.fill(field, value)
    with page.expect_response(lambda answer: "/rows/" in answer.url and answer.request.method == "POST"):
        page.keyboard.press("Tab")
    expect(page.locator("#save-state")).to_contain_text("已自动保存")


def test_a_draft_is_confirmed_and_led_to_issuing(person):
    page = person("manager")
    url = upload(page)
    sound(page)
    sums = page.locator("[data-part=sums]")
    expect(sums).to_contain_text("45 项材料")
    expect(sums).to_contain_text("819 项任务")
    expect(page.locator("td.this")).to_contain_text("指导本地行政调解任务较重的基层单位设置行政调解室")
    expect(page.locator(".leaf-tag", has_text="合并单元格")).to_be_visible()

    # A deadline is edited: the chain follows, the list follows, nothing else moves.
    change(page, "#id_r-deadline_text", "8月底")
    expect(page.locator("#id_r-due")).to_have_value("2017-08-31")
    expect(page.locator("[data-part=rule]")).to_contain_text("月底：当月最后一日")
    expect(page.locator("tr#row")).to_contain_text("8月31日 周四")
    expect(page.locator("[data-part=count]")).to_contain_text("还有 3 处疑点")
    sound(page)

    # What cannot be saved says why and stays.
    page.click("#more-units summary")
    page.fill("#id_r-named", "市环境保护厅")
    page.keyboard.press("Tab")
    expect(page.locator("#save-state")).to_contain_text("没有保存")
    expect(page.locator("#id_r-named")).to_have_value("市环境保护厅")
    expect(page.locator(".desk-form .error")).to_contain_text("请把“市环境保护厅”改成单位名单里的名称")
    sound(page)
    change(page, "#id_r-named", "")
    expect(page.locator(".desk-form .error")).to_have_count(0)

    # Leave, come back, undo.
    row = page.evaluate("location.search") or f"?row={page.locator('tr#row').get_attribute('data-part')[4:]}"
    page.goto("/")
    page.goto(f"{url}{row}")
    expect(page.locator("#id_r-due")).to_have_value("2017-08-31")
    page.keyboard.press("z")
    expect(page.locator(".messages")).to_contain_text("已撤销：修改")
    page.goto(f"{url}{row}")
    expect(page.locator("#id_r-due")).to_have_value("2017-07-20")

    # By keyboard: the next doubt, looked at; then the next row of the same table and a row left out.
    page.keyboard.press("n")
    expect(page.locator("tr#row")).to_contain_text("疑点")
    expect(page.locator(".desk-tabs [aria-current]")).to_contain_text("表 2")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=count]")).to_contain_text("还有 3 处疑点，已核 1 / 45 行")
    here = page.locator("tr#row").get_attribute("data-part")
    page.keyboard.press("j")
    expect(page.locator("tr#row")).not_to_have_attribute("data-part", here)
    page.keyboard.press("x")
    expect(sums).to_contain_text("44 项材料")
    page.keyboard.press("z")
    expect(sums).to_contain_text("819 项任务")
    page.keyboard.press("e")
    expect(page.locator("#id_r-material")).to_be_focused()
    page.keyboard.type("n")
    expect(page.locator("#id_r-material")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#save-state")).to_contain_text("已自动保存")
    page.keyboard.press("z")
    expect(page.locator(".messages")).to_contain_text("已撤销")

    # The rest is accepted in words; then the way to issuing is open.
    page.click(".desk-why summary")
    page.click("a:has-text('其余疑点按原样接受')")
    sound(page)
    page.fill("#id_note", "与原件核对无误")
    page.click("button:has-text('处疑点按原样接受')")
    expect(page.locator("[data-part=count]")).to_contain_text("没有疑点")
    sound(page)
    page.click("a.btn:has-text('去下达 819 项任务')")
    expect(page.locator("main")).to_contain_text("915")


def test_typing_and_pressing_the_button_at_once_loses_nothing(person):
    page = person("manager")
    url = upload(page)
    row = page.locator("tr#row").get_attribute("data-part")[4:]
    page.fill("#id_r-item", "行政调解")
    page.click("button[data-key=Enter]")
    expect(page.locator("[data-part=count]")).to_contain_text("已核 1 / 45 行")
    page.goto(f"{url}?row={row}")
    expect(page.locator("#id_r-item")).to_have_value("行政调解")


def test_single_keys_can_be_switched_off(person):
    page = person("manager")
    upload(page)
    page.click("#keys-switch")
    here = page.url
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.url == here
    page.reload()
    page.click("#keys-switch")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_url("**row=**")


def test_a_draft_is_confirmed_without_script(person):
    page = person("manager", script=False)
    upload(page)
    page.fill("#id_r-deadline_text", "8月底")
    page.keyboard.press("Enter")
    expect(page.locator("#id_r-due")).to_have_value("2017-08-31")
    page.click("button:has-text('核对无误，下一行')")
    expect(page.locator("[data-part=count]")).to_contain_text("还有 3 处疑点，已核 1 / 45 行")
    page.click("a:has-text('下一处疑点')")
    page.click("button:has-text('不作为任务') >> nth=0")
    expect(page.locator("[data-part=sums]")).to_contain_text("44 项材料")
    page.click("button:has-text('撤销')")
    expect(page.locator("[data-part=sums]")).to_contain_text("45 项材料")


def test_the_page_is_sound_on_a_phone(person):
    page = person("manager", phone=True)
    url = upload(page)
    sound(page)
    page.goto(f"{url}?part=whole")
    sound(page)
    assert page.locator(".desk-bar").is_visible()
