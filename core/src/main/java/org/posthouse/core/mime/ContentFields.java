package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the Content fields of one header into the rendered pieces of a {@link PartNode}. */
final class ContentFields {
    private static final byte[] DEFAULT_CHARSET =
            "(\"charset\" \"us-ascii\")".getBytes(StandardCharsets.US_ASCII);

    private static final Set<String> KNOWN_ENCODINGS =
            Set.of("7bit", "8bit", "binary", "quoted-printable", "base64");

    private final HeaderCollector header;
    private final MimeLimits limits;

    ContentFields(HeaderCollector header, MimeLimits limits) {
        this.header = header;
        this.limits = limits;
    }

    /**
     * Fills the part in. A composite type becomes a leaf when it lies too deep.
     *
     * @param leaf whether there is no room for parts in it
     * @return the boundary when the part is a multipart that has one, else null
     */
    @Nullable String fill(PartNode part, boolean leaf) {
        boolean inDigest = part.parent != null && part.parent.digest;
        String type = inDigest ? "message" : "text";
        String subtype = inDigest ? "rfc822" : "plain";
        List<MimeTokens.Parameter> parameters = List.of();
        byte[] contentType = header.unfolded(HeaderField.CONTENT_TYPE);
        if (contentType != null) {
            MimeTokens tokens = new MimeTokens(contentType);
            String givenType = tokens.token();
            String givenSubtype = tokens.skip('/') ? tokens.token() : "";
            // What cannot be read counts as absent, and the default is plain text (RFC 2045, 5.2).
            if (!givenType.isEmpty()
                    && (!givenSubtype.isEmpty() || givenType.equalsIgnoreCase("text"))) {
                type = givenType;
                subtype = givenSubtype.isEmpty() ? "plain" : givenSubtype;
                parameters = tokens.parameters(limits.parametersMax());
            }
        }
        String mediaType = (type + "/" + subtype).toLowerCase(Locale.ROOT);
        boolean composite =
                mediaType.startsWith("multipart/") || mediaType.equals("message/rfc822");
        if (composite && (leaf || part.depth >= limits.nestingMax())) {
            type = "application";
            subtype = "octet-stream";
            mediaType = "application/octet-stream";
            parameters = List.of();
        }
        part.mediaType = mediaType;
        part.kind = kind(mediaType);
        part.digest = mediaType.equals("multipart/digest");
        render(part, type, subtype, parameters);
        return part.kind == MessagePart.Kind.MULTIPART ? MimeTokens.boundary(parameters) : null;
    }

    private static MessagePart.Kind kind(String mediaType) {
        if (mediaType.startsWith("multipart/")) {
            return MessagePart.Kind.MULTIPART;
        }
        if (mediaType.equals("message/rfc822")) {
            return MessagePart.Kind.MESSAGE;
        }
        return mediaType.startsWith("text/") ? MessagePart.Kind.TEXT : MessagePart.Kind.BINARY;
    }

    private void render(
            PartNode part, String type, String subtype, List<MimeTokens.Parameter> parameters) {
        boolean text = part.kind == MessagePart.Kind.TEXT;
        ByteBuilder rendered = new ByteBuilder();
        parameters(rendered, parameters, text);
        part.parameters = rendered.toArray();
        for (MimeTokens.Parameter p : parameters) {
            if (p.name().equalsIgnoreCase("charset")
                    && p.value().length() > 0
                    && p.value().length() <= 64) {
                part.charset = p.value().toLowerCase(Locale.ROOT);
                break;
            }
        }
        ByteBuilder head = new ByteBuilder();
        if (part.kind == MessagePart.Kind.MULTIPART) {
            ImapText.string(head, subtype);
        } else {
            ImapText.string(head, type);
            head.append(' ');
            ImapText.string(head, subtype);
            head.append(' ').append(part.parameters).append(' ');
            ImapText.nstring(head, header.unfolded(HeaderField.CONTENT_ID));
            head.append(' ');
            ImapText.nstring(head, header.unfolded(HeaderField.CONTENT_DESCRIPTION));
            head.append(' ');
            String encoding = encoding();
            part.encoding = TransferEncoding.named(encoding);
            ImapText.string(head, encoding);
        }
        part.head = head.toArray();
        extension(part);
    }

    /**
     * "7 bit" and the like mean nothing (RFC 2045, 6.1: the default is 7bit); junk behind a name
     * that is known does no harm.
     */
    private String encoding() {
        byte[] value = header.unfolded(HeaderField.CONTENT_TRANSFER_ENCODING);
        if (value == null) {
            return "7bit";
        }
        MimeTokens tokens = new MimeTokens(value);
        String token = tokens.word();
        boolean known = KNOWN_ENCODINGS.contains(token.toLowerCase(Locale.ROOT));
        return known || (!token.isEmpty() && tokens.atEnd()) ? token : "7bit";
    }

    private void extension(PartNode part) {
        ByteBuilder md5 = new ByteBuilder();
        ImapText.nstring(md5, header.unfolded(HeaderField.CONTENT_MD5));
        part.md5 = md5.toArray();
        ByteBuilder out = new ByteBuilder();
        disposition(out);
        out.append(' ');
        languages(out);
        out.append(' ');
        ImapText.nstring(out, header.unfolded(HeaderField.CONTENT_LOCATION));
        part.extension = out.toArray();
    }

    private void disposition(ByteBuilder out) {
        byte[] value = header.unfolded(HeaderField.CONTENT_DISPOSITION);
        if (value == null) {
            out.append(ImapText.NIL);
            return;
        }
        MimeTokens tokens = new MimeTokens(value);
        String disposition = tokens.word();
        if (disposition.isEmpty()) {
            // RFC 2183, 2.8: what is not known is treated as an attachment.
            disposition = "attachment";
        }
        out.append('(');
        ImapText.string(out, disposition);
        out.append(' ');
        parameters(out, tokens.parameters(limits.parametersMax()), false);
        out.append(')');
    }

    private void languages(ByteBuilder out) {
        byte[] value = header.unfolded(HeaderField.CONTENT_LANGUAGE);
        int count = 0;
        if (value != null) {
            MimeTokens tokens = new MimeTokens(value);
            do {
                String language = tokens.token();
                if (!language.isEmpty()) {
                    out.append(count == 0 ? '(' : ' ');
                    ImapText.string(out, language);
                    count++;
                }
            } while (tokens.skip(',') && count < limits.parametersMax());
        }
        if (count == 0) {
            out.append(ImapText.NIL);
        } else {
            out.append(')');
        }
    }

    private static void parameters(
            ByteBuilder out, List<MimeTokens.Parameter> parameters, boolean text) {
        if (parameters.isEmpty()) {
            out.append(text ? DEFAULT_CHARSET : ImapText.NIL);
            return;
        }
        boolean charset = false;
        out.append('(');
        for (int i = 0; i < parameters.size(); i++) {
            MimeTokens.Parameter p = parameters.get(i);
            if (i > 0) {
                out.append(' ');
            }
            ImapText.string(out, p.name());
            out.append(' ');
            ImapText.string(out, p.value());
            String name = p.name().toLowerCase(Locale.ROOT);
            charset |= name.equals("charset") || name.startsWith("charset*");
        }
        if (text && !charset) {
            out.append(' ').append(DEFAULT_CHARSET, 1, DEFAULT_CHARSET.length - 2);
        }
        out.append(')');
    }
}
