"""Segments: rules that say which customers are meant, as typed trees of conditions over the lake.

One definition of a condition counts a file of millions, answers for one customer at the till, and says why.
"""
