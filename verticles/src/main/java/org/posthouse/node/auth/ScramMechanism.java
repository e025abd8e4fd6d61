package org.posthouse.node.auth;

import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.node.tls.ChannelBindings;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): the client proves its password without
 * sending it, the server proves that it knows it, and PLUS binds both to the TLS channel.
 */
final class ScramMechanism implements SaslMechanism {

    private sealed interface State {}

    private record AwaitingFirst() implements State {}

    private record AwaitingFinal(
            ScramMessages.ClientFirst first,
            Optional<String> account,
            ScramCredentials keys,
            String serverFirst)
            implements State {}

    /** The server's signature is with the client, which has nothing more to say. */
    private record AwaitingEnd(SaslStep outcome) implements State {}

    private record Over() implements State {}

    private final Authenticator authenticator;
    private final ChannelBindings bindings;
    private final boolean plus;
    private final byte[] decoyKey;
    private final String serverNonce;
    private State state = new AwaitingFirst();

    ScramMechanism(
            Authenticator authenticator,
            ChannelBindings bindings,
            boolean plus,
            byte[] decoyKey,
            String serverNonce) {
        this.authenticator = authenticator;
        this.bindings = bindings;
        this.plus = plus;
        this.decoyKey = decoyKey;
        this.serverNonce = serverNonce;
    }

    @Override
    public Future<SaslStep> start(byte @Nullable [] initialResponse) {
        return initialResponse == null
                ? Future.succeededFuture(new SaslStep.Challenge(new byte[0]))
                : respond(initialResponse);
    }

    @Override
    public Future<SaslStep> respond(byte[] response) {
        Optional<String> message = Sasl.utf8(response);
        if (message.isEmpty()) {
            return end(SaslStep.Reason.MALFORMED);
        }
        return switch (state) {
            case AwaitingFirst() -> first(message.get());
            case AwaitingFinal awaiting -> last(awaiting, message.get());
            case AwaitingEnd awaiting -> {
                state = new Over();
                yield message.get().isEmpty()
                        ? Future.succeededFuture(awaiting.outcome())
                        : end(SaslStep.Reason.MALFORMED);
            }
            case Over() -> end(SaslStep.Reason.MALFORMED);
        };
    }

    private Future<SaslStep> first(String message) {
        Optional<ScramMessages.ClientFirst> parsed = ScramMessages.first(message);
        if (parsed.isEmpty()) {
            return end(SaslStep.Reason.MALFORMED);
        }
        ScramMessages.ClientFirst first = parsed.get();
        if (!isBindingAcceptable(first)) {
            return end(SaslStep.Reason.INVALID_CREDENTIALS);
        }
        return authenticator
                .credentials(first.login())
                .map(stored -> challenge(first, stored))
                .otherwise(_ -> {
                    state = new Over();
                    return Sasl.failure(SaslStep.Reason.TRY_LATER);
                });
    }

    private SaslStep challenge(
            ScramMessages.ClientFirst first, Optional<StoredCredentials> stored) {
        Optional<ScramCredentials> known = stored.flatMap(StoredCredentials::scram);
        ScramCredentials keys = known.orElseGet(() -> decoy(first.login()));
        String serverFirst =
                "r="
                        + first.nonce()
                        + serverNonce
                        + ",s="
                        + Base64.getEncoder().encodeToString(keys.salt())
                        + ",i="
                        + keys.iterations();
        Optional<String> account =
                known.isPresent() ? stored.map(StoredCredentials::account) : Optional.empty();
        state = new AwaitingFinal(first, account, keys, serverFirst);
        return new SaslStep.Challenge(serverFirst.getBytes(StandardCharsets.UTF_8));
    }

    private Future<SaslStep> last(AwaitingFinal awaiting, String message) {
        Optional<ScramMessages.ClientFinal> parsed = ScramMessages.last(message);
        if (parsed.isEmpty() || parsed.get().proof().length != Hmac.BYTES) {
            return end(SaslStep.Reason.MALFORMED);
        }
        ScramMessages.ClientFinal last = parsed.get();
        ScramMessages.ClientFirst first = awaiting.first();
        byte[] authMessage =
                (first.bare() + "," + awaiting.serverFirst() + "," + last.withoutProof())
                        .getBytes(StandardCharsets.UTF_8);
        ScramCredentials keys = awaiting.keys();
        byte[] clientSignature = Hmac.hmac(keys.storedKey(), authMessage);
        byte[] clientKey = last.proof().clone();
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= clientSignature[i];
        }
        // All are computed before one of them counts, so that no time tells which was wrong.
        boolean proved = MessageDigest.isEqual(Hmac.sha256(clientKey), keys.storedKey());
        boolean sameNonce =
                MessageDigest.isEqual(
                        last.nonce().getBytes(StandardCharsets.UTF_8),
                        (first.nonce() + serverNonce).getBytes(StandardCharsets.UTF_8));
        boolean sameChannel = MessageDigest.isEqual(last.binding(), expectedBinding(first));
        if (!proved || !sameNonce || !sameChannel || awaiting.account().isEmpty()) {
            return end(SaslStep.Reason.INVALID_CREDENTIALS);
        }
        SaslStep outcome =
                PlainMechanism.authorized(
                        new SaslStep.Success(awaiting.account().get()),
                        first.actFor(),
                        first.login());
        state = new AwaitingEnd(outcome);
        String signature =
                "v=" + Base64.getEncoder().encodeToString(Hmac.hmac(keys.serverKey(), authMessage));
        return Future.succeededFuture(
                new SaslStep.Challenge(signature.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * RFC 5802, 6: PLUS needs a binding that we have, the plain one must not bring any, and {@code
     * y} ("you do not offer PLUS") is a lie that somebody in the middle told the client when we do.
     */
    private boolean isBindingAcceptable(ScramMessages.ClientFirst first) {
        return switch (first.flag()) {
            case 'p' -> plus && bindingData(first).isPresent();
            case 'y' -> !plus && !bindings.isAvailable();
            default -> !plus;
        };
    }

    private Optional<byte[]> bindingData(ScramMessages.ClientFirst first) {
        return ChannelBindings.Type.named(first.bindingName()).flatMap(bindings::data);
    }

    private byte[] expectedBinding(ScramMessages.ClientFirst first) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(first.gs2Header().getBytes(StandardCharsets.UTF_8));
        if (first.flag() == 'p') {
            bindingData(first).ifPresent(expected::writeBytes);
        }
        return expected.toByteArray();
    }

    /** For a name that is not there: always the same salt, and keys that no proof fits. */
    private ScramCredentials decoy(String login) {
        byte[] name = login.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        byte[] salt = Hmac.hmac(decoyKey, new byte[] {'s'}, name);
        byte[] keys = Hmac.hmac(decoyKey, new byte[] {'k'}, name);
        return ScramCredentials.fake(Arrays.copyOf(salt, ScramCredentials.SALT_BYTES), keys);
    }

    private Future<SaslStep> end(SaslStep.Reason reason) {
        state = new Over();
        return Future.succeededFuture(Sasl.failure(reason));
    }
}
