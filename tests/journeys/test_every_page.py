"""Every page that links lead to, in a city where a year has begun, is sound on a desk and on a phone."""

import re
from urllib.parse import urldefrag, urlsplit

import pytest
from tests import cast as people
from tests.journeys.conftest import hand_in
from tests.journeys.test_cascade import confirmed
from tests.journeys.test_main_line import sound

from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
FILES = re.compile(r"/(sheet|export|template|file|signed|pages/\d+)/$")
NAVIGATION = 6  # so many pages of the second person are opened whether the first saw their like or not
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
    return city


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


# The second opens what the first could not, and the pages of his own navigation.
@pytest.mark.parametrize("keys", [("manager", "district_office"), ("liaison", "unit_admin")])
def test_every_page_reached_by_links_is_sound(keys, begun, person):
    seen = set()
    for key in keys:
        page = person(key)
        waiting, first = addresses(page, begun), set()
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind in first or (kind in seen and len(first) > NAVIGATION):
                continue
            first.add(kind)
            assert page.goto(address).status == 200, address
            waiting += addresses(page, begun)
            page.set_viewport_size(PHONE)
            sound(page)
            page.set_viewport_size(DESK)
            sound(page)
        seen |= first
    assert len(seen) > 25
