"""People of one organisation look after each other: a stolen phone, a changed name, a death."""
