"""What follows from a text that was saved: the links of its page, and pages drawn anew when what they name changes."""
