"""What somebody has read, what is new for them, and how closely they follow."""
