"""Ways to the outside: one folder per kind of service, each behind a protocol of the domain that uses it.

Main words: transport.
Stands on the domains' protocols; only the settings choose one.
"""
