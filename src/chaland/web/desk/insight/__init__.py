"""The screens of what the file knows: charts, tables and files of what customers do.

Main words: screen, tile, table, chart.
Turns the answers of `insight` into pages; counts nothing.
"""
