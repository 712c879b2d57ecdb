"""Milliseconds of checking one submission, with 30,000 pictures and 15,000 papers on record. Prints medians of 9."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

PICTURES, PAPERS, EACH = 30_000, 15_000, 10
sys.path.insert(0, str(Path(__file__).parents[1]))

with tempfile.TemporaryDirectory() as folder:
    os.environ.update(LUOSHI_MODE="test", LUOSHI_DATA_DIR=folder)
    from luoshi import cli

    cli.main(["migrate", "--verbosity", "0"])

    from datetime import date

    from django.db import connection
    from tests import cast as people
    from tests.obligations.papers import NOTICE, notice, paper, photo

    from luoshi.files.models import Blob, Examination
    from luoshi.files.words import _texts
    from luoshi.kit import clock
    from luoshi.obligations.actions.handing_in import hand_in
    from luoshi.obligations.checking import findings_of, marks_of
    from luoshi.obligations.models import Evidence, Obligation, Submission

    def record(duty: Obligation) -> None:
        """What other units handed in over the years, without the bytes."""
        chance = random.Random(1)
        text = "\n".join(NOTICE) + "\n" + "现将有关事项通知如下，请认真贯彻执行，并按时报送材料。" * 50
        kinds = [Blob.Kind.JPEG] * PICTURES + [Blob.Kind.PDF] * PAPERS
        blobs = Blob.objects.bulk_create(
            [Blob(sha256=f"{number:064x}", size=1, kind=kind) for number, kind in enumerate(kinds)], batch_size=500
        )
        seen = []
        for number, blob in enumerate(blobs):
            phash = f"{chance.getrandbits(128):032x}" if blob.kind == Blob.Kind.JPEG else ""
            words = "" if phash else text.replace("87 号", f"{number} 号")
            seen.append(Examination(blob=blob, phash=phash, first_text=words, pages_looked=1))
        Examination.objects.bulk_create(seen, batch_size=500)
        given = [
            Submission(obligation=duty, version=100 + number, submitted_by="联络员", submitted_at=clock.now())
            for number in range(len(blobs) // EACH)
        ]
        given = Submission.objects.bulk_create(given, batch_size=500)
        Evidence.objects.bulk_create(
            [Evidence(submission=given[n // EACH], order=n % EACH, blob=b, name="材料") for n, b in enumerate(blobs)],
            batch_size=500,
        )

    def timed(words: str, act: object) -> None:
        """Print the median."""
        times = []
        for _ in range(9):
            start = time.perf_counter()
            act()  # type: ignore[operator]
            times.append((time.perf_counter() - start) * 1000)
        print(f"{words:56}{statistics.median(times):9.1f} ms")

    with clock.at(date(2017, 9, 5)):
        cast = people.assemble()
        plan = people.issued_plan(cast)
        record(people.obligation(plan, cast.district))
        duty = people.obligation(plan, cast.department)
        files = [photo(number, name=f"{number}.jpg") for number in range(10)]
        files += [
            paper(*notice(number=f"示例〔2017〕9{n} 号"), name=f"{n}.pdf", more=([*NOTICE],) * 3) for n in range(5)
        ]
        start = time.perf_counter()
        submission = hand_in(duty, by=cast["liaison"], files=files)
        print(f"{'hand in 10 pictures and 5 papers, all examined':56}{(time.perf_counter() - start) * 1000:9.1f} ms")
        parts = list(submission.evidence.select_related("blob"))
        pictures, papers = parts[:10], parts[10:]
        reviewer = cast["reviewer"]
        print(f"on record: {PICTURES} pictures, {PAPERS} papers, {connection.vendor}")
        timed("all checks of 10 pictures and 5 papers", lambda: findings_of(submission, viewer=reviewer))
        timed(
            "the same, papers not read before", lambda: (_texts.cache_clear(), findings_of(submission, viewer=reviewer))
        )
        timed("marks on the pages", lambda: marks_of(parts))
        submission.evidence.exclude(pk__in=[part.pk for part in pictures[:1]]).delete()
        timed("all checks of 1 picture", lambda: findings_of(submission, viewer=reviewer))
