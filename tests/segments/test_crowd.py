"""Several processes note who is in one segment: nobody is in it twice, and no process fails."""

import json
from pathlib import Path

from factories.processes import Script, end

CROWD = Path(__file__).with_name("crowd.py")


def test_several_processes_note_everybody_once(tmp_path):
    crowd = Script(CROWD, tmp_path, CHALAND_HOME=str(tmp_path))
    noting = [crowd.start("note", str(seed)) for seed in range(3)]
    assert [(end(one), one.returncode) for one in noting] == [("null\n", 0)] * 3
    found = json.loads(crowd.run("look"))
    assert found["open_twice"] == 0
    assert found["stays"] > 12
