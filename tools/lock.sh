#!/bin/sh
# Writes the four lock files again from their .in files. Needs `uv` on the PATH; the product itself only needs pip.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header "$@"
}
lock requirements.in -o requirements.lock
# The object store of the tests asks for an older dateutil than the product has, and runs with this one.
lock requirements-test.in -c requirements.lock --override tools/overrides.txt -o requirements-test.lock
lock --no-deps requirements-demo.in -o requirements-demo.lock
lock requirements-spark.in -o requirements-spark.lock
