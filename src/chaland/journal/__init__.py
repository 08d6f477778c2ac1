"""What was done to the file, by whom and when: the runs of imports, which can be undone.

Main words: ImportRun, Upload.
Stands on the database layer.
"""
