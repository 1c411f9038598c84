"""The entry of one's own organisation, in the members' area: keep it true, say that it is, read what was done."""
