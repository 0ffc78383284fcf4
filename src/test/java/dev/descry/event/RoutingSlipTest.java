package dev.descry.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutingSlipTest {
    @Test
    void everyFunctionOfTheRouteIsAskedOnceInOrder() {
        List<String> asked = new ArrayList<>();
        Optional<RoutingSlip> slip = Optional.of(RoutingSlip.of(List.of("qwen2-vl", "chat", "archive")));
        while (slip.isPresent()) {
            asked.add(slip.get().step() + " " + slip.get().next());
            slip = slip.get().advance();
        }
        assertThat(asked).containsExactly("0 qwen2-vl", "1 chat", "2 archive");
    }

    @Test
    void aRunWithNothingLeftToDoGoesToTheEndOfItsRoute() {
        RoutingSlip slip = RoutingSlip.of(List.of("qwen2-vl", "chat", "gemini", "archive"));
        assertThat(slip.last()).isEqualTo(new RoutingSlip(3, "archive", List.of()));
        assertThat(slip.last().last()).isEqualTo(slip.last());
    }

    @Test
    void namesThatNoFunctionCanHaveAreRefused() {
        for (String name : List.of("", "Chat", "chat,archive", "../chat", "chat-", "a".repeat(64))) {
            assertThatThrownBy(() -> RoutingSlip.of(List.of("chat", name)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("function's name");
        }
        assertThatThrownBy(() -> RoutingSlip.of(List.of())).hasMessageContaining("found none");
    }

    @Test
    void aSlipTooLongForAnAttributeIsRefused() {
        assertThatThrownBy(() -> RoutingSlip.of(Collections.nCopies(200, "archive")))
                .hasMessageContaining("less than 1000 bytes");
    }
}
