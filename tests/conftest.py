"""What every test has: the cast, a standing clock, no network, and skips that fail in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from hypothesis import settings

from luoshi.kit import clock
from luoshi.plans.models import Plan
from tests import cast as people

# A slow machine is no failure of what is tested.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """It is nine in the morning of 5 September 2017."""
    with clock.at(datetime(2017, 9, 5, 9, 0)):  # noqa: DTZ001 - the clock adds the zone of the city
        yield


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The small city."""
    return people.assemble()


@pytest.fixture
def plan(cast: people.Cast) -> Plan:
    """Its issued plan."""
    return people.issued_plan(cast)


@pytest.fixture
def enter(cast: people.Cast):
    """A client logged in as a part of the cast; None is somebody not logged in."""

    def _enter(part: str | None) -> Client:
        client = Client()
        if part:
            client.force_login(cast.people[part].user)
        return client

    return _enter


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In CI a skipped test is a failure."""
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
