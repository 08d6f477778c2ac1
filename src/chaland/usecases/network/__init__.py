"""The shop itself: who works there, its stores, fields and catalogue."""
