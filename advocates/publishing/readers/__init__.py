"""What readers of a knowledge article tell the editors: whether it helped, and what they would change in it."""
