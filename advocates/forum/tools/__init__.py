"""What is done with a whole topic: locked, pinned, opened, moved, split, merged, hidden, summed up."""
