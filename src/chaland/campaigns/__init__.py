"""Campaigns: whom a message goes to, who is left alone, and what it really changed in the till.

Main words: Audience, ControlGroup, Effect, Strata.
Stands on segments, loyalty, privacy and sales.
"""
