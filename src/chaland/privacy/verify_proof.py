"""Verify a proof pack of consents, offline and with nothing but Python.

Usage: python verify.py [consents.json]. Ends with 0 when everything holds, else names the first line that does not.

A line's content hash is SHA-256 of its "sealed" values as compact JSON; its hash is SHA-256 of the hash of the line
before it followed by its content hash, both as hexadecimal text. "links" holds the content hashes of every line from
the first of this pack to the last of the ledger, so the chain is followed without showing anybody else's lines.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def compact(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def seal_holds(sealed: str, kept: dict[str, Any] | None) -> bool:
    """What stands beside a line holds, or was rightly forgotten since."""
    return not kept or digest(kept["salt"] + compact(kept["values"])) == sealed


def problem_of(line: dict[str, Any], names: list[str], texts: dict[str, str]) -> str:
    values = dict(zip(names, line["sealed"], strict=True))
    content = digest(compact(line["sealed"]))
    if digest(line["previous_hash"] + content) != line["hash"]:
        return "the line was changed"
    text = texts.get(str(values["text_id"]))
    if text is not None and digest(text) != values["text_hash"]:
        return "the text shown was changed"
    if not seal_holds(values["private_seal"], line["private"]) or not seal_holds(values["trace_seal"], line["trace"]):
        return "what is kept beside the line was changed"
    return ""


def broken_link(pack: dict[str, Any]) -> int | None:
    """Return the number of the first line where the chain does not lead on, or None."""
    lines = {line["sealed"][0]: line for line in pack["lines"]}
    number: int = pack["first"]
    previous = pack["before_first"]
    for content in pack["links"]:
        own = lines.get(number)
        if own and (own["previous_hash"] != previous or digest(compact(own["sealed"])) != content):
            return number
        previous = digest(previous + content)
        number += 1
    return None if not pack["links"] or previous == pack["head"] else number - 1


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "consents.json"
    pack = json.loads(Path(name).read_text(encoding="utf-8"))
    for line in pack["lines"]:
        if problem := problem_of(line, pack["columns"], pack["texts"]):
            sys.exit(f"Line {line['sealed'][0]}: {problem}.")
    if (number := broken_link(pack)) is not None:
        sys.exit(f"Line {number}: the chain is broken.")
    sys.stdout.write(f"{len(pack['lines'])} lines hold; the chain leads to {pack['head']}.\n")


if __name__ == "__main__":
    main()
