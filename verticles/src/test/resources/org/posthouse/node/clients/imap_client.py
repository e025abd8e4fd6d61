"""imaplib against a node: arguments are the ports of IMAP and IMAP over TLS, and user and password. Expects an empty Trash."""
import imaplib
import ssl
import sys

imap, imaps = map(int, sys.argv[1:3])
user, password = sys.argv[3:5]
HOST = "127.0.0.1"
anyone = ssl._create_unverified_context()


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


try:
    imaplib.IMAP4(HOST, imap).login(user, "wrong")
    raise SystemExit("a wrong password was taken")
except imaplib.IMAP4.error:
    pass

server = imaplib.IMAP4(HOST, imap)
server.starttls(ssl_context=anyone)
ok(server.login(user, password))
assert ok(server.select("Trash")) == [b"0"]
mails = [b"Subject: number %d\r\nFrom: a@else.test\r\n\r\n.body %d\r\n" % (i, i) for i in range(1, 6)]
for mail in mails:
    ok(server.append("Trash", "", None, mail))
ok(server.noop())
assert ok(server.uid("SEARCH", None, "ALL")) == [b"1 2 3 4 5"]
for i, mail in enumerate(mails, 1):
    fetched = ok(server.uid("FETCH", str(i), "(FLAGS RFC822.SIZE BODY.PEEK[])"))
    assert fetched[0][1] == mail, fetched
assert ok(server.search(None, "SUBJECT", '"number 3"')) == [b"3"]
ok(server.store("2", "+FLAGS", r"(\Deleted)"))
ok(server.store("4", "+FLAGS", r"(\Flagged)"))
assert ok(server.expunge()) == [b"2"]
assert ok(server.uid("SEARCH", None, "FLAGGED")) == [b"4"]
ok(server.create("imaplib/below"))
ok(server.uid("COPY", "4:5", "imaplib/below"))
ok(server.select("imaplib/below", readonly=True))
assert ok(server.search(None, "ALL")) == [b"1 2"]
ok(server.rename("imaplib/below", "imaplib/above"))
names = b"\n".join(ok(server.list()))
assert b"imaplib/above" in names and b"imaplib/below" not in names, names
ok(server.close())
ok(server.delete("imaplib/above"))
server.logout()

with imaplib.IMAP4_SSL(HOST, imaps, ssl_context=anyone) as server:
    ok(server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode()))
    assert ok(server.select("Trash", readonly=True)) == [b"4"]

print("imaplib is content")
