"""Pages that anybody opens without signing in: consent, preferences, unsubscribing, forms, booking.

Main words: public page, link, the same neutral page.
"""
