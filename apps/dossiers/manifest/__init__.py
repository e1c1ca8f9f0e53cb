"""What is attached to a dossier so that it can be checked without us: the manifest, and the texts that it quotes. Pure."""

from apps.dossiers.manifest.canonical import as_json, content_of, digest_of
from apps.dossiers.manifest.manifest import MANIFEST_NAME, manifest_of, text_name

__all__ = ["MANIFEST_NAME", "as_json", "content_of", "digest_of", "manifest_of", "text_name"]
