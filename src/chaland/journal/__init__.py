"""What was done to the file, by whom and when: the runs of imports, which can be undone.

Main words: ImportRun.
Stands on the database layer.
"""
