"""A real server on a real demonstration city, and a real browser that may speak to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from luoshi.demo.check import Person
from luoshi.demo.city import DATA

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LUOSHI = [sys.executable, "-m", "luoshi.cli"]


def surroundings(folder: Path) -> dict[str, str]:
    """The environment in which the program serves the demonstration that lies in the folder."""
    return os.environ | {"LUOSHI_MODE": "demo", "LUOSHI_DATA_DIR": str(folder), "LUOSHI_DEMO_DATE": "2017-09-05"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as the system has it."""
    path = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def empty_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a demonstration city in which nothing has happened yet; made once, each module serves a copy."""
    folder = tmp_path_factory.mktemp("empty")
    for words in (["migrate", "--verbosity", "0"], ["load_demo", "--city-only"]):
        subprocess.run([*LUOSHI, *words], env=surroundings(folder), check=True)
    return folder


@pytest.fixture(scope="module")
def city(empty_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of such a city, served."""
    folder = tmp_path_factory.mktemp("city")
    shutil.copytree(empty_city, folder, dirs_exist_ok=True)
    env = surroundings(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*LUOSHI, "serve", "--port", str(port)], env=env, stderr=subprocess.DEVNULL)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=20)
    assert subprocess.run([*LUOSHI, "verify"], env=env, check=False, stdout=subprocess.DEVNULL).returncode == 0


@pytest.fixture
def person(chromium: Browser, city: str) -> Iterator:
    """Open a browser of its own for a person of the cast; outside requests and console errors fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def _open(key: str, *, phone: bool = False, script: bool = True) -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 768}
        context = chromium.new_context(viewport=size, base_url=city, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda r: None if r.url.startswith(city) else faults.append(r.url))
        page.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
        page.goto("/accounts/login/")
        page.click(f"button[value={key}]")
        page.wait_for_url("**/")
        return page

    yield _open
    for context in contexts:
        context.close()
    assert faults == []


def hand_in(page: Page, *files: Path) -> None:
    """Choose the files on the page of a duty, hand in, and wait for the receipt."""
    if files:
        page.set_input_files("#id_uploads", files)
    with page.expect_navigation(url="**/receipts/**"):
        page.click(".fixed-action .btn.primary")


def accept(page: Page) -> None:
    """Let what is on the review desk pass, and answer what is asked once more."""
    with page.expect_navigation():
        page.click("button:has-text('审核通过')")
    again = page.locator("button:has-text('仍然审核通过')")
    if again.count():
        if page.locator("textarea[name=answer]").count():
            page.fill("textarea[name=answer]", "已核对原件，属实。")
        again.click()


def in_force(city: str) -> str:
    """Bring the city's plan into force, over HTTP; returns its name."""
    manager = Person(city, "manager")
    manager.get("/plans/upload/")
    manager.post("/plans/upload/", {}, {"file": DATA / "plan-2017.docx"})
    plan = manager.find(r'href="/plans/([0-9a-f]{16})/issue/"')
    manager.post(f"/plans/{plan}/confirm/steps/accept/", {"note": "已与原件核对。"})
    manager.get(f"/plans/{plan}/issue/")
    manager.post(f"/plans/{plan}/issue/", {"seen": manager.find(r'name="seen" value="(\w+)"')})
    return plan


def shared_plan() -> Path:
    """The real plan of 2017, where the shared material is at hand."""
    path = Path(__file__).parents[3] / "shared" / "plans" / "zhengzhou-2017.docx"
    if not path.exists():
        pytest.skip("the real plan is not at hand")
    return path
