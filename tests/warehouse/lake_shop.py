"""A made-up shop whose synchronisations can really be killed, or run beside each other; run by the tests beside it.

Every piece of work is done in a process of its own, forked from one that has only loaded the product: neither the
Delta library nor a database connection survives a fork.

python lake_shop.py open: makes a shop with receipts.
python lake_shop.py kills sync|rebuild: kills one at each step in turn; prints the number of kills and what differed.
python lake_shop.py together ROUNDS sync|rebuild [forgetful]: three tills write, committing out of order, while two
processes synchronise; prints what differed afterwards. `forgetful` leaves out the guard: it forgets what it never saw.
"""

import json
import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

import django

RECEIPTS = 5
WATCHED = ("receipts", "lines", "figures")


def main(what, *arguments):
    django.setup()
    # Loaded once, before the forks.
    import chaland.warehouse.checking
    import chaland.warehouse.engine  # noqa: F401
    import factories.sales  # noqa: F401

    return {"open": open_shop, "kills": kills, "together": together}[what](*arguments)


def open_shop():

    from chaland.warehouse import sync
    from factories.sales import open_shops

    open_shops("lyon", "nantes")
    write(0)
    sync.rebuild()
    return {}


def write(seed, pause=0.0):
    """Record receipts of a few customers, each in its own transaction, which may stay open for a while."""
    from django.db import transaction

    from chaland.usecases.sales.record_receipts import record_receipts
    from factories.sales import NOON, line, receipt

    chance = random.Random(seed)
    for number in range(RECEIPTS):
        customer, shop = f"x:{chance.randrange(12)}", chance.choice(["lyon", "nantes"])
        lines = [line(f"S{chance.randrange(5)}", chance.randrange(-500, 5000)) for _ in range(3)]
        said = receipt(f"{seed}-{number}", customer=customer, store=shop, lines=lines, till=str(1 + seed % 4))
        with transaction.atomic():
            record_receipts([said], now=NOON, create_missing=True)
            time.sleep(chance.random() * pause)


def kills(what):
    """Kill the work at its first step, at its second…, until it gets to its end; after each, look at what is left."""
    found, before = [], in_child(write_and_look, 1)
    for step in count(1):
        status = in_child(killed_at, step, what, raw=True)
        seen, differ, after = in_child(look_compare_and_write, 100 * step)
        if seen not in (before, before + RECEIPTS):
            found.append([step, "readers saw", before, seen])
        found += [[step, *one] for one in differ]
        if not os.WIFSIGNALED(status):
            return {"kills": step - 1, "found": found}
        before = after
    raise AssertionError


def write_and_look(seed):
    write(seed)
    return receipts_seen()


def look_compare_and_write(seed):
    return receipts_seen(), differences(), write_and_look(seed)


def killed_at(step, what):
    """Do the work, and be killed before or after the given one of its writes."""
    from chaland.warehouse import sync, tables

    steps = count(1)

    def die_in_turn():
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying(function):
        def wrapped(*arguments):
            die_in_turn()
            result = function(*arguments)
            die_in_turn()
            return result

        return wrapped

    def dying_before(function):
        def wrapped(self, fact, *arguments):
            if fact.name in WATCHED:
                die_in_turn()
            return function(self, fact, *arguments)

        return wrapped

    for name in ("create", "replace", "tidy"):
        setattr(tables.Tables, name, dying_before(getattr(tables.Tables, name)))
    for name in ("_show", "drop_other_generations"):
        setattr(sync, name, dying(getattr(sync, name)))
    getattr(sync, what)()


def together(rounds, what, forgetful=""):
    """Three tills write while two processes synchronise, again and again until the tills are done."""
    done = Path(os.environ["CHALAND_HOME"]) / "tills-done"
    done.unlink(missing_ok=True)
    syncing = [fork(synchronise, what, done, forgetful) for _ in range(2)]
    tills = [fork(till, 1000 * number, int(rounds)) for number in range(1, 4)]
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in tills)
    done.touch()
    failed += sum(os.waitpid(pid, 0)[1] != 0 for pid in syncing)
    return {"failed": failed, "found": in_child(differences)}


def till(number, rounds):
    for this in range(rounds):
        write(number + this, pause=0.02)


def synchronise(what, done, forgetful):
    from chaland.warehouse import sync
    from chaland.warehouse.models import Change

    if forgetful:
        kept = sync._show
        sync._show = lambda state, _seen: kept(state, list(Change.objects.values_list("pk", flat=True)))
    while not done.exists():
        getattr(sync, what)()


def receipts_seen():
    from chaland.warehouse import engine

    return engine.run(engine.table("receipts").count().name("n"), fresh=False)["n"][0].as_py()


def differences():
    from chaland.warehouse.checking import check

    return [[one.table, one.missing, one.extra] for one in check() if not one.agrees]


def fork(function, *arguments, into=None):
    """Start a process that does this and prints what it returns into a pipe; returns its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        result = function(*arguments)
        if into is not None:
            os.write(into, json.dumps(result).encode())
    except BaseException:  # noqa: BLE001 - a forked process must end here, whatever happened
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def in_child(function, *arguments, raw=False):
    """Do it in a process of its own; returns its result, or how it ended."""
    out, into = os.pipe()
    pid = fork(function, *arguments, into=into)
    os.close(into)
    with os.fdopen(out) as pipe:
        result = pipe.read()
    status = os.waitpid(pid, 0)[1]
    return status if raw else json.loads(result)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201 - read by the tests
