package org.posthouse.core.address;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of reading a name or an address.
 *
 * @param <T> what was looked for
 */
public sealed interface AddressResult<T> {

    /**
     * It was one.
     *
     * @param value the name or address
     */
    record Accepted<T>(T value) implements AddressResult<T> {}

    /**
     * It was none.
     *
     * @param problem why
     */
    record Refused<T>(AddressProblem problem) implements AddressResult<T> {}

    /** The value, or nothing. */
    default Optional<T> accepted() {
        return switch (this) {
            case Accepted<T> accepted -> Optional.of(accepted.value());
            case Refused<T> _ -> Optional.empty();
        };
    }

    /** The reason, or nothing. */
    default Optional<AddressProblem> refusal() {
        return switch (this) {
            case Accepted<T> _ -> Optional.empty();
            case Refused<T> refused -> Optional.of(refused.problem());
        };
    }

    /** This result with its value changed; a refusal stays. */
    default <R> AddressResult<R> map(Function<T, R> change) {
        return switch (this) {
            case Accepted<T> accepted -> new Accepted<>(change.apply(accepted.value()));
            case Refused<T> refused -> new Refused<>(refused.problem());
        };
    }

    /** What the value leads to; a refusal stays. */
    default <R> AddressResult<R> flatMap(Function<T, AddressResult<R>> next) {
        return switch (this) {
            case Accepted<T> accepted -> next.apply(accepted.value());
            case Refused<T> refused -> new Refused<>(refused.problem());
        };
    }
}
