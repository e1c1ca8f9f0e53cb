"""A DNS on loopback: real packets, and the records that a test puts into it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset


@dataclass
class Names:
    """`texts` and `aliases` by name; `is_silent` gives no answer, and `asked` is what came."""

    port: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    is_failing: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, query: dns.message.QueryMessage) -> dns.message.Message:
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if self.is_failing:
            response.set_rcode(dns.rcode.SERVFAIL)
            return response
        if name in self.aliases:
            response.answer.append(
                dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{self.aliases[name]}.")
            )
            name = self.aliases[name]
        if name in self.texts:
            values = [f'"{value}"' for value in self.texts[name]]
            response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *values))
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response


@contextmanager
def serving_names() -> Iterator[Names]:
    names = Names()
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    names.port = server.getsockname()[1]

    def serve() -> None:
        while True:
            data, address = server.recvfrom(4096)
            if not data:
                return
            query = dns.message.from_wire(data)
            assert isinstance(query, dns.message.QueryMessage)
            server.sendto(names.answer(query).to_wire(), address)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield names
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", ("127.0.0.1", names.port))
        thread.join()
        server.close()
