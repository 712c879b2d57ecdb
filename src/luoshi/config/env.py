"""The environment of luoshi: every `LUOSHI_*` variable, typed, and refused with one sentence when wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

DEVELOPMENT_SECRET = "development-only-secret-key-never-in-production"  # noqa: S105 - named for what it is
MODES = ("production", "demo", "test")


class BadEnvironment(Exception):
    """A variable is missing or wrong; the message says which one and what to write."""


@dataclass(frozen=True)
class Env:
    """What the environment says, checked. Paths are absolute, sizes in bytes."""

    mode: str
    secret_key: str
    debug: bool
    data_dir: Path
    hosts: list[str]
    https: bool
    trusted_proxies: int
    demo_date: date | None
    max_upload: int
    links_intranet: bool

    @property
    def is_demo(self) -> bool:
        """True where the fictional city is shown and the cast may log in by one click."""
        return self.mode == "demo"


def read_env(source: Mapping[str, str]) -> Env:
    """Read and check all variables; raises BadEnvironment on the first bad one."""
    mode = source.get("LUOSHI_MODE", "production")
    if mode not in MODES:
        _bad("LUOSHI_MODE", f"只能是 {'、'.join(MODES)} 之一")
    env = Env(
        mode=mode,
        secret_key=_secret(source, "LUOSHI_SECRET_KEY") or DEVELOPMENT_SECRET,
        debug=_flag(source, "LUOSHI_DEBUG", default=False),
        data_dir=Path(_filled(source, "LUOSHI_DATA_DIR", default="var")).resolve(),
        hosts=[host.strip() for host in _filled(source, "LUOSHI_HOSTS", default="127.0.0.1,localhost").split(",")],
        https=_flag(source, "LUOSHI_HTTPS", default=mode == "production"),
        trusted_proxies=_number(source, "LUOSHI_TRUSTED_PROXIES", default=0, least=0),
        demo_date=_day(source, "LUOSHI_DEMO_DATE"),
        max_upload=_number(source, "LUOSHI_MAX_UPLOAD_MB", default=50, least=1) * 1024 * 1024,
        links_intranet=_flag(source, "LUOSHI_LINKS_INTRANET", default=False),
    )
    if mode == "production":
        _check_production(env)
    return env


def _check_production(env: Env) -> None:
    if env.secret_key == DEVELOPMENT_SECRET or len(env.secret_key) < 32:
        _bad(
            "LUOSHI_SECRET_KEY",
            "正式运行须设置至少 32 个字符的随机密钥（或用 LUOSHI_SECRET_KEY_FILE 指向文件）",
        )
    if env.debug:
        _bad("LUOSHI_DEBUG", "正式运行不得打开调试")
    if env.https and not env.trusted_proxies:
        _bad(
            "LUOSHI_TRUSTED_PROXIES",
            "启用 HTTPS 时须写明前面有几层代理，一台 nginx 为 1；不用 HTTPS 时设 LUOSHI_HTTPS=0",
        )
    if env.demo_date:
        _bad("LUOSHI_DEMO_DATE", "正式运行不得设置演示日期")


def _bad(name: str, why: str) -> NoReturn:
    raise BadEnvironment(f"{name}：{why}。")


def _secret(source: Mapping[str, str], name: str) -> str:
    path = source.get(f"{name}_FILE")
    if path is None:
        return source.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        _bad(f"{name}_FILE", f"读不到文件 {path}")


def _filled(source: Mapping[str, str], name: str, *, default: str) -> str:
    value = source.get(name, default)
    if not all(part.strip() for part in value.split(",")):
        _bad(name, "不能留空")
    return value


def _flag(source: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = source.get(name, "1" if default else "0")
    if value not in ("0", "1"):
        _bad(name, "只能是 0 或 1")
    return value == "1"


def _number(source: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    value = source.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 10) or int(value) < least:
        _bad(name, f"须是不小于 {least} 的整数")
    return int(value)


def _day(source: Mapping[str, str], name: str) -> date | None:
    value = source.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        _bad(name, "须写成 2017-09-05 这样的日期")


def load() -> Env:
    """The environment of this process."""
    return read_env(os.environ)
