"""Every page that links lead to, in a city where a year has begun, is sound on a desk and on a phone."""

import re
from collections import Counter
from urllib.parse import urldefrag, urlsplit

import pytest
from tests import cast as people
from tests.journeys.conftest import hand_in
from tests.journeys.test_cascade import confirmed
from tests.journeys.test_main_line import sound

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
FILES = re.compile(r"/(sheet|export|template|file|signed|pages/\d+)/$")
NAVIGATION = 6  # so many pages of each further person are opened whether others saw their like or not
OFTEN = {"/duties/*/?": 4, "/receipts/*/?": 2}  # pages that look otherwise from one state to the next
OWN = ("/duties/*/", "/reviewing/", "/samples/")  # ... and from one person to the next
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


@pytest.fixture(scope="module")
def begun(chromium, city, tmp_path_factory):
    """The city's plan issued, one duty handed in, a draft left open, and a plan of the district for its own units."""
    paper = tmp_path_factory.mktemp("papers") / "材料.pdf"
    paper.write_bytes(people.pdf("材料").read())

    def enter(key):
        page = chromium.new_context(viewport=DESK, base_url=city).new_page()
        page.goto("/accounts/login/")
        page.click(f"button[value={key}]")
        page.wait_for_url("**/")
        return page

    manager = enter("manager")
    confirmed(manager, DATA / "plan-2017.docx")
    manager.click("button:has-text('下达 915 项任务')")
    plan = re.search(r"/plans/\w{16}/", manager.url).group()
    manager.goto("/plans/new/blank/")
    manager.fill("[name=title]", "明江市2018年推进服务型行政执法建设工作实施方案")
    manager.click("main button.primary")
    liaison = enter("liaison")
    liaison.goto("/duties/")
    liaison.click(".duty-action a >> nth=0")
    hand_in(liaison, paper)
    district = enter("district_office")
    confirmed(district, DATA / "plan-district.txt")
    district.click("button:has-text('下达 26 项任务')")
    for page in (manager, liaison, district):
        page.context.close()
    return city, busy(city, plan, paper)


def busy(city, plan, paper):
    """What else goes on between the office and a unit in a week; returns the duties that it was about."""
    manager, reviewer, liaison = Person(city, "manager"), Person(city, "reviewer"), Person(city, "liaison")
    names = re.findall(r'href="/duties/([0-9a-f]{16})/submit/"', liaison.get("/duties/"))
    good, bad, again, asked, never, draft, signed, *_, later = dict.fromkeys(names)
    for name in (good, bad, again):
        put(liaison, name, paper)
    for name in (good, bad):
        judge(reviewer, name, {"move": "accept"})
    judge(reviewer, again, {"move": "return", "note": "缺公章，请补盖。"})
    reviewer.get(f"/duties/{good}/")
    sample = reviewer.find(r'href="(/receipts/[0-9a-f]{16}/sample/)"')
    reviewer.get(sample)
    reviewer.post(sample, {"why": "时间、地点、人员都写清了。"})
    reviewer.get(f"/duties/{bad}/revoke/")
    reviewer.post(f"/duties/{bad}/revoke/", {"note": "回访没有见到这次活动。"})
    manager.get("/reviewing/rechecks/")
    manager.post("/reviewing/rechecks/", {"since": "2017-08-01", "until": "2017-09-05", "number": "2"})
    for name, kind, more in ((later, "extension", {"wanted_due": "2017-12-20"}), (never, "not_applicable", {})):
        liaison.get(f"/duties/{name}/request/?kind={kind}")
        liaison.post(f"/duties/{name}/request/?kind={kind}", {"reason": "见附的说明。"} | more, {"upload": paper})
    liaison.get(f"/duties/{asked}/question/")
    liaison.post(f"/duties/{asked}/question/", {"text": "要不要附电子版？"})
    put(liaison, draft, paper, then="save")
    manager.get(f"{plan}rules/")
    manager.post(f"{plan}rules/", {"needs_sign_off": "on", "correction_days": "5", "reason": "由各单位负责人把关。"})
    put(liaison, signed, paper)
    return [f"{city}/duties/{name}/" for name in (good, bad, again, asked, never, draft, signed, later)]


def put(liaison, name, paper, then="submit"):
    """The paper into the draft of a duty, and out with it."""
    liaison.get(f"/duties/{name}/submit/")
    liaison.post(f"/duties/{name}/submit/", {"then": then, "statement": "见附件。"}, {"uploads": paper})


def judge(reviewer, name, verdict):
    """The verdict, with an answer where one is asked for."""
    desk = f"/review/{name}/"
    reviewer.get(desk)
    verdict |= {"submission": reviewer.find(r'name="submission" value="(\w+)"')}
    if verdict["move"] == "accept":
        reviewer.post(desk, verdict, expect=422)
        verdict |= {"asked": reviewer.find(r'name="asked" value="(\w+)"'), "answer": "已核对原件，属实。"}
    reviewer.post(desk, verdict)


def kind_of(address):
    """The page without what tells records and filters apart, so that each kind of page is opened once."""
    parts = urlsplit(address)
    path = re.sub(r"/(?:[0-9a-f]{16}|\d+)(?=/)", "/*", parts.path)
    return path + "?" + "&".join(re.findall(r"kind=\w+|row=|print=|part=whole", parts.query))


def addresses(page, city):
    """Where the links of this page lead, inside the city and to pages."""
    found = [urldefrag(href)[0] for href in page.evaluate(LINKS)]
    return [
        one for one in found if one.startswith(city) and not FILES.search(urlsplit(one).path) and "form=" not in one
    ]


# Each opens what those before him could not, the pages of his own navigation, and what the busy week was about.
@pytest.mark.parametrize(
    "keys",
    [("manager", "district_office", "reviewer", "second_reviewer", "head"), ("liaison", "unit_head", "unit_admin")],
)
def test_every_page_reached_by_links_is_sound(keys, begun, person):
    city, duties = begun
    opened = Counter()
    for key in keys:
        page, first = person(key), Counter()
        waiting = addresses(page, city)
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            again = kind.startswith(OWN) or first.total() < NAVIGATION
            if first[kind] >= (int(again) if opened[kind] else OFTEN.get(kind, 1)):
                continue
            first[kind] += 1
            assert page.goto(address).status == 200, address
            waiting = sorted([*waiting, *addresses(page, city)], key=lambda one: one not in duties)
            page.set_viewport_size(PHONE)
            sound(page)
            page.set_viewport_size(DESK)
            sound(page)
        opened.update(first)
    assert len(opened) > 25
