"""Starts the command line: `python -m chaland.cli`."""

import sys

from chaland.cli.main import main

sys.exit(main(sys.argv[1:]))
