"""What of notices and mail belongs to one person, and goes with their account."""
