"""Pure rules of campaigns: who is left alone, what can be seen, what was seen."""
