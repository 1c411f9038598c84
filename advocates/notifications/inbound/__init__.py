"""Mail that answers ours: whose it is, what of it was written now, and what becomes of it.

An app above registers with `handlers` what an answer to a thing of its kind becomes. Other apps write
`addresses.address_for(person, kind, number)` into their mails as Reply-To, and `trimming.answer_line()` above the text.
"""
