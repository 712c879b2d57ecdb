"""Pages of the second look: drawing, the round with what draws it again, and a look that does not know the first."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from html import unescape

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.obligations.looked_at import recheck_of, second_reviewer, verdicts, wanted

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.roles import Role
from luoshi.audit.models import Entry
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.rechecking import draw_round, record_recheck
from luoshi.obligations.models import Obligation, Recheck, RecheckRound

LIST = reverse("obligations:recheck_list")
GIVEN = {"since": "2017-09-01", "until": "2017-09-30", "category": "", "per_cent": "100", "number": "", "seed": "甲"}


@pytest.fixture
def second(cast):
    """Another reviewer of the office."""
    return second_reviewer(cast)


@pytest.fixture
def judged(cast, plan):
    """Three verdicts of the reviewer."""
    return verdicts(cast, plan)


@pytest.fixture
def drawn(cast, judged, second):
    """All three verdicts drawn."""
    return draw_round(cast.office, wanted(), by=cast["manager"])


def test_the_manager_draws_and_comes_to_the_round(cast, judged, enter):
    answer = enter("manager").post(LIST, GIVEN, follow=True)
    page = answer.content.decode()
    assert "备选 3 件，抽出 3 件" in page
    assert RecheckRound.objects.get().seed == "甲"
    assert "没有人能复核" in page


def test_the_second_of_two_clicks_draws_nothing_more(cast, judged, enter):
    client, sent = enter("manager"), GIVEN | {"per_cent": "", "number": "1", "known": "0"}
    client.post(LIST, sent)
    answer = client.post(LIST, sent)
    assert (answer.status_code, RecheckRound.objects.count()) == (422, 1)
    assert "刚刚已经抽过一批，没有再抽。" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"number": "2"}, "两项填一项"),
        ({"per_cent": ""}, "两项填一项"),
        ({"per_cent": "101"}, "has-error"),
        ({"since": "2017-10-01"}, "早于起日"),
        ({"since": "2016-01-01", "until": "2016-12-31"}, "没有可以抽的审核结论"),
        ({"since": "昨天"}, "has-error"),
        ({"category": "没有这一类"}, "has-error"),
    ],
)
def test_what_cannot_be_drawn_stays_on_the_page(given, words, cast, judged, enter):
    answer = enter("manager").post(LIST, GIVEN | given)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not RecheckRound.objects.exists()


def test_others_see_the_rounds_and_draw_none(cast, drawn, enter):
    for part in ("reviewer", "head"):
        page = enter(part).get(LIST).content.decode()
        assert ("2017年9月1日至2017年9月30日" in page, "抽一批" in page) == (True, False)
        assert enter(part).post(LIST, GIVEN).status_code == 403


def test_the_page_of_a_round_holds_a_program_that_draws_the_same(cast, drawn, enter):
    page = enter("manager").get(drawn.get_absolute_url()).content.decode()
    program = unescape(re.search(r'<pre class="again"[^>]*>(.*?)</pre>', page, re.DOTALL).group(1))
    told = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout
    sample = [one.review.submission.receipt_number for one in drawn.rechecks.all()]
    assert told.split() == [drawn.digest, *sample]


def test_the_second_look_does_not_know_the_first(cast, drawn, judged, enter):
    one = recheck_of(drawn, judged["returned"])
    client = enter("second")
    page = client.get(one.get_absolute_url()).content.decode()
    assert ("/pages/1/" in page, "缺公章" in page, "原结论：" in page) == (True, False, False)
    for address in (drawn.get_absolute_url(), LIST):
        words = client.get(address).content.decode()
        assert "缺公章" not in words and cast["reviewer"].name not in words
    answer = client.post(one.get_absolute_url(), {"opinion": "accept", "note": "公章在第 1 页。"}, follow=True)
    page = answer.content.decode()
    assert ("与原结论不一致" in page, "缺公章，请补盖后重报。" in page, "复核：应通过" in page) == (True, True, True)
    assert Recheck.objects.get(pk=one.pk).agrees is False


def test_who_judged_and_who_only_organises_see_no_papers_before(cast, drawn, judged, enter):
    one = recheck_of(drawn, judged["accepted"])
    for part in ("reviewer", "manager", "head"):
        page = enter(part).get(one.get_absolute_url()).content.decode()
        assert ("由另一位审核人员办理" in page, "/pages/1/" in page) == (True, False)
        assert enter(part).post(one.get_absolute_url(), {"opinion": "accept", "note": "好。"}).status_code == 403
    assert not Recheck.objects.exclude(agrees=None).exists()


def test_a_look_without_words_or_opinion_stays_on_the_page(cast, drawn, enter):
    one = drawn.rechecks.first()
    for given in ({"opinion": "accept", "note": ""}, {"note": "看过。"}, {"opinion": "withdraw", "note": "看过。"}):
        assert enter("second").post(one.get_absolute_url(), given).status_code == 422


def test_a_difference_on_an_acceptance_leads_to_revoking(cast, drawn, judged, second, enter):
    one = recheck_of(drawn, judged["accepted"])
    record_recheck(one, by=second, accept=False, note="照片是别处的。")
    for address in (one.get_absolute_url(), drawn.get_absolute_url()):
        assert "提出撤销" in enter("second").get(address).content.decode()
    address = f"{reverse('obligations:revocation', args=[judged['accepted'].public_id])}?recheck={one.public_id}"
    assert "照片是别处的。</textarea>" in enter("second").get(address).content.decode()


def test_a_difference_on_a_return_is_noted_on_the_duty_for_the_office(cast, drawn, judged, second, enter):
    record_recheck(recheck_of(drawn, judged["returned"]), by=second, accept=True, note="公章在第 1 页。")
    address = Obligation.objects.get(pk=judged["returned"].pk).get_absolute_url()
    assert "公章在第 1 页。" in enter("reviewer").get(address).content.decode()
    assert "公章在第 1 页。" not in enter("liaison").get(address).content.decode()


def test_the_sheet_tells_no_first_verdict_before_the_second(cast, drawn, judged, second, enter):
    done = recheck_of(drawn, judged["returned"])
    record_recheck(done, by=second, accept=True, note="=公章在第 1 页。")
    answer = enter("manager").get(reverse("obligations:recheck_sheet", args=[drawn.public_id]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    by_receipt = {row[1]: row for row in rows[1:]}
    told = by_receipt[done.review.submission.receipt_number]
    assert told[5:9] == ["退回", "应通过", "不一致", "'=公章在第 1 页。"]
    assert [row[5:8] for row in by_receipt.values() if row != told] == [["", "", ""]] * 2
    assert Entry.objects.filter(action="obligations.export_round", subject=drawn.ref).count() == 1


def test_what_waits_stands_on_the_desk_of_those_who_may(cast, drawn, enter):
    shown = {part: "3 件待复核" in enter(part).get("/").content.decode()
             for part in ("second", "reviewer", "manager", "head", "liaison")}  # fmt: skip
    assert {part for part, seen in shown.items() if seen} == {"second"}


def test_the_round_of_another_office_does_not_exist(cast, drawn, enter):
    by = Actor.system("测试")
    cast.people["dr"] = grant_membership(create_user("dr", "区审核", by=by), cast.district, Role.REVIEWER, by=by)
    for address in (drawn.get_absolute_url(), drawn.rechecks.first().get_absolute_url()):
        assert enter("dr").get(address).status_code == 404
