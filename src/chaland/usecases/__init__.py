"""What happens in the shop, one file per event: the only place that opens a transaction.

A use case calls the services of the domains below and returns what its caller shows.
Stands on every domain.
"""
