"""Follows a clause from one version of a document to the next."""
