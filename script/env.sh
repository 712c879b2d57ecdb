# Sourced by the other scripts: finds Python, makes the environment, says in one sentence what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say_missing() { echo "$*" >&2; exit 1; }

need_environment() {  # need_environment run|dev
  local lock="requirements/$1.txt" stamp=".venv/.$1-$(cksum < "requirements/$1.txt" | cut -d' ' -f1)"
  local python=${PYTHON:-}
  if [ -z "$python" ]; then
    for candidate in python3.11 python3.12 python3.13 python3; do
      if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate; break
      fi
    done
  fi
  [ -n "$python" ] || say_missing "Python 3.11 or newer is missing: install it (Debian: apt-get install python3 python3-venv)."
  if [ ! -e .venv/bin/python ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || say_missing "Python's venv module is missing: install it (Debian: apt-get install python3-venv)."
    "$python" -m venv .venv
  fi
  if [ ! -e "$stamp" ]; then
    echo "Installing the locked packages of $lock …" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" \
      || say_missing "The packages of $lock could not be installed: is a package index reachable?"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 
    touch "$stamp"
  fi
}
