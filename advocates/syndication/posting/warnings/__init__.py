"""Mails to whoever keeps the accounts: a key ends, or was refused."""
