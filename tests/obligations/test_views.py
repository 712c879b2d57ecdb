"""The pages: what a person sees, and that bad input gets a clear answer."""

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.obligations.models import Evidence


def submit_url(obligation):
    return reverse("obligations:obligation_submit", args=[obligation.public_id])


def test_list_puts_the_returned_first_with_its_reason(cast, plan, enter):
    people.returned(cast, plan)
    page = enter("liaison").get(reverse("obligations:obligation_list")).content.decode()
    later = page.index("以后到期", page.index("group"))
    assert page.index("退回，先补正") < page.index("缺公章，请补盖后重报。") < later


def test_list_finds_by_words_and_says_when_there_is_nothing(cast, plan, enter):
    client, url = enter("liaison"), reverse("obligations:obligation_list")
    assert "没有符合“天书”的任务" in client.get(url, {"q": "天书"}).content.decode()
    page = client.get(url, {"q": "调解室"}).content.decode()
    assert ("设置行政调解室" in page, "实施方案</a></h3>" in page) == (True, False)


def test_hostile_names_are_shown_as_text(cast, plan, enter):
    obligation = people.obligation(plan, cast.department)
    file = people.pdf()
    file.name = '"><script>alert(1)</script>.pdf'
    enter("liaison").post(submit_url(obligation), {"uploads": file, "then": "submit"})
    page = enter("reviewer").get(reverse("obligations:review_desk", args=[obligation.public_id])).content.decode()
    assert "<script>alert" not in page


def test_evidence_is_served_to_its_owner_and_noted(cast, plan, enter):
    from luoshi.audit.models import Entry

    people.submitted(cast, plan)
    evidence = Evidence.objects.get()
    url = reverse("obligations:evidence_file", args=[evidence.public_id])
    answer = enter("reviewer").get(url)
    content = b"".join(answer.streaming_content)
    answer.close()
    assert content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert Entry.objects.filter(action="files.download", note=evidence.blob.sha256).count() == 1
    assert enter("stranger").get(url).status_code == 404


def test_evidence_page_shows_an_image_and_no_page_that_is_not_there(cast, plan, enter):
    people.submitted(cast, plan)
    evidence = Evidence.objects.get()
    client = enter("reviewer")
    answer = client.get(reverse("obligations:evidence_page", args=[evidence.public_id, 1]))
    assert (answer.headers["Content-Type"], b"".join(answer.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    answer.close()
    assert client.get(reverse("obligations:evidence_page", args=[evidence.public_id, 2])).status_code == 404


def test_too_many_files_are_answered_in_words(cast, plan, enter):
    obligation = people.obligation(plan, cast.department)
    answer = enter("liaison").post(submit_url(obligation), {"uploads": [people.pdf(str(n)) for n in range(21)]})
    assert (answer.status_code, "一次最多 20 个文件" in answer.content.decode()) == (422, True)


def test_withdraw_asks_once_and_returns_to_the_duty(cast, plan, enter):
    obligation = people.submitted(cast, plan)
    url = reverse("workflow:move_take", args=["obligations.obligation", obligation.public_id, "withdraw"])
    client = enter("liaison")
    assert client.get(url).status_code == 200
    assert client.post(url).headers["Location"] == obligation.get_absolute_url()
    assert client.post(url).status_code == 409


@pytest.mark.parametrize("label", ["obligations.evidence", "auth.nothing", "nonsense", "sessions.session"])
def test_moves_of_what_has_no_moves_do_not_exist(label, cast, enter):
    assert enter("liaison").get(reverse("workflow:move_take", args=[label, "0" * 16, "submit"])).status_code == 404
