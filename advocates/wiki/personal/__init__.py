"""What of the wiki belongs to one person: exported on request, and what becomes of it when the account is erased."""
