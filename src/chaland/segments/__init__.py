"""Segments: rules that say which customers are meant, as typed trees of conditions over the lake.

A condition has slots that a person fills in; a group joins conditions; a stay is a customer's time in a segment.
One definition of a condition counts a file of millions, answers for one customer at the till, and says why.
Stands on the facts of sales, interactions, customers and stores.
"""
