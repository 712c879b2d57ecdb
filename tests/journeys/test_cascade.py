"""A district reads its own plan below the city's, issues it with its signed PDF, and that proves its duty upstairs."""

import pytest
from tests import cast as people
from tests.journeys.conftest import accept, hand_in
from tests.journeys.test_main_line import sound

from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey


def confirmed(page, path):
    """Upload a plan, accept its doubts and go to the dry run."""
    page.goto("/plans/upload/")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('上传并读出任务')")
    if page.locator(".desk-why").count():
        page.click(".desk-why summary")
        page.click("a:has-text('其余疑点按原样接受')")
        page.fill("#id_note", "已与原件核对")
        page.click("button:has-text('处疑点按原样接受')")
    page.click(".desk-bar a.btn:has-text('去下达')")


def test_a_district_issues_its_own_plan_and_proves_its_duty_by_it(person, tmp_path):
    manager = person("manager")
    confirmed(manager, DATA / "plan-2017.docx")
    manager.click("button:has-text('下达 915 项任务')")

    office = person("district_office")
    sound(office)
    confirmed(office, DATA / "plan-district.txt")
    sound(office)
    signed = tmp_path / "签发件.pdf"
    signed.write_bytes(people.pdf("签发件").read())
    office.click("a:has-text('附签发件')")
    sound(office)
    office.set_input_files("input[type=file]", signed)
    office.click("button:has-text('附上签发件')")
    assert "签发件.pdf" in office.inner_text("main")
    office.click("button:has-text('下达 26 项任务')")
    sound(office)
    office.goto("/plans/")
    office.click("a:has-text('澄岚区2017年推进')")
    assert "明江市2017年推进服务型行政执法建设工作实施方案" in office.inner_text("dl.facts")
    sound(office)

    # The district's liaison proves the duty upstairs in two clicks from the list.
    liaison = person("district")
    liaison.goto("/duties/")
    assert "平台已掌握" in liaison.inner_text("main")
    sound(liaison)
    liaison.click(".duty-action a.primary")
    sound(liaison)
    hand_in(liaison)
    assert "报送回执" in liaison.inner_text("main")
    assert "签发件.pdf" in liaison.inner_text("main")

    reviewer = person("reviewer")
    reviewer.goto("/review/")
    reviewer.click("tbody a >> nth=0")
    assert "示例澄〔2017〕3号" in reviewer.inner_text("main")
    sound(reviewer)
    accept(reviewer)

    manager.goto("/plans/tree/")
    assert "示例澄〔2017〕3号" in manager.inner_text("main")
    sound(manager)
