"""How an organisation asks to join: a form in short steps that a mailed link opens again, its papers, its review."""
