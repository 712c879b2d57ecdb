"""What a unit asks of its office: a duty that is not its own, a question, and whose work may serve as an example."""

import re

import pytest
from tests.journeys.conftest import accept, in_force
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
PAPER = DATA / "samples" / "forum-and-visit.pdf"


@pytest.fixture(scope="module")
def plan(city):
    """The address of a plan in force."""
    return f"/plans/{in_force(city)}/"


def duties(city, key):
    """The addresses of what a liaison has to hand in, by date."""
    return list(dict.fromkeys(re.findall(r'href="(/duties/[0-9a-f]{16}/)"', Person(city, key).get("/duties/"))))


def test_a_unit_asks_and_the_office_decides_knowing_what_it_does(plan, city, person):
    liaison = person("liaison", phone=True)
    liaison.goto(duties(city, "liaison")[-1])
    sound(liaison)
    liaison.click("a:has-text('申请不适用')")
    sound(liaison)
    liaison.fill("[name=reason]", "本单位没有这项职能，见三定规定第三条。")
    liaison.set_input_files("[name=upload]", PAPER)
    liaison.click("button:has-text('提出申请')")
    assert "等市办决定" in liaison.inner_text("main")
    sound(liaison)

    manager = person("manager", script=False)
    manager.click(".todo:has-text('1 件申请待决定') a")
    sound(manager)
    manager.click("a.btn:has-text('决定')")
    assert re.search(r"819 → 818", manager.inner_text("main"))
    sound(manager)
    manager.fill("[name=note]", "核对了三定规定，属实。")
    manager.click("button:text-is('同意')")
    assert "市环保局的申请不适用，已答复“同意”。" in manager.inner_text(".messages")
    manager.goto(f"{plan}matrix/")
    assert "下达 915 项，适用 818 项" in manager.inner_text("main")

    liaison.reload()
    assert "核对了三定规定，属实。" in liaison.inner_text("main")
    manager.goto(liaison.url.replace(city, ""))
    manager.click("a.btn:has-text('恢复')")
    manager.check("label:has-text('市环保局') input[name=add]")
    manager.click("button:has-text('看影响')")
    assert re.search(r"适用 818 → 819 项", manager.inner_text("main"))
    manager.fill("[name=reason]", "职能没有划出。")
    manager.click("button:has-text('确认调整')")
    manager.goto(f"{plan}matrix/")
    assert "下达 915 项，适用 819 项" in manager.inner_text("main")


def test_a_question_is_answered_for_all_and_nobody_is_told_who_asked(plan, city, person):
    liaison = person("liaison")
    liaison.goto(duties(city, "liaison")[0])
    material = liaison.inner_text("h1")
    liaison.click("a:has-text('向市办提问')")
    sound(liaison)
    liaison.fill("[name=text]", "签发件要不要附红头文件的电子版？")
    liaison.click("button:has-text('提问')")
    reviewer = person("reviewer")
    reviewer.click(".todo:has-text('1 个提问待答复') a")
    reviewer.click("a.btn:has-text('答复')")
    sound(reviewer)
    reviewer.fill("[name=answer]", "附盖章的扫描件即可。")
    reviewer.check("[name=shown_to_all]")
    reviewer.click("main button:has-text('答复')")
    sound(reviewer)
    stranger = person("stranger", phone=True)
    for address in duties(city, "stranger"):
        stranger.goto(address)
        if stranger.inner_text("h1") == material:
            break
    words = stranger.inner_text("main")
    assert ("附盖章的扫描件即可。" in words, "有单位" in words, "市环保局" in words) == (True, True, False)
    sound(stranger)


def test_work_well_done_is_shown_to_others_with_consent_and_taken_back(plan, city, person):
    address = next(one for one in duties(city, "liaison") if "对培育对象" in Person(city, "liaison").get(one))
    liaison = Person(city, "liaison")
    liaison.get(f"{address}submit/")
    liaison.post(f"{address}submit/", {"then": "submit"}, {"uploads": PAPER})
    reviewer = person("reviewer")
    reviewer.goto(address.replace("/duties/", "/review/"))
    accept(reviewer)
    reviewer.goto(address)
    reviewer.click("a:has-text('推荐为样例')")
    sound(reviewer)
    reviewer.fill("[name=why]", "指导、验收都有记录，时间地点写清了。")
    reviewer.click("button:has-text('征求单位意见')")
    sound(reviewer)
    head = person("unit_head", phone=True)
    head.click(".todo:has-text('样例征求意见') a")
    sound(head)
    sample = head.url.replace(city, "")
    head.click("a:has-text('同意公开') >> nth=0")
    head.click("button:has-text('同意公开')")
    stranger = person("stranger")
    assert stranger.goto(sample).status == 200
    assert stranger.locator("main img").first.evaluate("one => one.complete && one.naturalWidth > 0 || one.loading")
    sound(stranger)
    head.click("a:has-text('收回同意')")
    head.click("main button.primary")
    assert stranger.goto(sample).status == 404


def test_the_office_offers_a_template_and_units_find_it_where_they_need_it(plan, city, person):
    manager = person("manager")
    manager.goto(plan)
    manager.click("section:has-text('市政府部门年度任务分解表') a:has-text('模板、样例和问答') >> nth=0")
    sound(manager)
    manager.set_input_files("[name=file]", PAPER)
    manager.click("button:has-text('附上模板')")
    assert "forum-and-visit.pdf" in manager.inner_text("main")
    material = manager.inner_text("h1")
    page = Person(city, "liaison")
    found = [one for one in duties(city, "liaison") if f"<h1>{material}</h1>" in page.get(one)]
    liaison = person("liaison", phone=True)
    for address in (found[0], f"{found[0]}submit/"):
        liaison.goto(address)
        assert "模板与样例" in liaison.inner_text("main")
        assert "forum-and-visit.pdf" in liaison.inner_text("main")
    sound(liaison)


def test_what_is_granted_shows_on_every_list_of_the_unit_and_of_the_office(plan, city, person):
    liaison, head, manager = person("liaison"), person("unit_head", phone=True), person("manager")
    liaison.goto("/duties/")
    sums = re.search(r"下达 (\d+) 项，适用 (\d+) 项", liaison.inner_text(".page-head"))
    issued, applicable = map(int, sums.groups())
    *_, ruled_out, extended = [link.get_attribute("href") for link in liaison.locator(".duties h3 a").all()]
    manager.goto(f"{plan}matrix/")
    [whole] = re.findall(r"适用 (\d+) 项", manager.inner_text(".page-head"))

    liaison.goto(extended)
    assert "2017年10月" in liaison.inner_text(".page-head")
    liaison.click("a:has-text('申请延期')")
    sound(liaison)
    liaison.fill("[name=wanted_due]", "2017-11-10")
    liaison.fill("[name=reason]", "验收组十一月初到，现在做到自评。")
    liaison.click("button:has-text('提出申请')")
    liaison.goto(ruled_out)
    liaison.click("a:has-text('申请不适用')")
    liaison.fill("[name=reason]", "本单位没有这项工作，见三定规定第五条。")
    liaison.click("button:has-text('提出申请')")
    liaison.goto("/duties/")
    words = liaison.inner_text("main")
    assert ("已申请延期到 11月10日，待决定" in words, "已申请不适用，待决定" in words) == (True, True)
    sound(liaison)

    manager.goto("/requests/?kind=extension")
    manager.click("a.btn:has-text('决定')")
    manager.fill("[name=day]", "2017-11-17")
    manager.click("button:has-text('看影响')")
    assert "2017年11月17日" in manager.inner_text(".col-main")
    sound(manager)
    manager.fill("[name=note]", "同意，多留一周。")
    manager.click("button:text-is('同意')")
    manager.goto("/requests/")
    sound(manager)
    manager.click("a.btn:has-text('决定')")
    manager.fill("[name=note]", "属实。")
    manager.click("button:text-is('同意')")
    manager.goto(f"{plan}matrix/")
    assert f"适用 {int(whole) - 1} 项" in manager.inner_text(".page-head")

    liaison.reload()
    assert f"下达 {issued} 项，适用 {applicable - 1} 项" in liaison.inner_text("main")
    liaison.goto(extended)
    words = liaison.inner_text("main")
    assert ("2017年11月17日（周五）到期" in words, "同意，多留一周。" in words) == (True, True)
    liaison.goto(ruled_out)
    assert "不适用，不计入应完成数。" in liaison.inner_text("main")
    head.goto("/duties/year/")
    assert f"下达 {issued} 项，适用 {applicable - 1} 项" in head.inner_text("main")
    sound(head)
