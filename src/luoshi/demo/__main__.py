"""`script/demo`: the demonstration from nothing to a served city, or, with --check, its main line over HTTP."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from luoshi import cli

DATE = "2017-09-05"


def main() -> int:
    """Set up, load, say how to get in, serve."""
    parser = argparse.ArgumentParser(prog="script/demo")
    parser.add_argument("--check", action="store_true", help="走一遍主线，打印数字后退出")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    if given.check:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder), city_only=True)
            from luoshi.demo.check import check

            return check()
    prepare(Path("var/demo"))
    _welcome(given.port)
    return cli.main(["serve", "--port", str(given.port)])


def prepare(folder: Path, *, city_only: bool = False) -> None:
    """Point this process at a demonstration in the folder, and load it where it is not there yet."""
    ready = folder / "ready"
    if folder.exists() and not ready.exists():
        shutil.rmtree(folder)  # an earlier loading was broken off half way
    os.environ.update(LUOSHI_MODE="demo", LUOSHI_DATA_DIR=str(folder.resolve()), LUOSHI_DEMO_DATE=DATE)
    print("正在准备演示数据，第一次约需半分钟……", flush=True)
    cli.main(["migrate", "--verbosity", "0"])
    cli.main(["load_demo", *(["--city-only"] if city_only else [])])
    ready.touch()


def _welcome(port: int) -> None:
    from luoshi.demo.city import PASSWORD, cast

    print(f"\n地址      http://127.0.0.1:{port}/\n演示日期  {DATE}\n")
    for _, words, membership in cast():
        print(f"  {membership.user.username:<16}{PASSWORD}  {membership.user.name}  {membership}（{words}）")
    print("\n登录页上点人名也可以直接进入。按 Ctrl+C 结束。", flush=True)


if __name__ == "__main__":
    sys.exit(main())
