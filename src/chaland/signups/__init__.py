"""How people enter the file by themselves: forms, what was sent through them, contests, and how each customer came in.

Main words: SignupForm, FormVersion, Submission, Arrival.
Stands on customers, sales and stores.
"""
