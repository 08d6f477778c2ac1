"""The loyalty programme: what gives points, tiers and vouchers, and a ledger of points that is never wrong.

Main words: Programme, Passage, Earned, Tier, Lot, Entry, Balance.
Stands on sales, privacy, customers, stores and the warehouse's outbox.
"""
