"""Milliseconds of the main pages on the demonstration, in one process. Prints medians of 15."""

from __future__ import annotations

import os
import statistics
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    os.environ.update(LUOSHI_MODE="demo", LUOSHI_DATA_DIR=folder, LUOSHI_DEMO_DATE="2017-09-05")
    from luoshi import cli

    start = time.perf_counter()
    cli.main(["migrate", "--verbosity", "0"])
    cli.main(["load_demo"])
    print(f"{'load the demonstration':34}{time.perf_counter() - start:9.1f} s")
    cli.main(["collectstatic", "--noinput", "--verbosity", "0"])

    from django.test import Client

    from luoshi.demo.city import cast
    from luoshi.obligations.models import Obligation
    from luoshi.plans.models import Plan

    people = {key: membership for key, _, membership in cast()}
    plan = Plan.objects.get()
    waiting = Obligation.objects.filter(state="submitted").first()
    mine = Obligation.objects.filter(state="accepted", unit=people["liaison"].unit).first()
    PAGES = (
        ("manager", "/"),
        ("manager", f"/plans/{plan.public_id}/matrix/"),
        ("manager", f"/plans/{plan.public_id}/"),
        ("manager", "/units/"),
        ("liaison", "/duties/"),
        ("liaison", f"/duties/{mine.public_id}/"),
        ("reviewer", "/review/"),
        ("reviewer", f"/review/{waiting.public_id}/"),
    )
    base = None
    for key, path in PAGES:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(people[key].user)
        times = []
        for _ in range(15):
            start = time.perf_counter()
            answer = client.get(path)
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200, (path, answer.status_code)
        median = statistics.median(times) * 1000
        base = base or median
        shown = path.replace(plan.public_id, "…").replace(mine.public_id, "…").replace(waiting.public_id, "…")
        print(
            f"{key:10}{shown:24}{median:9.1f} ms  ×{median / base:4.1f} of home  {len(answer.content) / 1024:7.0f} KB"
        )
