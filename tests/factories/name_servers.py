"""A real name server for tests, which knows the TXT records it is given."""

import socket
import threading
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset

from factories.mail_servers import HOST


@contextmanager
def name_server(records, *, mute=False):
    """Answer questions over UDP; of a name that is not in `records` (name → texts) it says there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HOST, 0))
        threading.Thread(target=_answer, args=(server, {} if mute else records, mute), daemon=True).start()
        yield f"{HOST}:{server.getsockname()[1]}"
        server.sendto(b"", server.getsockname())


def _answer(server, records, mute):
    while True:
        try:
            asked, who = server.recvfrom(4096)
        except OSError:
            return
        if not asked:
            return
        if not mute:
            server.sendto(_said(dns.message.from_wire(asked), records).to_wire(), who)


def _said(question, records):
    answer = dns.message.make_response(question)
    name = question.question[0].name
    texts = records.get(name.to_text(omit_final_dot=True), ())
    if texts:
        words = [" ".join(f'"{one[at : at + 255]}"' for at in range(0, len(one), 255)) for one in texts]
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *words))
    else:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
