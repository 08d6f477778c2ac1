"""Files of the outside world read into plain rows of text, whatever wrote them, in a process of their own.

Main words: Understanding, `understand_file`.
Stands on the kernel; knows no domain and no Django.
"""
