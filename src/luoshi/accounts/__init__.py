"""单位与人员: the tree of units with their categories and functions, people, memberships, roles, log-in.

No chain of states: units and memberships are valid from one day to another.
"""
