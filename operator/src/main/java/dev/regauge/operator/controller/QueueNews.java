package dev.regauge.operator.controller;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** From a job's pass to its queue's. */
@ApplicationScoped
public class QueueNews {
    private volatile Consumer<String> listener = queue -> {};

    void listen(Consumer<String> onNews) {
        listener = onNews;
    }

    void tell(String queue) {
        listener.accept(queue);
    }
}
