"""Joining week: new members are asked by mail what their group wants to ask; answers are the first topics."""
