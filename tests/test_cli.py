"""The command: each subcommand as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
DATA = Path(__file__).parents[1] / "src" / "luoshi" / "demo" / "data"


def luoshi(*arguments: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own; `given` is what it reads from standard input."""
    command = [sys.executable, "-m", "luoshi.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=given, env=os.environ | env, check=False)


@pytest.fixture
def demo(tmp_path: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A city with its year, and the receipts it gave with their digests."""
    import sqlite3

    env = {"LUOSHI_MODE": "demo", "LUOSHI_DATA_DIR": str(tmp_path / "data"), "LUOSHI_DEMO_DATE": "2017-07-05"}
    for command in (("migrate", "--verbosity", "0"), ("load_demo",)):
        assert luoshi(*command, **env).returncode == 0
    with sqlite3.connect(tmp_path / "data" / "luoshi.sqlite3") as database:
        found = database.execute("SELECT receipt_number, digest FROM obligations_submission ORDER BY 1").fetchall()
    database.close()
    return env, [(number, digest) for number, digest in found if number]


def test_coverage_counts_the_demonstration():
    done = luoshi("coverage", str(DATA / "plan-2017.docx"), "--units", str(DATA / "units.csv"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "deliverables": 45, "duties": 915, "conditional": 128, "applicable": 819, "not_applicable": 96, "unknown": 0,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["zhengzhou-2017.txt", "zhengzhou-2017.docx"])
def test_coverage_counts_the_real_plan(name):
    if not SHARED.exists():
        pytest.skip("the real plan is not at hand")
    units = SHARED / "data" / "zhengzhou-2017-units.csv"
    done = luoshi("coverage", str(SHARED / "plans" / name), "--units", str(units), "--json")
    assert json.loads(done.stdout) == {
        "deliverables": 45, "duties": 915, "conditional": 128, "applicable": 819, "not_applicable": 96, "unknown": 0,
    }  # fmt: skip
    assert "按打勾表理解" in done.stderr


FOUR = [
    {"row": 2, "item": "行政指导工作", "from": "2017-09-10", "to": "2017-09-11"},
] * 4


@pytest.mark.parametrize("switch", [True, False])
def test_coverage_names_the_rows_that_move_off_rest_days(switch):
    command = ["coverage", str(DATA / "plan-2017.docx"), "--units", str(DATA / "units.csv"), "--json"]
    found = json.loads(luoshi(*command, *(["--move-rest-days"] if switch else [])).stdout)
    assert ("moved" in found) is switch
    moved = [{name: row[name] for name in FOUR[0]} for row in found.get("moved", [])]
    assert moved == (FOUR if switch else [])


@pytest.mark.parametrize("name", ["zhengzhou-2017.txt", "zhengzhou-2017.docx"])
def test_coverage_moves_four_rows_of_the_real_plan(name):
    if not SHARED.exists():
        pytest.skip("the real plan is not at hand")
    units = SHARED / "data" / "zhengzhou-2017-units.csv"
    done = luoshi("coverage", str(SHARED / "plans" / name), "--units", str(units), "--json", "--move-rest-days")
    assert [(row["from"], row["to"]) for row in json.loads(done.stdout)["moved"]] == [("2017-09-10", "2017-09-11")] * 4


def test_read_prints_the_draft_and_refuses_what_it_cannot_read(tmp_path):
    done = luoshi("read", str(DATA / "plan-2017.docx"), "--json")
    assert len(json.loads(done.stdout)["tables"]) == 4
    bad = tmp_path / "empty.docx"
    bad.touch()
    done = luoshi("read", str(bad))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    done = luoshi("read", str(tmp_path / "nothing.docx"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_deadline_prints_the_chain():
    done = luoshi("deadline", "9月上旬", "--year", "2017", "--json")
    assert json.loads(done.stdout)["due"] == "2017-09-10"


def test_verify_passes_an_untouched_chain_and_fails_a_touched_one(tmp_path):
    import sqlite3

    env = {"LUOSHI_MODE": "demo", "LUOSHI_DATA_DIR": str(tmp_path)}
    assert luoshi("migrate", "--verbosity", "0", **env).returncode == 0
    assert luoshi("load_demo", "--city-only", **env).returncode == 0
    assert luoshi("load_demo", "--city-only", **env).stdout.strip() == "演示数据已在。"
    assert luoshi("verify", **env).returncode == 0
    with sqlite3.connect(tmp_path / "luoshi.sqlite3") as database:
        database.execute("UPDATE audit_entry SET actor_name = '别人' WHERE sequence = 5")
    database.close()
    done = luoshi("verify", **env)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "第 5 条的内容被改动。")


def test_verify_holds_a_list_of_receipts_against_the_records(demo, tmp_path):
    import sqlite3

    env, receipts = demo
    (tmp_path / "list.csv").write_text("编号,校验值\n" + "\n".join(f"{n},{d}" for n, d in receipts), encoding="gb18030")
    done = luoshi("verify", "--receipts", str(tmp_path / "list.csv"), **env)
    assert (done.returncode, done.stderr) == (0, "")
    chain, note, *last = done.stdout.splitlines()
    assert note == "第 1 行没有回执编号，没有核对。"
    assert last == [f"回执 {len(receipts)} 份：都找到，且与登记一致。"]
    head = chain.rpartition(" ")[2]
    number, digest = receipts[3]
    done = luoshi("verify", "--head", head, "--receipts", "-", given=f"{number} {digest}\n1999-0101-0001\n", **env)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        1, ["1999-0101-0001：登记中没有这份回执。", "回执 2 份：1 处问题。"],
    )  # fmt: skip
    done = luoshi("verify", "--head", f"1:{'0' * 64}", "--receipts", "-", given=number, **env)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        1, ["审计链有 1 处问题。", "回执 1 份：都找到，且与登记一致。"],
    )  # fmt: skip
    with sqlite3.connect(Path(env["LUOSHI_DATA_DIR"]) / "luoshi.sqlite3") as database:
        database.execute("UPDATE obligations_submission SET statement = '另一句话' WHERE receipt_number = ?", [number])
    database.close()
    done = luoshi("verify", "--receipts", "-", given=number, **env)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        1, [f"{number}：登记的内容与登记的校验值不符，被改动过。", "回执 1 份：1 处问题。"],
    )  # fmt: skip


def test_verify_refuses_a_list_that_is_none(tmp_path):
    env = {"LUOSHI_MODE": "demo", "LUOSHI_DATA_DIR": str(tmp_path)}
    for given in ("", "没有编号", "\0"):
        done = luoshi("verify", "--receipts", "-", given=given, **env)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    done = luoshi("verify", "--receipts", str(tmp_path / "none.txt"), **env)
    assert (done.returncode, done.stderr.startswith("读不到文件")) == (2, True)


def test_serve_refuses_a_database_that_needs_migrating(tmp_path):
    done = luoshi("serve", LUOSHI_MODE="demo", LUOSHI_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stderr.strip()) == (2, "数据库需要升级。请先备份，再运行 luoshi migrate。")


def test_production_refuses_to_start_without_a_secret(tmp_path):
    done = luoshi("migrate", LUOSHI_MODE="production", LUOSHI_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stderr.startswith("LUOSHI_SECRET_KEY：")) == (2, True)
