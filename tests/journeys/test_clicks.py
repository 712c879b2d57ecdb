"""How many times a liaison presses the button of the mouse to hand in, counted by the browser itself."""

import pytest
from tests import cast as people
from tests.journeys.conftest import in_force

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
# Pressing is counted, not the click after it: one press on a label makes two of them.
COUNT = """window.addEventListener("mousedown", (event) => {
  if (event.isTrusted) sessionStorage.setItem("pressed", String(Number(sessionStorage.getItem("pressed")) + 1));
}, true);"""


@pytest.fixture(scope="module")
def begun(city, tmp_path_factory):
    """A city whose plan is in force, and a district that has issued its own plan with the signed document."""
    in_force(city)
    signed = tmp_path_factory.mktemp("papers") / "签发件.pdf"
    signed.write_bytes(people.pdf("签发件").read())
    office = Person(city, "district_office")
    office.get("/plans/upload/")
    office.post("/plans/upload/", {}, {"file": DATA / "plan-district.txt"})
    plan = office.find(r'href="/plans/([0-9a-f]{16})/issue/"')
    office.post(f"/plans/{plan}/confirm/steps/accept/", {"note": "已与原件核对。"})
    office.get(f"/plans/{plan}/signed/attach/")
    office.post(f"/plans/{plan}/signed/attach/", {}, {"file": signed})
    office.get(f"/plans/{plan}/issue/")
    office.post(f"/plans/{plan}/issue/", {"seen": office.find(r'name="seen" value="(\w+)"')})
    return city


def listed(person, key):
    """The unit's list, from where the counting begins."""
    page = person(key)
    page.context.add_init_script(COUNT)
    page.goto("/duties/")
    return page


def pressed(page):
    return int(page.evaluate("sessionStorage.getItem('pressed')") or 0)


def test_what_the_platform_knows_is_handed_in_by_two_clicks(begun, person):
    page = listed(person, "district")
    page.click(".duty-action a:has-text('直接报送')")
    with page.expect_navigation(url="**/receipts/**"):
        page.click("button.primary:has-text('报送')")
    assert pressed(page) == 2
    assert "签发件.pdf" in page.inner_text("main")


def test_a_file_is_handed_in_by_four_clicks(begun, person, tmp_path):
    path = tmp_path / "实施方案.pdf"
    path.write_bytes(people.pdf("实施方案").read())
    page = listed(person, "liaison")
    page.click(".duty-action a.primary")
    with page.expect_file_chooser() as dialog:
        page.click("#id_uploads")
    dialog.value.set_files(path)
    of_the_dialog = 1  # the file is chosen in a window of the system, where no page can count
    with page.expect_navigation(url="**/receipts/**"):
        page.click("button.primary:has-text('报送')")
    assert pressed(page) + of_the_dialog == 4
    assert "实施方案.pdf" in page.inner_text("main")
