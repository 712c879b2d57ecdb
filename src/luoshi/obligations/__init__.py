"""任务: what each unit owes by when, what it handed in, how it was reviewed; and issuing a plan, which makes them.

Chain of states of an obligation: 未报送 pending → 待审 submitted → 审核通过 accepted,
with 退回 returned → 待审 submitted in between as often as needed, and 不适用 not_applicable from the start.
"""
