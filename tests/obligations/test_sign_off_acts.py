"""What passes between liaison and head before anything goes out is the unit's own affair: the office never reads it."""

from __future__ import annotations

import pytest
from tests import cast as people
from tests.obligations import drafted

from luoshi.audit.models import Entry
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.drafting import save_draft
from luoshi.obligations.actions.handing_in import ask_sign_off, send_back, sign_and_hand_in, take_back_from_sign_off
from luoshi.obligations.queries.duties import history_of

WORDS = "数字与统计口径对不上，先别报。"


@pytest.fixture
def asked(cast: people.Cast):
    """A draft of the department before its head."""
    return drafted.asked(cast, drafted.signing_plan(cast))


def test_what_the_head_writes_to_the_liaison_is_no_part_of_the_story_of_the_duty(cast, asked, enter):
    duty = asked.obligation
    send_back(duty, by=cast["unit_head"], note=WORDS)
    entry = Entry.objects.get(action="obligations.unlock_draft")
    assert (entry.subject, entry.note, entry.details) == (asked.ref, WORDS, {"obligation": duty.ref})
    assert [line.entry.action for line in history_of(duty)] == ["plans.issue"]
    for part in ("reviewer", "manager", "inspector"):
        assert WORDS not in enter(part).get(duty.get_absolute_url()).content.decode()
    assert WORDS in enter("liaison").get(duty.draft.get_absolute_url()).content.decode()


def test_the_story_tells_who_signed(cast, asked):
    take_back_from_sign_off(asked.obligation, by=cast["liaison"])
    again = ask_sign_off(drafted.fresh(asked.obligation), by=cast["liaison"])
    sign_and_hand_in(asked.obligation, by=cast["unit_head"], seen=again)
    assert [line.entry.action for line in history_of(asked.obligation)] == ["plans.issue", "obligations.submit_signed"]


def test_head_is_told_to_give_back_what_can_no_longer_go_along(cast):
    signing = drafted.signing_plan(cast)
    duty, other = drafted.begun(cast, signing), people.obligation(signing, cast.department, "调解室")
    save_draft(duty, by=cast["liaison"], statement="", also=[other])
    seen = ask_sign_off(duty, by=cast["liaison"])
    ask_sign_off(drafted.begun(cast, signing, "调解室"), by=cast["liaison"])
    with pytest.raises(Refused, match="请退回修改，由联络员改好再送审签"):
        sign_and_hand_in(duty, by=cast["unit_head"], seen=seen)
    assert drafted.fresh(duty).state == "pending"
