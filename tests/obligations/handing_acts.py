"""Rows for tests/architecture/test_one_act.py: drafts, signing off, handing in."""

from __future__ import annotations

from tests import cast as people
from tests.obligations import drafted

from luoshi.obligations.models import Evidence


def rows(cast):
    """Arguments by action."""
    plain, signing = people.issued_plan(cast, 201), drafted.signing_plan(cast, 202)
    clean = people.obligation(plain, cast.department)
    old = people.submitted(cast, plain, "调解室")
    kept = drafted.begun(cast, people.issued_plan(cast, 203))
    asked = drafted.asked(cast, signing)
    to_ask = drafted.begun(cast, signing, "调解室")
    district = people.obligation(plain, cast.district)
    by, head = {"by": cast["liaison"]}, {"by": cast["unit_head"]}
    here = (asked.obligation,)
    return {
        "save_draft": (((clean,), by | {"statement": "已印发。"}), ((old,), by | {"statement": "已印发。"})),
        "add_files": (((clean, [drafted.blob()]), by), ((old, [drafted.blob()]), by)),
        "add_uploads": (((clean, [people.pdf("甲")]), by), ((clean, []), by)),
        "add_link": (((clean, "https://example.cn/a"), by), ((old, "https://example.cn/a"), by)),
        "reuse": (
            ((clean, list(old.current.evidence.all())), by),
            ((district, list(old.current.evidence.all())), {"by": cast["district_liaison"]}),
        ),
        "remove_part": (((kept.draft.evidence.get(),), by), ((Evidence.objects.get(submission=old.current),), by)),
        "discard_draft": (((kept,), by), ((clean,), by)),
        "ask_sign_off": (((to_ask,), by), ((clean,), by)),
        "take_back_from_sign_off": ((here, by), ((to_ask,), by)),
        "send_back": ((here, head | {"note": "补盖公章。"}), (here, head | {"note": " "})),
        "sign_and_hand_in": ((here, head | {"seen": asked}), (here, by | {"seen": asked})),
    }
