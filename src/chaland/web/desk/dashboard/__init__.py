"""The dashboard screen: what to do first, then how the shop does.

Main words: task, measure, heat table.
Turns the figures of `sales.dashboard` into cards; decides nothing.
"""
