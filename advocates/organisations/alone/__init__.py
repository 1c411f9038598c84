"""Groups for which only one person speaks are asked, once a year at most, whether a second one could."""
