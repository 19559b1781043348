package dev.regauge.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries changes of objects to whoever asked: a job by name, every job of a namespace, or everything. */
@ApplicationScoped
public class Changes {
    /** Who wants to know. */
    public interface Listener {
        void job(String namespace, String name);

        void namespace(String namespace);

        void fleet();
    }

    private volatile @Nullable Listener listener;
    private volatile Runnable chips = () -> {};

    public void listen(Listener toAll) {
        listener = toAll;
    }

    /** {@code toAny}: pods or nodes came, went or changed. */
    public void listenToChips(Runnable toAny) {
        chips = toAny;
    }

    <T extends HasMetadata> ResourceEventHandler<T> ofPods(Function<T, String> job) {
        return handler(
                object -> {
                    tell(l -> l.job(object.getMetadata().getNamespace(), job.apply(object)));
                    chips.run();
                },
                Changes::versionChanged);
    }

    <T extends HasMetadata> ResourceEventHandler<T> ofJobs(Function<T, String> job) {
        return handler(
                object -> tell(l -> l.job(object.getMetadata().getNamespace(), job.apply(object))),
                Changes::versionChanged);
    }

    <T extends HasMetadata> ResourceEventHandler<T> ofNamespaces() {
        return handler(object -> tell(l -> l.namespace(object.getMetadata().getNamespace())), Changes::versionChanged);
    }

    /** Spec changes only: this process writes the status of pools itself. */
    <T extends HasMetadata> ResourceEventHandler<T> ofFleet() {
        return handler(
                object -> tell(Listener::fleet),
                (before, after) -> !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration()));
    }

    ResourceEventHandler<Node> ofNodes() {
        return handler(
                object -> {
                    tell(Listener::fleet);
                    chips.run();
                },
                (before, after) -> !NodeView.of(before).equals(NodeView.of(after)));
    }

    private static <T extends HasMetadata> boolean versionChanged(T before, T after) {
        return !Objects.equals(
                before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion());
    }

    private void tell(Consumer<Listener> news) {
        Listener known = listener;
        if (known != null) {
            news.accept(known);
        }
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> handler(Consumer<T> tell, Differs<T> differs) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                tell.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                if (differs.differs(before, after)) {
                    tell.accept(after);
                }
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                tell.accept(object);
            }
        };
    }

    private interface Differs<T> {
        boolean differs(T before, T after);
    }
}
