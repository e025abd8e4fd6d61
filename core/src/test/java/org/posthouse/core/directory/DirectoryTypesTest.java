package org.posthouse.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.posthouse.core.account.AccountLimits;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;

final class DirectoryTypesTest {

    @Test
    void everyRefusalHasANumberOfItsOwn() {
        assertThat(Arrays.stream(DirectoryRefusal.values()).map(DirectoryRefusal::number))
                .doesNotHaveDuplicates();
        for (DirectoryRefusal refusal : DirectoryRefusal.values()) {
            assertThat(DirectoryRefusal.byNumber(refusal.number())).isEqualTo(refusal);
        }
        assertThatThrownBy(() -> DirectoryRefusal.byNumber(99)).isInstanceOf(MalformedBytes.class);
    }

    @Test
    void rightsOnTheServerCountInTheMainDomainOnly() {
        Dictionary settings =
                Dictionary.of(
                        Right.KEY, ArrayValue.ofTexts("MASTER", "CanCreateAliases", "Unknown"));
        assertThat(Right.of(settings, true))
                .containsExactlyInAnyOrder(Right.MASTER, Right.CAN_CREATE_ALIASES);
        assertThat(Right.of(settings, false)).containsExactly(Right.CAN_CREATE_ALIASES);
        assertThat(Right.of(Dictionary.of(Right.KEY, Dictionary.EMPTY), true)).isEmpty();
        assertThat(Right.of(Dictionary.EMPTY, true)).isEmpty();
    }

    @Test
    void anAccountInheritsWhatItDoesNotSay() {
        Dictionary domain =
                Dictionary.of(
                        AccountDefaults.KEY,
                        Dictionary.EMPTY.with("MaxAccountSize", "1M").with("MaxMailboxes", "5"));
        Dictionary account =
                Dictionary.EMPTY.with("MaxMailboxes", "7").with("MaxAccountSize", "default");
        assertThat(AccountDefaults.limits(AccountDefaults.effective(domain, account)))
                .isEqualTo(new AccountLimits(1 << 20, 100 << 20, 7));
        assertThat(
                        AccountDefaults.limits(
                                AccountDefaults.effective(Dictionary.EMPTY, Dictionary.EMPTY)))
                .isEqualTo(AccountLimits.DEFAULT);
    }

    @Test
    void aLimitThatIsNoneCountsAsTheBuiltInOne() {
        Dictionary odd =
                Dictionary.EMPTY
                        .with("MaxAccountSize", "much")
                        .with("MaxMessageSize", "-5")
                        .with("MaxMailboxes", "unlimited");
        assertThat(AccountDefaults.limits(odd))
                .isEqualTo(
                        new AccountLimits(
                                AccountLimits.DEFAULT.accountBytesMax(),
                                AccountLimits.DEFAULT.messageBytesMax(),
                                Integer.MAX_VALUE));
    }
}
