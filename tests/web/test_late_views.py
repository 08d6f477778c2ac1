"""Views whose module is loaded when they are first opened: a till never waits for the columnar libraries."""

import json
import subprocess
import sys

from django.urls import URLPattern, get_resolver
from django.utils.module_loading import import_string

from chaland.web.common.access import late

LOADED = """
import django, json, sys
django.setup()
from django.urls import reverse
reverse("dashboard")
print(json.dumps(sorted({"deltalake", "duckdb", "ibis", "numpy", "pyarrow", "scipy"} & set(sys.modules))))
"""


def patterns(resolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one)


def late_views():
    return [one.callback for one in patterns(get_resolver()) if isinstance(one.callback, late)]


def test_late_views_declare_what_their_views_declare():
    found = late_views()
    assert len(found) > 20
    assert [(one.name, one.permission) for one in found] == [
        (one.name, import_string(one.name).permission) for one in found
    ]


def test_addresses_are_written_without_the_columnar_libraries():
    told = subprocess.run([sys.executable, "-P", "-c", LOADED], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == []
