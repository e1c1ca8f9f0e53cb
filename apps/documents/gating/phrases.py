"""What wrong pages say of themselves, in the languages of the catalogue.

Every phrase is a whole sentence's part with word boundaries: a policy may speak of errors, sessions or maintenance,
and pages carry challenge scripts without being challenges.
"""

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases).replace("'", "['\u2019]") + r")(?!\w)", re.IGNORECASE)


ERRORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "challenge",
        _any(
            r"checking (?:if the site connection is secure|your browser)",
            r"verif(?:y|ying) (?:that )?you are (?:a )?human",
            r"enable javascript and cookies to continue",
            r"needs to review the security of your connection",
            r"complete the security check",
            r"unusual (?:traffic|activity) from your",
            r"(?:are you|i'm not) a robot",
            r"press (?:&|and) hold to confirm",
            r"pardon our interruption",
            r"you have been blocked",
            r"request unsuccessful\. incapsula",
            r"performing security verification",
        ),
    ),
    (
        "javascript_required",
        _any(
            r"(?:please )?(?:enable|activate|turn on) javascript",
            r"javascript (?:is|must be|needs to be) (?:required|disabled|enabled|turned off)",
            r"requires javascript",
            r"(?:veuillez )?activer javascript",
            r"javascript aktivieren",
            r"habilit[ae]r? javascript",
        ),
    ),
    (
        "client_error",
        _any(
            r"application error: a (?:client|server)-side exception",
            r"minified react error",
            r"chunkloaderror",
            r"failed to load (?:the )?(?:page|app|application)",
        ),
    ),
    (
        "not_found",
        _any(
            r"(?:page|file|document|article|resource) (?:was )?(?:not found|could not be found|cannot be found|can't be found)",
            r"page (?:you (?:are|were|'re) looking for|you requested|requested) (?:does not|doesn't|cannot|can't|could not|couldn't|no longer|was not|wasn't|has been|may have)",
            r"(?:error )?404(?: error)?[ :\-|]+(?:page )?not found",
            r"can't find (?:that|the|this) page",
            r"page (?:does not|doesn't) exist",
            r"nothing (?:was )?found here",
            r"page (?:introuvable|non trouvée)",
            r"cette page n'existe (?:pas|plus)",
            r"seite (?:wurde )?nicht gefunden",
            r"página no encontrada",
            r"pagina non trovata",
            r"página não encontrada",
            r"pagina niet gevonden",
            r"nie znaleziono strony",
            r"页面不存在",
            r"ページが見つかりません",
        ),
    ),
    (
        "service_error",
        _any(
            r"this page (?:isn't|is not|is currently not) available",
            r"an unexpected error (?:has )?occurred",
            r"something(?:'s| has)? (?:went|gone) wrong",
            r"internal server error",
            r"(?:bad gateway|gateway time-?out|service (?:temporarily )?unavailable)",
            r"temporarily unavailable",
            r"try (?:reloading|refreshing) (?:this|the) page",
            r"une erreur est survenue",
            r"diese seite ist (?:momentan|derzeit) nicht verfügbar",
            r"es ist ein fehler aufgetreten",
            r"ha ocurrido un error",
            r"si è verificato un errore",
            r"ocorreu um erro",
            r"er is iets misgegaan",
        ),
    ),
    (
        "maintenance",
        _any(
            r"(?:scheduled|under|for|undergoing) maintenance",
            r"we(?:'ll| will) be (?:right )?back (?:soon|shortly|online)",
            r"effectuons actuellement une maintenance",
            r"(?:site )?en (?:cours de )?maintenance",
            r"wartungsarbeiten",
            r"en mantenimiento",
            r"in manutenzione",
        ),
    ),
    (
        "region_block",
        _any(
            r"(?:isn't|is not|aren't|are not) (?:yet )?(?:available|supported|accessible) in (?:your|this) (?:country|region|location|area)(?: yet)?",
            r"not available (?:in|from) your (?:country|region|location)",
            r"unavailable (?:in|for) your (?:country|region|location)",
            r"pas disponible dans votre (?:pays|région)",
            r"in (?:deinem|ihrem) land nicht verfügbar",
            r"no está disponible en (?:tu|su) (?:país|región)",
            r"451:? unavailable (?:for|due to) legal reasons",
        ),
    ),
    (
        "access_denied",
        _any(
            r"access (?:to this page (?:has been|is) )?denied",
            r"you (?:don't|do not) have (?:permission|access) to (?:access|view)",
            r"403[ :\-|]+forbidden",
            r"accès (?:refusé|interdit)",
            r"zugriff verweigert",
        ),
    ),
    (
        "redirect_stub",
        _any(
            r"redirecting(?: you)? to",
            r"you (?:will|should) be redirected",
            r"if you are not redirected",
            r"click here if you are not redirected",
            r"vous allez être redirigé",
            r"sie werden weitergeleitet",
        ),
    ),
    (
        "parked_domain",
        _any(
            r"(?:this )?domain (?:name )?(?:is|may be) for sale", r"buy this domain", r"domain (?:is )?parked"
        ),
    ),
)

ERROR_TITLES = _any(
    r"just a moment",
    r"attention required",
    r"client challenge",
    r"security check(?:point)?",
    r"access denied",
    r"(?:page )?not found",
    r"(?:error )?(?:404|403|500|502|503)",
    r"are you a robot",
    r"ddos-guard",
    r"you should be redirected(?: quickly)?",
    r"redirecting",
    r"page introuvable",
    r"seite nicht gefunden",
    r"service unavailable",
    r"(?:site )?(?:under )?maintenance",
    r"application error",
)
LOGIN_TITLES = _any(
    r"log[ -]?in",
    r"sign[ -]?in",
    r"se connecter",
    r"connexion",
    r"anmelden",
    r"einloggen",
    r"iniciar sesión",
    r"accedi",
)
LOGIN = _any(
    r"(?:log|sign) in to (?:continue|your account|view|access)",
    r"you (?:must|need to) (?:be logged in|log in|sign in)",
    r"forgot(?:ten)? (?:your )?password",
    r"mot de passe oublié",
    r"passwort vergessen",
)
LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|sso|auth(?:orize)?|account/login|accounts/login)(?:[/?.]|$)", re.IGNORECASE
)

DOCUMENT_NAMES = _any(
    r"terms(?: (?:of|and|&) \w+)?", r"conditions", r"privacy", r"polic(?:y|ies)", r"agreements?", r"addend(?:um|a)",
    r"guidelines", r"(?:legal )?notices?", r"imprint", r"legal", r"code of conduct", r"community standards", r"rules",
    r"gdpr", r"dpa", r"sla", r"service level", r"sub-?processors?", r"disclosure", r"statement", r"eula", r"licen[cs]e",
    r"cookies?", r"transparency", r"refunds?", r"mentions légales", r"confidentialité", r"données personnelles",
    r"conditions générales", r"cgu", r"cgv", r"politique", r"charte", r"datenschutz\w*", r"nutzungsbedingungen", r"agb",
    r"impressum", r"richtlinien?", r"privacidad", r"términos", r"condiciones", r"aviso legal", r"política",
    r"informativa", r"termini", r"condizioni", r"privacidade", r"termos", r"voorwaarden", r"privacyverklaring",
    r"privacybeleid", r"regulamin", r"polityka", r"villkor", r"integritetspolicy",
)  # fmt: skip
DOCUMENT_NAMES_CJK = re.compile("隐私|協議|协议|条款|政策|规则|利用規約|プライバシー|ポリシー|개인정보|약관")

LEGAL_WORDS = _any(
    r"agree(?:s|d|ment|ments)?", r"terms", r"conditions?", r"shall", r"herein", r"hereby", r"hereunder", r"liab\w+",
    r"warrant\w+", r"indemnif\w+", r"personal (?:data|information)", r"privacy", r"polic(?:y|ies)", r"consent\w*",
    r"third[- ]part\w+", r"processing", r"processors?", r"sub-?processors?", r"controllers?", r"gdpr", r"laws?", r"legal\w*",
    r"rights?", r"governing", r"jurisdiction", r"arbitration", r"disput\w+", r"terminat\w+", r"notices?", r"prohibit\w+",
    r"compl(?:y|iance|ies)", r"applicable", r"obligations?", r"part(?:y|ies)", r"licen[cs]\w+", r"intellectual property",
    r"copyright\w*", r"confidential\w*", r"retention", r"disclos\w+", r"cookies?", r"subject to", r"in accordance with",
    r"pursuant", r"must not", r"may not", r"not allowed", r"effective date", r"violat\w+", r"infring\w+", r"guidelines?",
    r"données", r"personnelles", r"traitements?", r"conformément", r"droits?", r"responsab\w+", r"contrats?", r"lois?",
    r"consentement", r"confidentialité", r"éditeur", r"hébergeur", r"utilisateurs?",
    r"datenschutz\w*", r"personenbezogene\w*", r"verarbeitung\w*", r"gemäß", r"nutzung\w*", r"haftung", r"rechte?n?",
    r"vertrag\w*", r"einwilligung\w*", r"dsgvo",
    r"datos", r"personales", r"tratamiento", r"derechos?", r"contrato", r"condiciones", r"usuarios?", r"ley",
    r"dati", r"personali", r"trattamento", r"diritti", r"contratto", r"titolare", r"utent[ei]",
    r"dados", r"pessoais", r"direitos", r"tratamento", r"lei",
    r"gegevens", r"persoonsgegevens", r"rechten", r"verwerk\w+", r"overeenkomst",
    r"danych", r"osobow\w+", r"przetwarza\w+", r"umow\w+", r"personuppgifter", r"behandl\w+", r"avtal\w*",
)  # fmt: skip
LEGAL_WORDS_CJK = re.compile(
    "协议|隐私|个人信息|条款|法律|权利|用户|规定|規約|個人情報|同意|義務|責任|당사자|개인정보|약관|동의"
)
MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u0153\u2122\u02dc\u201c\u201d\u00a2]|\u00c3[\u00a0-\u00bf]|\u00c2[\u00a0-\u00bf]|\u00ef\u00bf\u00bd"
)
