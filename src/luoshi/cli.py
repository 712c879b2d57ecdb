"""The command `luoshi`: reading, coverage, verify, serve, and every management command of Django."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.config.env import BadEnvironment, load

if TYPE_CHECKING:
    from luoshi.obligations.receipt_check import Listed


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit code 0 done, 1 the check failed, 2 the input cannot be used."""
    arguments = sys.argv[1:] if arguments is None else arguments
    own = {"read": _read, "deadline": _deadline, "coverage": _coverage, "verify": _verify, "serve": _serve}
    if not arguments or arguments[0] not in own:
        return _manage(arguments)
    parser = argparse.ArgumentParser(prog=f"luoshi {arguments[0]}")
    try:
        return own[arguments[0]](parser, arguments[1:])
    except BadEnvironment as error:
        return _fail(str(error))
    except BrokenPipeError:
        return 0
    except OSError as error:
        return _fail(f"读不到文件 {error.filename}：{error.strerror}。")


def _fail(message: str, code: int = 2) -> int:
    print(message, file=sys.stderr)
    return code


def _read(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    from luoshi.reading import Unreadable, read, to_text

    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--year", type=int)
    given = parser.parse_args(arguments)
    try:
        draft = read(given.file.read_bytes(), given.file.name, year=given.year)
    except Unreadable as error:
        return _fail(str(error))
    print(json.dumps(draft.as_dict(), ensure_ascii=False, indent=1) if given.json else to_text(draft))
    return 0


def _deadline(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    from luoshi.reading import read_deadline

    parser.add_argument("text")
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--issued", type=date.fromisoformat)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    deadline = read_deadline(given.text, year=given.year, issued=given.issued)
    found = deadline.as_dict()
    print(
        json.dumps(found, ensure_ascii=False) if given.json else f"{deadline.text} → {deadline.rule} → {found['due']}"
    )
    return 0


def _coverage(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Count on a scratch database what issuing the plan to these units would make."""
    parser.add_argument("plan", type=Path)
    parser.add_argument("--units", type=Path, required=True)
    parser.add_argument("--move-rest-days", action="store_true", help="到期日遇休息日顺延到下一个工作日")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    plan, units = given.plan.read_bytes(), given.units.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(LUOSHI_MODE="test", LUOSHI_DATA_DIR=scratch)
        _setup()
        from django.core.management import call_command

        from luoshi.kit.errors import Refused
        from luoshi.obligations.scratch import dry_run

        call_command("migrate", verbosity=0)
        try:
            found = dry_run(plan, given.plan.name, units, move_rest_days=given.move_rest_days)
        except Refused as refused:
            return _fail("\n".join(refused.reasons))
        counts = found.counts.as_dict()
        moved = [row.as_dict() for row in found.moved]
    for note in found.notes:
        print(note, file=sys.stderr)
    if given.json:
        print(json.dumps(counts | ({"moved": moved} if given.move_rest_days else {}), ensure_ascii=False))
        return 0
    print("\n".join(f"{name}\t{number}" for name, number in counts.items()))
    for row in moved:
        print(f"moved\t{row['table']} 第{row['row']}行\t{row['from']} → {row['to']}")
    return 0


def _verify(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Walk the audit chain, and hold a list of receipts against the records; name everything wrong."""
    parser.add_argument("--head", help="另处抄存的链头，写成 序号:校验值")
    parser.add_argument("--receipts", metavar="FILE", help="回执名单，一行一份；- 为标准输入")
    given = parser.parse_args(arguments)
    _setup()
    from luoshi.audit.queries import head, problems
    from luoshi.kit.errors import Refused
    from luoshi.obligations.receipt_check import read_list

    kept = None
    if given.head:
        number, _, digest = given.head.partition(":")
        if not number.isdecimal() or not digest:
            return _fail("--head 须写成 序号:校验值。")
        kept = (int(number), digest)
    if given.receipts:
        data = sys.stdin.buffer.read() if given.receipts == "-" else Path(given.receipts).read_bytes()
        try:
            listed = read_list(data)
        except Refused as refused:
            return _fail("\n".join(refused.reasons))
    if _behind():
        return _fail("数据库还没有建立或需要升级。请先运行 luoshi migrate。")
    found = problems(kept)
    for problem in found:
        print(problem.message)
    print(f"审计链有 {len(found)} 处问题。" if found else f"审计链完整。链头 {head() or '0:'}")
    differ = _receipts_differ(listed) if given.receipts else False
    return 1 if found or differ else 0


def _receipts_differ(listed: Listed) -> bool:
    """Print what is to be said of the receipts, last how many there are; whether anything is wrong with them."""
    from luoshi.obligations.receipt_check import check

    for note in listed.notes:
        print(note)
    found = 0
    for problem in itertools.chain(listed.problems, check(listed.receipts)):
        print(problem)
        found += 1
    print(f"回执 {len(listed.receipts)} 份：{f'{found} 处问题' if found else '都找到，且与登记一致'}。")
    return bool(found)


def _serve(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Serve the pages; the assets are laid out first, the database must be up to date."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args(arguments)
    _setup()
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces

    if _behind():
        return _fail("数据库需要升级。请先备份，再运行 luoshi migrate。")
    call_command("collectstatic", interactive=False, verbosity=0)
    Granian(
        "luoshi.config.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        log_enabled=False,
    ).serve()
    return 0


def _behind() -> bool:
    """Whether the database lacks a migration."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connection.close()
    return missing


def _manage(arguments: list[str]) -> int:
    """Hand everything else to Django's own commands."""
    from django.core.management import execute_from_command_line

    try:
        load().data_dir.mkdir(parents=True, exist_ok=True)
    except BadEnvironment as error:
        return _fail(str(error))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    execute_from_command_line(["luoshi", *arguments])
    return 0


def _setup() -> None:
    import django

    load().data_dir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
