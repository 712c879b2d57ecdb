"""实施方案: plans as read from their documents, with task tables and deliverables.

Chain of states of a plan: 草稿 draft → 已下达 issued, or 草稿 draft → 已废弃 discarded.
"""
