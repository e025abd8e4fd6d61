"""smtplib against a node: arguments are the ports of SMTP, submission, submission over TLS and LMTP, and user and password."""
import smtplib
import ssl
import sys
from email.message import EmailMessage

smtp, submission, submissions, lmtp = map(int, sys.argv[1:5])
user, password = sys.argv[5:7]
HOST = "127.0.0.1"
anyone = ssl._create_unverified_context()


def mail(subject):
    message = EmailMessage()
    message["From"] = user
    message["To"] = user
    message["Subject"] = subject
    message.set_content(".a line that begins with a dot\n" + "gr\u00fc\u00dfe\n" * 20 + ".\n..\n")
    return message


with smtplib.SMTP(HOST, smtp) as server:
    server.ehlo()
    for extension in ("pipelining", "8bitmime", "size", "enhancedstatuscodes", "starttls", "chunking", "smtputf8"):
        assert server.has_extn(extension), extension
    assert server.send_message(mail("plain")) == {}
    try:
        server.sendmail("a@else.test", ["nobody@post.test"], b"x\r\n")
        raise AssertionError("an unknown recipient was taken")
    except smtplib.SMTPRecipientsRefused as refused:
        assert refused.recipients["nobody@post.test"][0] == 550, refused.recipients
    try:
        server.sendmail("a@else.test", ["b@elsewhere.test"], b"x\r\n")
        raise AssertionError("an open relay")
    except smtplib.SMTPRecipientsRefused as refused:
        assert refused.recipients["b@elsewhere.test"][0] // 100 == 5, refused.recipients

with smtplib.SMTP(HOST, submission) as server:
    server.starttls(context=anyone)
    try:
        server.login(user, "wrong")
        raise AssertionError("a wrong password was taken")
    except smtplib.SMTPAuthenticationError as refused:
        assert refused.smtp_code == 535, refused
    server.login(user, password)
    server.send_message(mail("starttls"))

with smtplib.SMTP_SSL(HOST, submissions, context=anyone) as server:
    server.login(user, password)
    server.send_message(mail("tls"))

with smtplib.LMTP(HOST, lmtp) as server:
    server.send_message(mail("lmtp"))

print("smtplib is content")
