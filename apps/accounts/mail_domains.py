"""E-mail domains in which anybody can have an address: a workspace must not admit people by these."""

PUBLIC_MAIL_DOMAINS = frozenset(
    """
    126.com 163.com aol.com bluewin.ch btinternet.com comcast.net fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de
    gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr icloud.com laposte.net libero.it live.com
    mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com o2.pl orange.fr outlook.com outlook.de outlook.fr pm.me
    posteo.de proton.me protonmail.com qq.com rocketmail.com sbcglobal.net seznam.cz sina.com t-online.de tuta.com tutanota.com
    verizon.net virgilio.it wanadoo.fr web.de wp.pl yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru
    ymail.com zoho.com
    """.split()  # noqa: SIM905 - a list is read by people
)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()
