"""A real Spark cluster on this machine alone: a master and two workers of one core, each a process of its own."""

import os
import re
import shutil
import subprocess
import time
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
PATIENCE_S = 90
HERE = "127.0.0.1"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
OPTIONS = {
    "spark.driver.host": HERE,
    "spark.driver.memory": "600m",
    "spark.executor.memory": "600m",
    "spark.executor.cores": "1",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    # Small tables: what takes the time is planning, and compiling what then runs once.
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.locality.wait": "0s",
}


def missing():
    """What is not there to run Spark with, or nothing."""
    if shutil.which("java") is None:
        return "no Java on this machine"
    return "" if find_spec("pyspark") else "pyspark is not installed: requirements-spark.lock"


@contextmanager
def cluster(folder):
    """The address of a cluster with two workers, which ends with the block."""
    with ExitStack() as started:
        master = started.enter_context(node(folder / "master", MASTER, "--port", "0"))
        address = told(master, r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            named = folder / f"worker{number}"
            started.enter_context(node(named, WORKER, "--cores", "1", "--memory", "1g", "-d", str(named), address))
        told(master, r"(?s)Registering worker.*Registering worker")
        yield address


@contextmanager
def node(folder, kind, *arguments):
    """One process of the cluster; gives the file that it writes its log to."""
    import pyspark

    folder.mkdir()
    log = folder / "log"
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = {**os.environ, "SPARK_LOCAL_IP": HERE, "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [program, kind, "--host", HERE, "--webui-port", "0", *arguments],
            env=environment, cwd=folder, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield log
    finally:
        process.terminate()
        process.wait()


def told(log, pattern):
    """The first thing that the pattern finds in a log, once it is there."""
    for _ in range(PATIENCE_S * 10):
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[found.re.groups]
        time.sleep(0.1)
    raise TimeoutError(log.read_text(errors="replace"))
