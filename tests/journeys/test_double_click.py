"""Eight clicks at once on one button, over real connections: one wins, the others are told, the chain stays whole."""

from __future__ import annotations

import re
import urllib.error
from concurrent.futures import ThreadPoolExecutor

import pytest

from luoshi.demo.check import CheckFailed, Person
from luoshi.demo.city import DATA

pytestmark = pytest.mark.journey
CLICKS = 8


def at_once(jobs):
    """Run the jobs side by side; how many did what they should."""
    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(lambda job: job(), jobs))


def click(person, path, fields, files=None):
    """Send the form of the person's last page; whether it was taken."""
    try:
        person.post(path, fields, files)
    except (CheckFailed, urllib.error.URLError):
        return False
    return True


def test_eight_clicks_on_one_button_are_one_act(city):
    manager = Person(city, "manager")
    manager.get("/plans/upload/")
    manager.post("/plans/upload/", {}, {"file": DATA / "plan-2017.docx"})
    plan = manager.find(r'href="/plans/([0-9a-f]{16})/issue/"')
    manager.post(f"/plans/{plan}/confirm/steps/accept/", {"note": "已与原件核对。"})
    managers = [Person(city, "manager") for _ in range(CLICKS)]
    for one in managers:
        one.get(f"/plans/{plan}/issue/")
    counted = {"seen": managers[0].find(r'name="seen" value="(\w+)"')}
    assert sum(at_once([lambda m=m: click(m, f"/plans/{plan}/issue/", counted) for m in managers])) >= 1
    assert "下达 915 项，适用 819 项" in manager.get(f"/plans/{plan}/matrix/")

    liaisons = [Person(city, "liaison") for _ in range(CLICKS)]
    liaisons[0].get("/duties/")
    duty = liaisons[0].find(r'href="/duties/([0-9a-f]{16})/submit/"')
    for one in liaisons:
        one.get(f"/duties/{duty}/submit/")
    pdf = {"uploads": DATA / "samples" / "implementation-plan.pdf"}
    at_once([lambda one=one: click(one, f"/duties/{duty}/submit/", {"then": "submit"}, pdf) for one in liaisons])

    reviewers = [Person(city, "reviewer") for _ in range(CLICKS)]
    for one in reviewers:
        one.get(f"/review/{duty}/")
    seen = {"submission": reviewers[0].find(r'name="submission" value="(\w+)"'), "move": "accept", "note": ""}
    reviewers[0].post(f"/review/{duty}/", seen, expect=422)
    seen |= {"asked": reviewers[0].find(r'name="asked" value="(\w+)"'), "answer": "已核对原件，属实。"}
    at_once([lambda one=one: click(one, f"/review/{duty}/", seen) for one in reviewers])

    story = re.sub(r"<[^>]+>", "", liaisons[0].get(f"/duties/{duty}/"))
    assert [story.count("报送，回执"), story.count("审核通过，回执"), story.count("第 2 次报送")] == [1, 1, 0]
