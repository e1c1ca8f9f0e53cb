"""The words that legal documents are written in and named by, in the languages of the catalogue."""

import re

from .phrases import any_of

DOCUMENT_NAMES = any_of(
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

LEGAL_WORDS = any_of(
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
