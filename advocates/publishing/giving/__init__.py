"""Donations: why and what for in the editors' words, the accounts, and links to whoever takes payments.

Nothing is paid here: no card's number, no other company's script, and no list of who gave.
"""
