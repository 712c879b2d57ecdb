"""Drawing a sample that anyone can draw again: by the SHA-256 of the seed and each receipt's number. Pure."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

LONGEST_SEED = 64


def new_seed() -> str:
    """A seed that nobody could have foreseen: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def drawn(seed: str, numbers: Iterable[str], size: int) -> list[str]:
    """Of the receipts' numbers the `size` with the least SHA-256 of seed, line feed and number, least first.

    In whatever order the numbers come, the same are drawn; all of them where there are no more than `size`.
    """
    return sorted(set(numbers), key=lambda number: _rank(seed, number))[: max(0, size)]


def _rank(seed: str, number: str) -> tuple[str, str]:
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest(), number


def digest_of_list(numbers: Iterable[str]) -> str:
    """SHA-256 over the numbers, sorted and joined by line feeds."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def size_of_share(candidates: int, per_cent: int) -> int:
    """So many of the candidates that the share is reached: rounded up, at least one where there are any."""
    return -(-candidates * per_cent // 100)


def script(seed: str, numbers: Iterable[str], size: int) -> str:
    """The lines of Python that draw again and print list value and sample; they need nothing else."""
    known = sorted(numbers)
    listed = "\n".join(" ".join(known[start : start + 3]) for start in range(0, len(known), 3))
    return f'''\
from hashlib import sha256

seed = {seed!r}
numbers = """
{listed}
""".split()

print(sha256("\\n".join(sorted(numbers)).encode()).hexdigest())
numbers.sort(key=lambda number: sha256(f"{{seed}}\\n{{number}}".encode()).hexdigest())
for number in numbers[:{size}]:
    print(number)
'''
