"""Vouchers used by four processes at once, and by tills whose server dies: each is used once.

The twin without the guard shows the double use, each time.
"""

import subprocess
import sys
from pathlib import Path

import pytest

REDEEMER = Path(__file__).with_name("redeemer.py")
TILLS = 4
VOUCHERS = 150


def at_desk(shop, *arguments):
    return shop.run_script("voucher_desk.py", *arguments)


def numbers(words):
    return [int(word) for word in words]


def everybody_tries(shop, codes):
    """Four tills, each a process, at two servers, each a process, try every voucher; return what came of it."""
    servers = [shop.serve(), shop.serve()]
    tills = [
        subprocess.Popen(
            [sys.executable, str(REDEEMER), str(servers[place % 2].port), shop.token, f"till-{place}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for place in range(TILLS)
    ]  # fmt: skip
    for till in tills:
        till.stdin.write(" ".join(codes))
        till.stdin.close()
    came = [numbers(till.stdout.read().split()) for till in tills]
    assert [till.wait(timeout=60) for till in tills] == [0] * TILLS
    return [sum(column) for column in zip(*came, strict=True)]


@pytest.mark.fault("F13")
@pytest.mark.parametrize("number", [VOUCHERS, pytest.param(1000, marks=pytest.mark.long)])
def test_four_tills_that_try_every_voucher_use_each_once(kept_shop, number):
    written, used, left = numbers(at_desk(kept_shop, "uses"))
    assert everybody_tries(kept_shop, at_desk(kept_shop, "issue", number)) == [number, (TILLS - 1) * number, 0]
    assert numbers(at_desk(kept_shop, "uses")) == [written + number, used + number, left]


@pytest.mark.fault("F13")
def test_processes_that_all_read_before_any_writes_use_it_once(kept_shop):
    [code] = at_desk(kept_shop, "issue", 1)
    assert numbers(at_desk(kept_shop, "race", code)) == [1, 3, 0]


def test_without_the_guard_all_of_them_use_it(kept_shop):
    [code] = at_desk(kept_shop, "issue", 1)
    assert numbers(at_desk(kept_shop, "race", code, "without-guard")) == [4, 0, 0]


def test_reserved_before_the_server_died_it_is_used_once_by_the_same_till(kept_shop):
    [code] = at_desk(kept_shop, "issue", 1)
    server = kept_shop.serve()
    assert kept_shop.till(server).post(f"/vouchers/{code}/reserve", {"key": "a"})[0] == 200
    server.kill()
    till = kept_shop.till(kept_shop.serve())
    came = [till.post(f"/vouchers/{code}/redeem", {"key": key}) for key in ("b", "a", "a", "b")]
    assert [(status, body.get("code") or body.get("status")) for status, body in came] == [
        (409, "voucher_reserved"),
        (200, "done"),
        (200, "replayed"),
        (409, "voucher_redeemed"),
    ]
