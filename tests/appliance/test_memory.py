"""What was freed is given back, whichever thread had it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from appliance.spool.store import Spool

THREADS = 6
CHECKS = """
import threading
from pathlib import Path
from appliance import memory, passwords

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

memory.give_back_large_blocks()
before = resident()
done = threading.Barrier(THREADS + 1)

def check():
    passwords.digest("correct horse")
    done.wait()
    done.wait()

for _ in range(THREADS):
    threading.Thread(target=check).start()
done.wait()
print(resident() - before)
done.wait()
"""


def test_threads_that_have_checked_a_password_keep_no_memory_of_it() -> None:
    """Each takes 8 MiB and more while it does so."""
    script = CHECKS.replace("THREADS", str(THREADS))
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 8 * 1024 * 1024


SELDOM = ("aiosmtpd", "asyncio", "cryptography", "re2", "drivers.simulator.simulation", "drivers.simulator.gsm")


def test_what_few_boxes_need_is_loaded_by_those_alone() -> None:
    script = "import sys, appliance.__main__; appliance.__main__.parser(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert "appliance.box" in done.stdout.split()
    assert not set(SELDOM) & set(done.stdout.split())


def test_threads_that_read_share_what_the_kernel_keeps(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    spool.open()
    assert spool.read().execute("PRAGMA cache_size").fetchone() == (-256,)
    spool.close()
