"""How long the reader takes: milliseconds a document, phrases a second. Run: python bench/reading.py [FILE ...]"""

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from luoshi.reading import read, read_deadline  # noqa: E402

PLANS = ROOT.parent / "shared" / "plans"
PHRASES = ("6 月中旬", "二〇一七年九月十日前", "第三季度末", "年底前", "每季度报送一次", "7月16日至8月31日")
ROUNDS = 30


def document_ms(path: Path) -> float:
    """The median time to read the file, in milliseconds."""
    data = path.read_bytes()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read(data, path.name)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def phrases_per_second() -> float:
    """How many phrases are read in a second, readable and unreadable mixed."""
    repeats = 5000
    start = time.perf_counter()
    for _ in range(repeats):
        for phrase in PHRASES:
            read_deadline(phrase, year=2017)
    return repeats * len(PHRASES) / (time.perf_counter() - start)


def main(names: list[str]) -> None:
    """Prints one line a document and one for the phrases."""
    paths = [Path(name) for name in names] or [PLANS / "zhengzhou-2017.txt", PLANS / "zhengzhou-2017.docx"]
    for path in paths:
        print(f"{path.name}: {document_ms(path):.1f} ms" if path.exists() else f"{path}: 没有此文件")
    print(f"{phrases_per_second():.0f} phrases/s")


if __name__ == "__main__":
    main(sys.argv[1:])
