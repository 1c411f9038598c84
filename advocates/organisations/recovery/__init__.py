"""People look after each other's accounts: lost second factors, stolen phones, a name that changes, a death."""
