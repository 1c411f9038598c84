"""How an organisation becomes a member, is suspended, comes back, and leaves."""
