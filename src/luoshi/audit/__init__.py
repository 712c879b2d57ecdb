"""审计: one append-only table and one writer. Entries form a hash chain; `verify` names what was tampered with.

Chain of states: none; an entry is written once and never touched again.
"""
