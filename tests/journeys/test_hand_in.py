"""From a liaison's desk over the head's signature to the reviewer's, each with a browser of his own."""

import base64
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests import cast as people
from tests.journeys.conftest import in_force
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
PAPER = DATA / "samples" / "forum-and-visit.pdf"
LINK = "http://192.0.2.7/2017/0901.html"  # an address kept for examples; nobody answers there
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "application/pdf" }));
  return carried;
}"""


@pytest.fixture(scope="module")
def signing(city):
    """A city whose plan is in force and asks for the signature of each unit's head."""
    plan = in_force(city)
    manager = Person(city, "manager")
    manager.get(f"/plans/{plan}/rules/")
    rules = {"needs_sign_off": "on", "correction_days": "5", "reason": "材料由各单位负责人把关。"}
    manager.post(f"/plans/{plan}/rules/", rules)
    return city


def paper(folder, name):
    """A small PDF of its own."""
    path = folder / f"{name}.pdf"
    path.write_bytes(people.pdf(name).read())
    return path


def scan(folder):
    """A PDF of some pieces' size, as a scanner makes it."""
    path = folder / "扫描件.pdf"
    Image.effect_noise((1700, 2200), 90).save(path, "PDF", quality=95)
    assert 3 << 20 < path.stat().st_size < 8 << 20
    return path


def drop(page, path):
    """Let a file fall on the page, as from a window of the desktop."""
    carried = page.evaluate_handle(DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": carried})
    expect(page.locator("[data-drop]")).to_have_class(re.compile("over"))
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": carried})


class Line:
    """The line between a browser and the server: it breaks after so many pieces, until it is mended."""

    def __init__(self, page):
        self.page, self.sent, self.lets = page, [], 0
        page.route("**/uploads/*/", self._piece)

    def mend(self):
        """Nothing stands between them any more."""
        self.page.unroute_all()

    def _piece(self, route):
        if len(self.sent) >= self.lets:
            route.abort("internetdisconnected")
            return
        self.sent.append(int(route.request.headers["upload-offset"]))
        route.continue_()


def ask(page):
    """Put what is on the page before the head."""
    page.click("button.primary:has-text('送审签')")
    expect(page.locator("main")).to_contain_text("等待单位负责人审签")


def sign(page):
    """The head finds what waits on his workbench, reads it and signs; returns the words of the receipt."""
    page.goto("/")
    page.click("a.btn:has-text('去审签')")
    page.click("main .duty-action a >> nth=0")
    page.click("button:has-text('审签并报送')")
    return page.inner_text("main")


def test_a_file_survives_a_broken_line_and_goes_out_with_the_heads_signature(signing, person, tmp_path):
    reviewer, head = person("reviewer"), person("unit_head")
    reviewer.goto("/review/")
    assert "待审 0 件" in reviewer.inner_text("h1")

    liaison = person("liaison")
    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    page = liaison.url
    drop(liaison, paper(tmp_path, "通知"))
    expect(liaison.locator("#parts")).to_contain_text("通知.pdf")
    expect(liaison.locator("[data-part=checks]")).to_contain_text("要求的材料齐了")

    line, big = Line(liaison), scan(tmp_path)
    line.lets = 2
    liaison.set_input_files("#id_uploads", big)
    expect(liaison.locator("#uploading")).to_contain_text("网络断了，通了以后会自动接着传")
    assert liaison.locator("#uploading progress").get_attribute("value") == str(2 << 20)
    sound(liaison)
    liaison.reload()
    expect(liaison.locator("#parts")).to_contain_text("只传了一部分（2.0")
    line.lets = 3
    liaison.set_input_files("#id_uploads", big)
    expect(liaison.locator("#uploading")).to_contain_text("网络断了")
    line.mend()
    expect(liaison.locator("#parts")).not_to_contain_text("只传了一部分")
    expect(liaison.locator("#parts")).to_contain_text("扫描件.pdf")
    assert line.sent == [0, 1 << 20, 2 << 20]

    liaison.fill("#id_link", LINK)
    liaison.click("button:has-text('添加链接')")
    expect(liaison.locator("#parts")).to_contain_text("审核人会自己打开看")
    expect(liaison.locator("#id_link")).to_have_value("")
    liaison.locator("#id_statement").press_sequentially("扫描件第一页是正文，通知是封面。")
    expect(liaison.locator("#save-state")).to_contain_text("停笔后自动暂存")
    expect(liaison.locator("#save-state")).to_contain_text("已暂存")
    liaison.goto("/")
    liaison.goto(page)
    assert liaison.input_value("#id_statement") == "扫描件第一页是正文，通知是封面。"
    assert liaison.locator("#parts li").count() == 3
    sound(liaison)

    ask(liaison)
    sound(liaison)
    head.goto("/")
    sound(head)
    head.click("a.btn:has-text('去审签')")
    sound(head)
    head.click("main .duty-action a >> nth=0")
    assert "扫描件第一页是正文" in head.inner_text("main")
    sound(head)
    head.click("button:has-text('审签并报送')")
    receipt = head.inner_text("main")
    assert re.search(r"2017-0905-\d{4}", receipt)
    assert ("审签人\n杜春梅" in receipt, "报送人\n谢佳宁" in receipt) == (True, True)
    sound(head)

    reviewer.reload()
    assert "待审 1 件" in reviewer.inner_text("h1")
    reviewer.click("tbody a.btn >> nth=0")
    assert "杜春梅审签" in reviewer.inner_text(".review-case")
    flags = reviewer.locator(".doubt p")
    assert flags.count() > 0, reviewer.inner_text("main")
    sound(reviewer)
    liaison.goto(page)
    assert "待审" in liaison.inner_text("main")


def test_the_head_sends_it_back_and_all_works_without_script(signing, person, tmp_path):
    liaison, head = person("liaison", script=False), person("unit_head", script=False, phone=True)
    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    liaison.set_input_files("#id_uploads", paper(tmp_path, "无脚本"))
    liaison.fill("#id_statement", "先存着。")
    liaison.click("button.no-script:has-text('暂存')")
    assert "无脚本.pdf" in liaison.inner_text("#parts")
    liaison.fill("#id_link", "news.example")
    liaison.click("button:has-text('添加链接')")
    assert "不是完整的网址" in liaison.inner_text(".has-error")
    sound(liaison)
    liaison.fill("#id_link", "")
    ask(liaison)

    head.goto("/sign-off/")
    sound(head)
    head.click("main .duty-action a >> nth=0")
    sound(head)
    head.click("button:has-text('退回修改')")
    assert "请写明要改什么" in head.inner_text("main")
    head.fill("#id_note", "缺落款日期，请换盖章的一份。")
    head.click("button:has-text('退回修改')")
    assert "现在没有等您审签的件" in head.inner_text("main")

    liaison.goto("/duties/")
    assert "缺落款日期，请换盖章的一份。" in liaison.inner_text("main")
    liaison.click(".duty-action a:has-text('继续') >> nth=0")
    liaison.click("#parts button:has-text('移除')")
    liaison.set_input_files("#id_uploads", paper(tmp_path, "盖章"))
    ask(liaison)
    assert "盖章.pdf" in sign(head)
    sound(head)

    reviewer = person("reviewer", script=False)
    reviewer.goto("/review/?order=new")
    assert "市环保局" in reviewer.inner_text("tbody")


def test_one_upload_serves_two_duties_and_nothing_to_report_is_reported(signing, person, tmp_path):
    liaison, head, reviewer = person("liaison", phone=True), person("unit_head"), person("reviewer")
    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    liaison.set_input_files("#id_uploads", paper(tmp_path, "两用"))
    expect(liaison.locator("#parts")).to_contain_text("两用.pdf")
    liaison.click("#also summary")
    liaison.locator("input[name=also]").first.check()
    expect(liaison.locator("#save-state")).to_contain_text("已暂存")
    sound(liaison)
    ask(liaison)
    head.goto("/sign-off/")
    head.click("main .duty-action a >> nth=0")
    assert "同时报送 1 项任务" in head.inner_text("main")
    head.click("button:has-text('审签并报送')")
    assert len(set(re.findall(r"2017-0905-\d{4}", head.inner_text("main")))) == 2
    sound(head)

    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    liaison.check("#id_nothing")
    expect(liaison.locator("[data-part=drop]")).to_contain_text("零报告，不带材料")
    expect(liaison.locator("[data-part=checks]")).to_contain_text("还不能报送")
    liaison.fill("#id_statement", "今年没有这项活动，见年初函告。")
    ask(liaison)
    assert "零报告" in sign(head)
    reviewer.goto("/review/")
    sound(reviewer)
    reviewer.locator("tbody tr", has_text="零报告").locator("a.btn").click()
    assert "今年没有这项活动" in reviewer.inner_text(".papers")
    sound(reviewer)


def test_a_file_that_goes_away_while_it_is_sent_is_told(signing, person, tmp_path):
    liaison = person("liaison")
    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    line, big = Line(liaison), scan(tmp_path)
    line.lets = 1
    liaison.set_input_files("#id_uploads", big)
    expect(liaison.locator("#uploading")).to_contain_text("网络断了")
    big.unlink()
    line.mend()
    expect(liaison.locator("#uploading")).to_contain_text("读不出来。请检查文件后再选一次。", timeout=20_000)


def test_a_server_that_fails_again_and_again_is_not_called_a_broken_line(signing, person, tmp_path):
    liaison = person("liaison")
    liaison.goto("/duties/")
    liaison.click(".duty-action a.primary")
    liaison.route("**/uploads/*/", lambda route: route.fulfill(status=500, body="fault", content_type="text/html"))
    liaison.set_input_files("#id_uploads", paper(tmp_path, "通知二"))
    expect(liaison.locator("#uploading")).to_contain_text("服务器出了错", timeout=30_000)
