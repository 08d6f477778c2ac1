"""Issues vouchers in the shop of the tests beside it, and has several processes use one at the same moment.

python voucher_desk.py issue NUMBER: prints their codes.
python voucher_desk.py race CODE [without-guard]: four processes use it under keys of their own, all of which have read
it before any writes; prints how many did, how many were refused, and how many failed otherwise.
python voucher_desk.py uses: prints how many uses are written, how many vouchers have one, how many are left.
"""

import multiprocessing
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from chaland.kernel.errors import Conflict  # noqa: E402
from chaland.loyalty.models.vouchers import Voucher, VoucherUse  # noqa: E402
from chaland.loyalty.services import vouchers  # noqa: E402
from chaland.usecases.loyalty import use_voucher as usecase  # noqa: E402
from factories.vouchers import a_kind, a_use  # noqa: E402

RACERS = 4
FORK = multiprocessing.get_context("fork")


def issue(number):
    """Issue vouchers of one use each; return their codes."""
    kind, now = a_kind(now=timezone.now()), timezone.now()
    known = Voucher.objects.count()
    keys = [f"made-up-{known + place}" for place in range(number)]
    vouchers.issue_many([vouchers.NewVoucher(kind, None, key) for key in keys], now=now)
    return list(Voucher.objects.filter(key__in=keys).values_list("code", flat=True))


def remove_guard(barrier):
    """Take the transaction and the condition of the write away; whoever has read waits until everybody has."""

    def move(voucher, _before, after):
        barrier.wait()
        return Voucher.objects.filter(pk=voucher.pk).update(state=after.state, uses_left=after.uses_left)

    usecase._write = lambda act: act()
    vouchers.move = move


def use_once(code, place, barrier, without_guard, outcomes):
    if without_guard:
        remove_guard(barrier)
    else:
        barrier.wait()
    try:
        usecase.redeem_voucher(code, a_use(f"racer-{place}"), place=vouchers.Place(), now=timezone.now())
    except Conflict:
        outcomes.put("refused")
    except Exception:  # noqa: BLE001 - counted
        outcomes.put("failed")
    else:
        outcomes.put("used")


def race(code, without_guard):
    """Return how many processes used it, were refused, failed."""
    barrier, outcomes = FORK.Barrier(RACERS), FORK.Queue()
    connection.close()
    racers = [
        FORK.Process(target=use_once, args=(code, place, barrier, without_guard, outcomes)) for place in range(RACERS)
    ]
    for one in racers:
        one.start()
    came = [outcomes.get(timeout=60) for _ in racers]
    for one in racers:
        one.join()
    return [came.count(outcome) for outcome in ("used", "refused", "failed")]


def uses():
    """Return the uses written, the vouchers that have one, and the uses that are left."""
    written = VoucherUse.objects.filter(act="redeemed")
    left = Voucher.objects.aggregate(left=Sum("uses_left"))["left"] or 0
    return [written.count(), written.values("voucher").distinct().count(), left]


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "issue":
        told = issue(int(rest[0]))
    else:
        told = uses() if what == "uses" else race(rest[0], without_guard="without-guard" in rest)
    print(*told)  # noqa: T201 - read by the tests
