"""poplib against a node: arguments are the ports of POP3 and POP3 over TLS, user and password. Expects three messages."""
import poplib
import ssl
import sys

pop3, pop3s = map(int, sys.argv[1:3])
user, password = sys.argv[3:5]
HOST = "127.0.0.1"
anyone = ssl._create_unverified_context()

server = poplib.POP3(HOST, pop3)
capabilities = server.capa()
for name in ("TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "STLS", "SASL", "USER"):
    assert name in capabilities, capabilities
assert capabilities["EXPIRE"] == ["NEVER"], capabilities
server.stls(context=anyone)
server.user(user)
try:
    server.pass_("wrong")
    raise SystemExit("a wrong password was taken")
except poplib.error_proto as refused:
    assert b"[AUTH]" in refused.args[0], refused
server.user(user)
server.pass_(password)
count, octets = server.stat()
assert count == 3, count
sizes = [int(line.split()[1]) for line in server.list()[1]]
assert sum(sizes) == octets, (sizes, octets)
uids = [line.split()[1] for line in server.uidl()[1]]
assert len(set(uids)) == 3, uids
for number in (1, 2, 3):
    lines = server.retr(number)[1]
    assert sum(len(line) + 2 for line in lines) == sizes[number - 1], number
    assert b"Subject: number %d" % number in lines, lines
    top = server.top(number, 1)[1]
    assert lines[: len(top)] == top and top[-1] == b".first line %d" % number, top
server.dele(2)
server.quit()

server = poplib.POP3_SSL(HOST, pop3s, context=anyone)
server.user(user)
server.pass_(password)
assert server.stat()[0] == 2
assert [line.split()[1] for line in server.uidl()[1]] == [uids[0], uids[2]]
server.quit()

print("poplib is content")
