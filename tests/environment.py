"""Loaded before Django's settings: where tests keep their files, and that they are tests."""

import atexit
import os
import pathlib
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="luoshi-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
(pathlib.Path(folder) / "static").mkdir()  # WhiteNoise warns where its folder is missing
os.environ["LUOSHI_MODE"] = "test"
os.environ["LUOSHI_DATA_DIR"] = folder
for name in ("LUOSHI_DEMO_DATE", "LUOSHI_DEBUG"):
    os.environ.pop(name, None)
