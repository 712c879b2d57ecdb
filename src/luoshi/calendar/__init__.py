"""日历: working days as the yearly notice sets them, an estimate where no notice is known.

A notice has no chain of states: it is entered, and may be corrected. Who depends on working days follows it.
"""
