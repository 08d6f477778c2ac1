"""Processes born of one that is ready: each has a connection of its own, and none pays for starting Python again."""

from multiprocessing import get_context

from django.db import connections

PATIENCE_SECONDS = 120


def at_once(*works):
    """Run each (function, argument…) in a process of its own, all from the same moment; return their exit codes."""
    # A connection serves one process only.
    connections.close_all()
    fork = get_context("fork")
    barrier = fork.Barrier(len(works))
    processes = [fork.Process(target=_work, args=(barrier, *work)) for work in works]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_SECONDS)
    return [process.exitcode for process in processes]


def _work(barrier, function, *arguments):
    barrier.wait(PATIENCE_SECONDS)
    function(*arguments)
