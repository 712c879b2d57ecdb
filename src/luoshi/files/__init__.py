"""文件: stored blobs by content hash, their type and pages. The room has no URLs; owners serve what is theirs.

No chain of states: a blob is written once.
"""
