"""What the shop writes to its customers: mails that wait, leave, come back; the links in them.

Main words: OutgoingMail, claim, attempt, transport, link.
Stands on customers.
"""
