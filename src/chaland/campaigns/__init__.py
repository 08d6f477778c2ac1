"""Campaigns: who is written to and who is left alone, what is sent and offered, and what it changed at the tills.

Main words: Campaign, Content, Message, MessageEvent.
Stands on segments, loyalty, privacy and messages.
"""
