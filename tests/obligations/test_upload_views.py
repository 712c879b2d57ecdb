"""Files that come piece by piece: where they go on, who may send them, and what the answers say."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests import cast as people
from tests.files import sending
from tests.obligations import drafted

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.models import User
from luoshi.accounts.roles import Role
from luoshi.files.models import Blob, Upload
from luoshi.kit.actor import Actor
from luoshi.obligations.drafts import LOCKED
from luoshi.obligations.models import Evidence
from luoshi.obligations.views.uploads import LARGEST_PIECE

CONTENT = sending.CONTENT
ANNOUNCED = {"name": "通知.pdf", "size": len(CONTENT), "stamp": "1503540000000"}


@pytest.fixture
def duty(cast, plan):
    """The department's duty of the own plan."""
    return people.obligation(plan, cast.department)


def address(duty):
    return reverse("obligations:upload_begin", args=[duty.public_id])


def begin(client, duty, **other):
    """The answer to announcing a file."""
    answer = client.post(address(duty), ANNOUNCED | other)
    return answer.status_code, answer.json()


def piece(client, told, offset, content, **headers):
    answer = client.post(
        told["piece"], data=content, content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)} | headers,
    )  # fmt: skip
    return answer.status_code, answer.json()


def finish(client, told):
    answer = client.post(told["finish"])
    return answer.status_code, answer.json()


def sent(client, duty, content=CONTENT, **other):
    """The whole way of a file; the last answer."""
    status, told = begin(client, duty, size=len(content), **other)
    assert status == 200
    assert piece(client, told, 0, content)[0] == 200
    return finish(client, told)


def test_a_file_comes_in_pieces_and_goes_into_the_draft(cast, duty, enter):
    client = enter("liaison")
    status, told = begin(client, duty)
    assert (status, told["received"]) == (200, 0)
    assert piece(client, told, 0, CONTENT[:1000]) == (200, told | {"received": 1000})
    assert piece(client, told, 1000, CONTENT[1000:])[1]["received"] == len(CONTENT)
    assert Evidence.objects.count() == 0
    assert finish(client, told) == (200, {"name": "通知.pdf", "reasons": []})
    [part] = duty.draft.evidence.all()
    assert (part.name, part.blob.size, part.blob.kind) == ("通知.pdf", len(CONTENT), "pdf")
    assert finish(client, told)[0] == 200  # its answer was lost, so it is asked for again
    assert duty.draft.evidence.count() == 1


def test_the_same_file_goes_on_where_it_stopped(cast, duty, enter):
    first = begin(enter("liaison"), duty)[1]
    piece(enter("liaison"), first, 0, CONTENT[:1000])
    status, again = begin(enter("liaison"), duty)
    assert (status, again) == (200, first | {"received": 1000})
    assert begin(enter("liaison"), duty, stamp="1503540000001")[1]["received"] == 0


def test_a_piece_in_the_wrong_place_is_told_the_right_one(cast, duty, enter):
    client = enter("liaison")
    told = begin(client, duty)[1]
    piece(client, told, 0, CONTENT[:1000])
    for offset in (0, 500, 2000):
        status, answer = piece(client, told, offset, CONTENT[offset : offset + 10])
        assert (status, answer["received"]) == (409, 1000)
        assert "会从断开的地方接着传" in answer["reasons"][0]
    status, answer = finish(client, told)
    assert (status, answer["received"], Evidence.objects.count()) == (409, 1000, 0)


def test_a_piece_has_a_limit_below_that_of_the_server(cast, duty, enter):
    assert LARGEST_PIECE < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    client = enter("liaison")
    told = begin(client, duty, size=3 * LARGEST_PIECE)[1]
    assert piece(client, told, 0, b"x" * LARGEST_PIECE)[0] == 200
    status, answer = piece(client, told, LARGEST_PIECE, b"x" * (LARGEST_PIECE + 1))
    assert (status, "超过 2 MB" in answer["reasons"][0]) == (413, True)
    assert Upload.objects.get().received == LARGEST_PIECE


@pytest.mark.parametrize("offset", ["", "-1", "zehn", "１", "1.5", "9" * 5000])
def test_a_piece_says_where_it_begins(offset, cast, duty, enter):
    client = enter("liaison")
    told = begin(client, duty)[1]
    headers = {} if offset == "１" else {"Upload-Offset": offset}
    answer = client.post(told["piece"], data=b"x", content_type="application/octet-stream", headers=headers)
    assert (answer.status_code, Upload.objects.get().received) == (400, 0)
    assert "请重新选择这个文件" in answer.json()["reasons"][0]


@pytest.mark.parametrize(
    ("announced", "words"),
    [
        ({"name": "程序.exe"}, "不是可以上传的类型"),
        ({"size": 0}, "空文件"),
        ({"size": 51 * 1024 * 1024}, "超过 50 MB"),
        ({"size": -1}, "没有收到"),
        ({"size": "viel"}, "没有收到"),
        ({"name": ""}, "没有收到"),
        ({"name": "机密★通知.pdf"}, "非涉密系统"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(announced, words, cast, duty, enter):
    status, told = begin(enter("liaison"), duty, **announced)
    assert (status, words in "".join(told["reasons"]), Upload.objects.count()) == (422, True, 0)


def test_a_file_that_is_not_what_it_says_is_refused_in_words(cast, duty, enter):
    status, told = sent(enter("liaison"), duty, b"MZ this is no document", name="通知.pdf")
    assert (status, "“通知.pdf”" in told["reasons"][0], duty.draft) == (422, True, None)
    assert (Upload.objects.count(), Blob.objects.filter(kind="pdf").count()) == (0, 0)


@pytest.mark.parametrize("part", ["unit_head", "unit_admin", "manager", "reviewer"])
def test_files_are_sent_by_the_liaison_alone(part, cast, duty, enter):
    told = begin(enter("liaison"), duty)[1]
    client = enter(part)
    for url in (address(duty), told["piece"], told["finish"]):
        assert client.post(url, ANNOUNCED).status_code == 403
    assert enter("stranger").post(address(duty), ANNOUNCED).status_code == 404
    assert Upload.objects.get().received == 0


def test_another_liaison_of_the_unit_sends_his_own(cast, duty, enter):
    by = Actor.system("测试")
    grant_membership(create_user("second", "联络员乙", by=by), cast.department, Role.LIAISON, by=by)
    client = Client()
    client.force_login(User.objects.get(username="second"))
    told = begin(enter("liaison"), duty)[1]
    assert client.post(told["piece"], data=b"x", content_type="application/octet-stream").status_code == 404
    assert begin(client, duty)[1]["upload"] != told["upload"]


def test_an_upload_belongs_to_its_duty(cast, plan, duty, enter):
    client = enter("liaison")
    told = begin(client, duty)[1]
    other = people.obligation(plan, cast.department, "调解室")
    for name in ("upload_piece", "upload_finish"):
        url = reverse(f"obligations:{name}", args=[other.public_id, told["upload"]])
        assert client.post(url, data=b"x", content_type="application/octet-stream").status_code == 404


def test_nothing_is_sent_while_the_draft_lies_with_the_head(cast, enter):
    duty = drafted.asked(cast, drafted.signing_plan(cast)).obligation
    assert begin(enter("liaison"), duty) == (409, {"reasons": [LOCKED]})


def test_what_came_while_the_draft_was_locked_is_not_put_in(cast, enter):
    from luoshi.obligations.actions.handing_in import ask_sign_off

    duty = drafted.begun(cast, drafted.signing_plan(cast))
    client = enter("liaison")
    told = begin(client, duty)[1]
    piece(client, told, 0, CONTENT)
    ask_sign_off(duty, by=cast["liaison"])
    assert finish(client, told) == (422, {"reasons": [LOCKED]})
    assert duty.draft.evidence.count() == 1


def test_nothing_is_sent_for_what_is_not_owed(cast, plan, enter):
    status, told = begin(enter("liaison"), people.submitted(cast, plan))
    assert (status, "当前状态是“待审”" in told["reasons"][0]) == (409, True)


def test_sending_needs_the_token_of_the_page(cast, duty):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["liaison"].user)
    assert client.post(address(duty), ANNOUNCED).status_code == 403
    page = client.get(reverse("obligations:obligation_submit", args=[duty.public_id]))
    token = {"X-CSRFToken": str(page.context["csrf_token"])}
    told = client.post(address(duty), ANNOUNCED, headers=token).json()
    assert piece(client, told, 0, CONTENT, **token)[0] == 200


def test_addresses_of_the_script_lead_a_person_to_the_page(cast, duty, enter):
    client = enter("liaison")
    told = begin(client, duty)[1]
    page = reverse("obligations:obligation_submit", args=[duty.public_id])
    for url in (address(duty), told["piece"], told["finish"]):
        assert client.get(url).headers["Location"] == page


def test_page_shows_what_was_left_undone_and_takes_it_out(cast, duty, enter):
    client = enter("liaison")
    told = begin(client, duty)[1]
    piece(client, told, 0, CONTENT[:1000])
    page = reverse("obligations:obligation_submit", args=[duty.public_id])
    words = client.get(page).content.decode()
    assert ("只传了一部分" in words, told["upload"] in words, "清空暂存" in words) == (True, True, True)
    client.post(page, {"drop": told["upload"], "then": "save"})
    assert (Upload.objects.count(), "只传了一部分" in client.get(page).content.decode()) == (0, False)


def test_clearing_the_draft_drops_what_was_left_undone(cast, duty, enter):
    client = enter("liaison")
    begin(client, duty)
    client.post(reverse("obligations:obligation_submit", args=[duty.public_id]), {"then": "discard"})
    assert Upload.objects.count() == 0


def test_answers_are_plain_json(cast, duty, enter):
    answer = enter("liaison").post(address(duty), ANNOUNCED | {"name": "<b>.exe"})
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["reasons"]
