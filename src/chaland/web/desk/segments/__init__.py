"""The screens of segments: the list, the builder, the people, and why somebody is in one.

Main words: draft (a rule as typed, complete or not), row, slot. Stands on the use cases of segments.
"""
