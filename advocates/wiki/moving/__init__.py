"""A page with its branch goes to another space: who may, who will read it then and who no longer, and the deed."""
