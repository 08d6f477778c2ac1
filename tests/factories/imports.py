"""The generator of dirty files, which lies with its verdicts."""

import importlib.util
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location(
    "import_corpus", Path(__file__).parents[1] / "corpus" / "imports" / "generate.py"
)
corpus = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(corpus)
