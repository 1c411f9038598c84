"""What of a conversation belongs to one person: handed out on request, and what goes with their account."""
