"""What happens to accounts and organisations: one function per thing, in a transaction.

Expected refusals are ``ValidationError`` with a French message that says the remedy.
"""
