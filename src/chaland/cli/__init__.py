"""The `chaland` command: one file per command, each with `configure(parser)` and `run(options)`.

Words: options, result, refusal, exit code. Stands on the use cases and on `sentences`.
"""
