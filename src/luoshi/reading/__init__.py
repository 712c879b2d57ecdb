"""读文件: turns a plan document into a draft of title, basis, outline, task tables and dated duties.

The room is pure: it is handed bytes and gives back frozen values. It knows no database, no clock, no network
and no other room; what it could not read for certain it flags and leaves to a person.
"""

from luoshi.reading.blocks import Unreadable
from luoshi.reading.deadlines import read_deadline
from luoshi.reading.reader import read
from luoshi.reading.render import to_text

__all__ = ["Unreadable", "read", "read_deadline", "to_text"]
