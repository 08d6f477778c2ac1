"""The `chaland` command: one file per command, each with `configure(parser)` and `run(options)`.

Main words: options, result, failure, exit code.
Stands on the use cases and on `sentences`.
"""
