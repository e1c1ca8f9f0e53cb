"""Bundles of evidence: zip files that prove what is in them, offline and without us."""
