"""What is read for the editors: feeds of others and the register of trials, what is new there, drafts begun with it."""
