"""Who is told what of a proposal: reviewers that it waits for them, its proposer what became of it."""
