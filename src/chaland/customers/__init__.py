"""Who the customers are: identity, contact points, households, cards and custom fields.

Main words: Customer, ContactPoint, Household, Card, FieldPolicy, CustomField.
Stands on stores and accounts; what a customer does lives above, in sales and interactions.
"""
