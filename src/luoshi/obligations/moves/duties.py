"""The table of an obligation's moves."""

from luoshi.obligations.models import Obligation
from luoshi.obligations.moves.effects import (
    mark_withdrawn,
    note_applicability,
    note_request,
    note_waiver,
    record_acceptance,
    record_return,
    record_revocation,
    record_self_check,
    seal_signed,
    seal_submission,
)
from luoshi.obligations.moves.guards import (
    another_proposed_to_revoke,
    has_evidence,
    has_required_kinds,
    needs_no_sign_off,
    was_asked_for,
    was_never_returned,
    was_returned_before,
    was_sent_for_signature,
)
from luoshi.workflow.engine import Move, define

S = Obligation.State
OWED = frozenset({S.PENDING, S.RETURNED})

define(
    Obligation,
    Move("submit", "报送", OWED, S.SUBMITTED, "obligations.submit",
         guards=(has_evidence, has_required_kinds, needs_no_sign_off), effects=(seal_submission,),
         via="obligations:obligation_submit"),
    Move("submit_signed", "审签报送", OWED, S.SUBMITTED, "obligations.sign_off",
         guards=(was_sent_for_signature, has_evidence, has_required_kinds), effects=(seal_signed,),
         via="obligations:sign_off"),
    Move("withdraw", "撤回", frozenset({S.SUBMITTED}), S.PENDING, "obligations.submit",
         guards=(was_never_returned,), effects=(mark_withdrawn,)),
    Move("withdraw_correction", "撤回补正", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.submit",
         guards=(was_returned_before,), effects=(mark_withdrawn,)),
    Move("accept", "审核通过", frozenset({S.SUBMITTED}), S.ACCEPTED, "obligations.review",
         effects=(record_acceptance,), via="obligations:review_desk"),
    Move("return", "退回", frozenset({S.SUBMITTED}), S.RETURNED, "obligations.review",
         effects=(record_return,), asks="请写明退回理由：缺什么、怎么补。", via="obligations:review_desk"),
    Move("revoke", "撤销通过", frozenset({S.ACCEPTED}), S.RETURNED, "obligations.revoke",
         guards=(another_proposed_to_revoke,), effects=(record_revocation,), asks="请写明为什么撤销通过。",
         via="obligations:revocation"),
    Move("self_check", "自查办结", frozenset({S.SUBMITTED}), S.ACCEPTED, "obligations.self_check",
         effects=(record_self_check,), asks="请写明自查情况：查了什么、是否属实。"),
    Move("rule_out", "认定不适用", OWED, S.NOT_APPLICABLE, "obligations.decide",
         guards=(was_asked_for,), effects=(note_request,), asks="请写明为什么不适用。",
         via="obligations:request_detail"),
    Move("waive", "免除", frozenset({S.PENDING, S.SUBMITTED, S.RETURNED}), S.WAIVED, "obligations.amend",
         effects=(note_waiver,), asks="请写明为什么免除。", via="obligations:plan_amend"),
    Move("reinstate", "恢复", frozenset({S.WAIVED, S.NOT_APPLICABLE}), S.PENDING, "obligations.amend",
         effects=(note_applicability,), asks="请写明为什么恢复。", via="obligations:plan_amend"),
    born={S.PENDING, S.NOT_APPLICABLE},
)  # fmt: skip
