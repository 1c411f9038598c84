"""What one moderator did can be taken back at once: when an account was stolen, or a power was abused."""
