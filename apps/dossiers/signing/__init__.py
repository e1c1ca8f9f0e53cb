"""Signs a dossier (PAdES) and checks a signature. The only place that knows pyHanko."""

from apps.dossiers.signing.checking import SignatureFacts, check_signature
from apps.dossiers.signing.keys import Signer, development_key, signer_of
from apps.dossiers.signing.signing import Signed, sign

__all__ = ["SignatureFacts", "Signed", "Signer", "check_signature", "development_key", "sign", "signer_of"]
