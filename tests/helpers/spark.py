"""Servers of Spark's protocol, started by tests: Sail, which needs no Java, and a cluster of two workers."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
_CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.1)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


class Sail:
    """A server in a process of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        command = [str(Path(sys.executable).with_name("sail")), "spark", "server", "--ip", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.address = f"sc://127.0.0.1:{self.port}"
        wait_for(lambda: listens(self.port), self.address, 60)

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(30)


def why_no_cluster() -> str:
    """Return why no cluster can be started here; empty where one can."""
    if not (Path(os.environ.get("SPARK_HOME", "/none")) / "bin" / "spark-class").is_file():
        return "SPARK_HOME names no Spark"
    return "" if shutil.which("java") else "there is no Java"


class Cluster:
    """A standalone cluster: a master, two workers of a core each, and a Connect server that asks a token."""

    def __init__(self, folder: Path) -> None:
        """Start everything; what is written goes into ``folder``."""
        self._folder, self._home = folder, Path(os.environ["SPARK_HOME"])
        self._ports = {name: free_port() for name in ("master", "web", "connect")}
        self.token = secrets.token_hex(16)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> str:
        return f"sc://localhost:{self._ports['connect']}/;token={self.token}"

    def alive(self) -> int:
        """Return how many workers the master counts as alive."""
        with suppress(OSError, ValueError), urlopen(f"http://127.0.0.1:{self._ports['web']}/json/") as page:  # noqa: S310
            return int(json.load(page)["aliveworkers"])
        return 0

    def kill_worker(self, name: str) -> None:
        """Kill -9 a worker and all that it started."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes.pop(name).wait(30)

    def stop(self) -> None:
        """End everything, the Connect server first."""
        for process in reversed(self.processes.values()):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        self.processes.clear()

    def _start(self) -> None:
        master = f"spark://127.0.0.1:{self._ports['master']}"
        ports = ["--host", "127.0.0.1", "--port", str(self._ports["master"])]
        self._run("master", "spark-class", _MASTER, *ports, "--webui-port", str(self._ports["web"]))
        wait_for(lambda: listens(self._ports["master"]), "the master")
        for name in ("worker 1", "worker 2"):
            web = ["--webui-port", str(free_port())]
            self._run(name, "spark-class", _WORKER, "--cores", "1", "--memory", "3g", *web, master)
        wait_for(lambda: self.alive() == 2, "the workers")
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": self._ports["connect"],
            "spark.connect.authenticate.token": self.token,
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.executor.memory": "2g",
            "spark.executor.cores": 1,
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": 4,
        }
        listed = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        server = ["--master", master, "--class", _CONNECT, "--name", "connect", *listed, "spark-internal"]
        self._run("connect", "spark-submit", *server)
        wait_for(lambda: listens(self._ports["connect"]), "the Connect server")

    def _run(self, name: str, program: str, *arguments: str) -> None:
        own = {
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_WORKER_DIR": str(self._folder / "work"),
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        }
        log = (self._folder / f"{name}.log").open("wb")
        self.processes[name] = subprocess.Popen(
            [str(self._home / "bin" / program), *arguments],
            env=os.environ | own,
            cwd=self._folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
