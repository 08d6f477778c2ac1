"""Screens of campaigns: the list, the four steps, the launch and what follows it."""
