"""A till of its own process that tries every voucher it is given, over HTTP; run by test_vouchers_at_once.py.

python redeemer.py PORT TOKEN NAME, the codes on standard input: prints how many were used, refused, and anything else.
"""

import http.client
import json
import random
import sys

port, token, name = int(sys.argv[1]), sys.argv[2], sys.argv[3]
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
till = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
codes = sys.stdin.read().split()
# All begin with the same vouchers: they meet at each of them.
random.Random(0).shuffle(codes)
came = {"used": 0, "refused": 0, "other": 0}
for code in codes:
    till.request("POST", f"/api/v1/vouchers/{code}/redeem", json.dumps({"key": f"{name}-{code}"}), headers)
    answer = till.getresponse()
    body = json.loads(answer.read())
    is_used = (answer.status, body.get("status")) == (200, "done")
    is_refused = (answer.status, body.get("code")) == (409, "voucher_redeemed")
    came["used" if is_used else "refused" if is_refused else "other"] += 1
print(*came.values())  # noqa: T201 - read by the test
