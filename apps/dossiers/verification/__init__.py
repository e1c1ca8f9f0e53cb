"""Checks a dossier's file by itself: what is attached, every quote, every page, the signature. Asks no database."""

from apps.dossiers.verification.checks import Finding, record_of, verify

__all__ = ["Finding", "record_of", "verify"]
