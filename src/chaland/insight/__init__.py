"""What the customer file knows: expected visits and revenue, associated purchases, the few types of customers.

Main words: expected visits, probability of being still a customer, association, profile.
The calculations are pure: arrays and DuckDB relations in, frozen dataclasses out. Stands on the kernel.
"""
