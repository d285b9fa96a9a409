"""`outrider up` as a newcomer runs it: one process that starts everything, mends it, and leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from tests.journeys.processes import free_port, until

pytestmark = pytest.mark.whole


class Up:
    """A running `outrider up` on a data folder of its own."""

    def __init__(self, data: Path, port: int, *options: str) -> None:
        self.said, self.url = data.parent / f"{port}.out", f"http://127.0.0.1:{port}"
        environment = {**os.environ, "OUTRIDER_DATA": str(data), "PORT": str(port), "PUBLIC_URL": "", "HOST": "127.0.0.1"}
        with self.said.open("wb") as out:
            command = [sys.executable, "-m", "outrider", "up", *options]
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)

    def output(self) -> str:
        return self.said.read_text()

    def family(self) -> set[int]:
        """Everything that descends from it, and itself."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    stat = (folder / "stat").read_text()
                except OSError:
                    continue
                if ") Z" not in stat:
                    parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
        found = {self.process.pid} & set(parents)
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def named(self, word: str) -> int:
        """The first of the family whose command ends with this word."""
        words = {pid: Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0") for pid in self.family()}
        return min(pid for pid, command in words.items() if command[-1] == word or Path(command[0]).name == word)

    def ready(self) -> bool:
        assert self.process.poll() is None, self.output()
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def wait(self) -> None:
        until(lambda: "Ctrl-C stops everything" in self.output() or self.process.poll() is not None, 120)
        assert self.process.poll() is None, self.output()


@contextmanager
def up(folder: Path, *options: str, port: int | None = None) -> Iterator[Up]:
    made = Up(folder / "data", port or free_port(), *options)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.send_signal(signal.SIGINT)
        made.process.wait(30)


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the database's user may enter, as a checkout usually is."""
    made = Path(mkdtemp(prefix="outrider-up-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def refused(folder: Path, port: int | None = None) -> list[str]:
    """The lines of a start that did not happen."""
    with up(folder, "--empty", port=port) as made:
        assert made.process.wait(60) == 1
        return [line for line in made.output().splitlines() if not line.startswith("•")]


def test_one_command_gives_the_demo_and_ctrl_c_leaves_no_process(folder: Path) -> None:
    with up(folder) as made:
        made.wait()
        login = {"login": "wang@demo.example", "password": "outrider-demo"}
        assert httpx.post(f"{made.url}/api/sign-in", json=login).status_code == 200
        link = re.findall(r"http\S+/c/\S+", made.output())
        assert [httpx.get(address).status_code for address in link] == [200]
        family = made.family()
        assert len(family) > 5
        made.process.send_signal(signal.SIGINT)
        assert made.process.wait(30) == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    with up(folder) as made:
        made.wait()  # the same folder again: the same organisation
        assert httpx.post(f"{made.url}/api/sign-in", json=login).status_code == 200
        assert re.findall(r"http\S+/c/\S+", made.output())[0].endswith(link[0].rpartition("/")[2])


def test_a_backup_is_made_beside_it(folder: Path) -> None:
    with up(folder, "--empty") as made:
        made.wait()
        environment = {**os.environ, "OUTRIDER_DATA": str(folder / "data"), "DATABASE_URL": "", "MIGRATE_DATABASE_URL": ""}
        command = [sys.executable, "-m", "outrider", "backup", str(folder / "backups")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert Path(done.stdout.strip()).stat().st_size > 0
        assert made.ready()


def test_a_killed_server_and_a_killed_database_start_again(folder: Path) -> None:
    with up(folder, "--empty") as made:
        made.wait()
        for word in ("serve", "postgres"):
            os.kill(made.named(word), signal.SIGKILL)
            until(lambda: not made.ready())
            until(made.ready, 40)
        assert len(re.findall("starting it again", made.output())) >= 2


def test_a_killed_up_takes_everything_along_and_starts_again(folder: Path) -> None:
    with up(folder, "--empty") as made:
        made.wait()
        family = made.family()
        made.process.kill()
        made.process.wait(10)
        until(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
    with up(folder, "--empty") as again:
        again.wait()
        assert again.ready()


def test_a_port_in_use_is_one_line_that_names_another(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(folder, port) == [f"Port {port} is in use. Stop what uses it, or choose another: make up PORT={port + 1}"]


def test_a_folder_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    """In a private folder: as root, the database lives in a shelter that its user can reach."""
    with up(tmp_path, "--empty") as made:
        made.wait()
        command = Path(f"/proc/{made.named('postgres')}/cmdline").read_text().split("\0")
        where = Path(command[command.index("-D") + 1])
    (where / "PG_VERSION").unlink()
    assert refused(tmp_path) == [f"Outrider cannot start: {where} is not empty and not a database: move it away, then start again"]
    shutil.rmtree(where.parent)
