"""What organisations, invitations, applications and messages hold of one person: for the export and the erasure."""
