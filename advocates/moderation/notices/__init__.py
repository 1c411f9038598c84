"""The owners of a room are told that something in it was reported: no moderator looks there, so nobody else would."""
