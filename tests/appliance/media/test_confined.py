"""What a converter may not do, tried by programs that do it."""

import os
import select
import sys

import pytest

from appliance.errors import Invalid, NotReady
from appliance.media import confined
from appliance.media.confined import Bounds, run

MEGABYTE = 1024 * 1024
AMPLE = Bounds(seconds=60)


def python(program):
    return [sys.executable, "-I", "-c", program]


def test_it_gives_status_and_words(tmp_path):
    program = "import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr); sys.exit(3)"
    ended = run(python(program), tmp_path, AMPLE)
    assert (ended.status, ended.said) == (3, "out\nerr\n")


def test_it_runs_in_the_folder_with_no_input_and_little_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    program = "import os, sys; print(os.getcwd(), sys.stdin.read(), 'SECRET' in os.environ, os.environ['TMPDIR'])"
    assert run(python(program), tmp_path, AMPLE).said.split() == [str(tmp_path), "False", str(tmp_path)]


def test_only_the_end_of_many_words_is_kept(tmp_path):
    ended = run(python("print('x' * 100_000 + 'end')"), tmp_path, AMPLE)
    assert len(ended.said) == 4096 and ended.said.endswith("xend\n")


def test_who_sleeps_too_long_is_ended(tmp_path):
    with pytest.raises(Invalid, match=r"longer than 0\.2 seconds"):
        run(python("import time; time.sleep(600)"), tmp_path, Bounds(seconds=0.2))


def test_who_computes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(confined, "_awaited", lambda process, seconds: process.wait(60))
    with pytest.raises(Invalid, match="takes too much"):
        run(python("while True: pass"), tmp_path, Bounds(seconds=1))


CHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "open('child', 'w').write(str(child.pid)); "
)


def test_children_end_with_it(tmp_path):
    assert run(python(CHILD + "sys.exit(0)"), tmp_path, AMPLE).status == 0
    assert _ends(int((tmp_path / "child").read_text()))


def test_children_end_with_who_took_too_long(tmp_path):
    with pytest.raises(Invalid):
        run(python(CHILD + "time.sleep(600)"), tmp_path, Bounds(seconds=2))
    assert _ends(int((tmp_path / "child").read_text()))


def _ends(pid):
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 30)[0])
    finally:
        os.close(process)


def test_memory_is_bounded(tmp_path):
    ended = run(python(f"bytearray({600 * MEGABYTE})"), tmp_path, Bounds(seconds=60, memory=400 * MEGABYTE))
    assert ended.status == 1 and "MemoryError" in ended.said


def test_files_are_bounded(tmp_path):
    program = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); open('big', 'wb').write(bytes(10**7))"
    with pytest.raises(Invalid, match="takes too much"):
        run(python(program), tmp_path, Bounds(seconds=60, file=MEGABYTE))
    assert (tmp_path / "big").stat().st_size <= MEGABYTE


def test_words_are_bounded_like_files(tmp_path):
    program = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\nwhile True: print('x' * 10_000)"
    with pytest.raises(Invalid, match="takes too much"):
        run(python(program), tmp_path, Bounds(seconds=60, file=MEGABYTE))


def test_the_network_is_away_where_the_kernel_lets_us(tmp_path):
    said = run(["cat", "/proc/net/dev"], tmp_path, AMPLE).said
    interfaces = {line.partition(":")[0].strip() for line in said.splitlines()[2:]}
    assert interfaces == {"lo"} or not confined._apart()


def test_without_leave_it_runs_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(confined, "_APART", ("false",))
    confined._apart.cache_clear()
    try:
        assert confined._apart() == ()
        assert run(["true"], tmp_path, AMPLE).status == 0
    finally:
        confined._apart.cache_clear()


@pytest.mark.parametrize(("program", "package"), [("gs", "ghostscript"), ("sox", "sox libsox-fmt-mp3")])
def test_a_program_that_is_missing_is_named_with_its_package(tmp_path, monkeypatch, program, package):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotReady, match=f"needs {program}: apt-get install {package}"):
        run([program, "--version"], tmp_path, AMPLE)
