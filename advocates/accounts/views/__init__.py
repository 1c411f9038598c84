"""Pages of accounts; the flows of signing in and of second factors are allauth's."""
