"""Users, their roles, the stores each may see, and the tokens of tills and partners.

Main words: User, Role, Scope, Token.
Stands on stores.
"""
