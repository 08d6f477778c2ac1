"""Remembers what each build step was made from, so that a step runs only when its inputs change."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
SOURCE = ROOT / "src" / "chaland"


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one checksum of the names and contents of the files; a missing file counts as empty."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def is_fresh(step: str, paths: Iterable[Path], outputs: Iterable[Path]) -> bool:
    """Tell whether the step was already run on exactly these inputs and its outputs are still there."""
    stamp = BUILD / "stamps" / step
    if not stamp.exists() or not all(output.exists() for output in outputs):
        return False
    return stamp.read_text() == fingerprint(paths)


def remember(step: str, paths: Iterable[Path]) -> None:
    """Note that the step was run on these inputs."""
    stamp = BUILD / "stamps" / step
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint(paths))
