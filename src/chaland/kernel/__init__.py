"""The small things every domain needs: money, quantities, days, phones, e-mails, postcodes, text, filters.

Plain Python without Django: pure functions and frozen dataclasses, the clock and the zone always given.
What cannot be read is refused with `errors.Refusal`, never guessed in silence.
"""
