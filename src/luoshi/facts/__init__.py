"""事实: what rooms can state about the work of units, by key, so that doing the work proves the duty. No tables.

A room registers what it can state in its `facts.py`; whoever needs a fact measures it by key and imports no neighbour.
"""
