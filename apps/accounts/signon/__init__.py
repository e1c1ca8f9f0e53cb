"""Single sign-on as the protocols have it: what a provider says, and whether it can be believed. Knows no accounts."""
