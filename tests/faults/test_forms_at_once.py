"""The form of a new customer sent several times at the same moment, by an impatient hand, opens one file."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("send_form.py")


def test_form_sent_eight_times_at_once_opens_one_file(shop):
    sent = subprocess.run(
        [sys.executable, str(SCRIPT)], env=shop.environment, capture_output=True, text=True, timeout=120, check=True
    )
    found = json.loads(sent.stdout)
    assert found["files"] == {"Inventée": 1, "Fictif": 1}
    for answers in found["answers"]:
        assert {status for status, _address in answers} == {302}
        assert len({address for _status, address in answers}) == 1
