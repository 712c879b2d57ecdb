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

    from django.core.files.base import File
    from django.test import Client

    from luoshi.accounts.queries.identity import acting_as
    from luoshi.demo.city import DATA, OFFICE, cast
    from luoshi.obligations.models import Obligation, Submission
    from luoshi.obligations.receipt_check import check
    from luoshi.plans.actions.renewing import copy_plan
    from luoshi.plans.actions.uploading import upload_plan
    from luoshi.plans.models import Plan

    people = {key: membership for key, _, membership in cast()}
    manager = acting_as(people["manager"])
    plan = Plan.objects.get(unit__name=OFFICE, kind=Plan.Kind.ANNUAL)
    with (DATA / "plan-2017.docx").open("rb") as document:
        start = time.perf_counter()
        draft = upload_plan(File(document, name="方案.docx"), unit=people["manager"].unit, by=manager)
        print(f"{'upload and read the document':34}{(time.perf_counter() - start) * 1000:9.1f} ms")
    renewed = copy_plan(plan, 2018, by=manager)
    waiting = Obligation.objects.filter(plan=plan, state="submitted").first()
    mine = Obligation.objects.filter(state="accepted", unit=people["liaison"].unit).first()
    names = {draft.public_id: "DRAFT", plan.public_id: "PLAN", renewed.public_id: "COPY"}
    names |= {waiting.public_id: "DUTY", mine.public_id: "DUTY"}
    PAGES = (
        ("manager", "/"),
        ("manager", f"/plans/{plan.public_id}/matrix/"),
        ("manager", f"/plans/{plan.public_id}/"),
        ("manager", f"/plans/{draft.public_id}/confirm/"),
        ("manager", f"/plans/{draft.public_id}/issue/"),
        ("manager", f"/plans/{plan.public_id}/amend/"),
        ("manager", f"/plans/{plan.public_id}/acknowledgements/"),
        ("manager", f"/plans/{renewed.public_id}/compare/"),
        ("manager", "/plans/tree/"),
        ("manager", "/units/"),
        ("manager", "/directory/"),
        ("manager", "/calendar/2017/"),
        ("liaison", "/duties/"),
        ("liaison", f"/duties/{mine.public_id}/"),
        ("reviewer", "/review/"),
        ("reviewer", f"/review/{waiting.public_id}/"),
    )
    start = time.perf_counter()
    receipts = {one.receipt_number: {one.digest} for one in Submission.objects.exclude(receipt_number=None)}
    problems = list(check(receipts))
    took = (time.perf_counter() - start) * 1000
    print(f"{'check ' + str(len(receipts)) + ' receipts':34}{took:9.1f} ms  {len(problems)} problems")
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
        shown = "/".join(names.get(part, part) for part in path.split("/"))
        print(
            f"{key:10}{shown:32}{median:9.1f} ms  ×{median / base:4.1f} of home  {len(answer.content) / 1024:7.0f} KB"
        )
