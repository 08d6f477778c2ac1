"""Settings, URLs and the server entry point.

The only place that chooses adapters.
Stands on everything.
"""
