"""Network, merchants, stores, tills, sellers and the product catalogue.

Main words: Network, Merchant, Store, Till, Seller, Product, Category (docs/GLOSSARY.md).
Stands on the kernel and the database layer; knows nothing of customers.
"""
