package org.posthouse.jmh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.mime.MimeScanner;

/** Mails of a given size, the same in every run. */
final class Mails {
    private static final int LINE_CHARS = 72;
    private static final String[] WORDS = {
        "the",
        "post",
        "house",
        "letter",
        "of",
        "and",
        "stamp",
        "carrier",
        "to",
        "morning",
        "road",
        "in",
        "sealed",
        "delivered",
        "box",
        "with",
        "reply",
        "by",
        "return",
        "horse"
    };

    private Mails() {}

    /** A mail of exactly so many bytes with a plain text; 1 KiB at least. */
    static byte[] text(int sizeBytes) {
        return filled(
                header("text/plain; charset=utf-8") + prose(new Random(1), sizeBytes), sizeBytes);
    }

    /**
     * A mail of exactly so many bytes as mailers send them with an attachment: the text twice, as
     * plain text and as HTML, and a file in base64. 4 KiB at least.
     */
    static byte[] multipart(int sizeBytes) {
        Random random = new Random(2);
        byte[] file = new byte[sizeBytes];
        random.nextBytes(file);
        String mail =
                header("multipart/mixed; boundary=\"=_outer_5f2a\"")
                        + "This is a message in several parts.\r\n"
                        + "--=_outer_5f2a\r\n"
                        + "Content-Type: multipart/alternative; boundary=\"=_inner_77c1\"\r\n\r\n"
                        + "--=_inner_77c1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                        + prose(random, sizeBytes / 8)
                        + "\r\n--=_inner_77c1\r\nContent-Type: text/html; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body><p>"
                        + prose(random, sizeBytes / 4)
                        + "</p></body></html>\r\n--=_inner_77c1--\r\n\r\n"
                        + "--=_outer_5f2a\r\n"
                        + "Content-Type: application/pdf; name=\"timetable.pdf\"\r\n"
                        + "Content-Disposition: attachment; filename=\"timetable.pdf\"\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n";
        String end = "\r\n--=_outer_5f2a--\r\n";
        String base64 =
                Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\r', '\n'}).encodeToString(file);
        return filled(
                mail + base64.substring(0, sizeBytes - mail.length() - end.length()) + end,
                sizeBytes);
    }

    /** A mail with what the node found in it as it came in. */
    static MessageContent content(byte[] mail) {
        MimeScanner scanner = new MimeScanner();
        scanner.write(mail, 0, mail.length);
        return new MessageContent.Inline(List.of(mail), scanner.finish().encode());
    }

    private static String header(String contentType) {
        return "Return-Path: <ada@sender.example>\r\n"
                + "Received: from mail.sender.example (mail.sender.example [192.0.2.7])\r\n"
                + "\tby mx.example.org with ESMTPS id 4f1c9a; Mon, 5 Jan 2026 10:11:12 +0100\r\n"
                + "Date: Mon, 5 Jan 2026 10:11:10 +0100\r\n"
                + "From: Ada Sender <ada@sender.example>\r\n"
                + "To: Albert Recipient <albert@example.org>, box@example.org\r\n"
                + "Subject: =?utf-8?Q?The_timetable_f=C3=BCr_January?=\r\n"
                + "Message-ID: <20260105101110.4f1c9a@sender.example>\r\n"
                + "References: <20260104090000.1@example.org> <20260104100000.2@sender.example>\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: "
                + contentType
                + "\r\n\r\n";
    }

    private static String prose(Random random, int chars) {
        StringBuilder prose = new StringBuilder(chars + LINE_CHARS);
        int column = 0;
        while (prose.length() < chars) {
            String word = WORDS[random.nextInt(WORDS.length)];
            if (column + word.length() > LINE_CHARS) {
                prose.append("\r\n");
                column = 0;
            }
            prose.append(word).append(' ');
            column += word.length() + 1;
        }
        return prose.toString();
    }

    private static byte[] filled(String mail, int sizeBytes) {
        byte[] bytes = mail.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < sizeBytes) {
            throw new IllegalArgumentException(bytes.length + " bytes, wanted " + sizeBytes);
        }
        return Arrays.copyOf(bytes, sizeBytes);
    }
}
