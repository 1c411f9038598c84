"""Clinical trials that take patients in, by country and in plain words, as the register tells them."""
