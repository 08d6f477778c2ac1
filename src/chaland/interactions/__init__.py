"""What passes between shop and customer: appointments, calls, mailings, surveys, visits, notes.

Main words: Interaction, Channel, Outcome.
Stands on customers and stores.
"""
