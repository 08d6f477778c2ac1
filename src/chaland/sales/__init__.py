"""What customers do at the till: receipts, live figures, wishes, carts and quotes.

Main words: Receipt, ReceiptLine, CustomerFigures, Rhythm, Wish, Cart.
Stands on customers and stores. A receipt is never edited or deleted.
"""
