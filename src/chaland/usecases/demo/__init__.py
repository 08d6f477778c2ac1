"""The demonstration: real purchases of Complete Journey, with invented identities.

Words: source (the installed package's files), calendar (how its dates are moved), place, identity.
Stands on the stores, customers, sales and interactions domains.
"""
