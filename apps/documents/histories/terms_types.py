"""The terms types of Open Terms Archive, and the type of the controlled list that each is filed under."""

from apps.documents.histories.errors import UnknownTermsTypeError

# The title of an imported document keeps the archive's own word; the type is the shelf it stands on.
TERMS_TYPES = {
    "Acceptable Use Policy": "acceptable-use-policy",
    "Accessibility Statement": "legal-notice",
    "Ad Publishing Policy": "monetisation-policy",
    "Advertising Content Policy": "advertising-policy",
    "Brand Guidelines": "trademark-guidelines",
    "Business Mediation Policy": "commercial-terms",
    "Business Privacy Policy": "data-use-statement",
    "Closed Captioning Policy": "legal-notice",
    "Commercial Terms": "commercial-terms",
    "Community Guidelines": "community-guidelines",
    "Complaints Policy": "legal-notice",
    "Conditions of Carriage": "service-specific-terms",
    "Content Monetisation Policy": "monetisation-policy",
    "Copyright Claims Policy": "copyright-policy",
    "Data Controller Agreement": "data-controller-terms",
    "Data Processor Agreement": "data-processing-addendum",
    "Deceased Users": "service-specific-terms",
    "Developer Terms": "developer-terms",
    "Editorial Policy": "community-guidelines",
    "General Conditions of Sale": "payment-terms",
    "Human Rights Policy": "human-rights-policy",
    "Imprint": "legal-notice",
    "In-App Purchases Policy": "payment-terms",
    "Law Enforcement Guidelines": "law-enforcement-guidelines",
    "Live Policy": "community-guidelines",
    "Marketplace Buyers Conditions": "payment-terms",
    "Marketplace Sellers Conditions": "seller-terms",
    "Parent Organization Privacy Policy": "privacy-policy",
    "Parent Organization Terms": "terms-of-service",
    "Platform to Business Notice": "commercial-terms",
    "Premium Partner Conditions": "seller-terms",
    "Privacy Policy": "privacy-policy",
    "Quality Guidelines": "community-guidelines",
    "Ranking Parameters Description": "seller-terms",
    "Restricted Use Policy": "acceptable-use-policy",
    "Review Guidelines": "review-guidelines",
    "Seller Warranty": "seller-terms",
    "Service Level Agreement": "service-level-agreement",
    "Single Sign-On Policy": "service-specific-terms",
    "Terms of Service": "terms-of-service",
    "Trackers Policy": "cookie-policy",
    "User Consent Policy": "data-controller-terms",
    "Vulnerability Disclosure Policy": "vulnerability-disclosure-policy",
}


def document_type_of(terms_type: str) -> str:
    """Return the slug of the document type; raise UnknownTermsTypeError for terms that have no place yet."""
    if terms_type not in TERMS_TYPES:
        raise UnknownTermsTypeError(
            f"{terms_type!r} has no document type: add it to apps/documents/histories/terms_types.py"
        )
    return TERMS_TYPES[terms_type]
