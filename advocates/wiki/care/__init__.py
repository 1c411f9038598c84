"""Who looks after a page, until when it is to be looked at again, and what in a space needs somebody."""
