package dev.regauge.compileservice.controller;

import dev.regauge.compileservice.act.CompilePod;
import dev.regauge.compileservice.decide.Asked;
import dev.regauge.compileservice.decide.Decide;
import dev.regauge.compileservice.decide.Decision;
import dev.regauge.compileservice.decide.Observed;
import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import dev.regauge.compileservice.decide.Turn;
import dev.regauge.compileservice.index.Index;
import dev.regauge.compileservice.index.IndexEntry;
import dev.regauge.compileservice.index.Reports;
import dev.regauge.compileservice.request.Request;
import dev.regauge.compileservice.status.Statuses;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries decisions out. Passes run one after the other (application.properties), so that counting compile pods and creating one is one step. While a
 * try is under way the Executable and its pod are read from the API server itself: a cache that lags would take a new pod for a lost one.
 */
@ApplicationScoped
@GradualRetry(maxAttempts = -1, initialInterval = 1000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
public class ExecutableReconciler implements Reconciler<Executable> {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);

    private final Cluster cluster;
    private final Index index;
    private final Reports reports;
    private final IndexEvents indexEvents;
    private final InstantSource clock;

    ExecutableReconciler(Cluster cluster, Index index, Reports reports, IndexEvents indexEvents, InstantSource clock) {
        this.cluster = cluster;
        this.index = index;
        this.reports = reports;
        this.indexEvents = indexEvents;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Executable>> prepareEventSources(EventSourceContext<Executable> context) {
        InformerEventSourceConfiguration<Pod> pods = InformerEventSourceConfiguration.from(Pod.class, Executable.class)
                .withName("compile-pods")
                .withLabelSelector(Cluster.COMPILE_PODS)
                .withPrimaryToSecondaryMapper(ExecutableReconciler::podsOf)
                .withSecondaryToPrimaryMapper(pod -> concernedBy(pod, context))
                .build();
        return List.of(new InformerEventSource<>(pods, context), indexEvents.source());
    }

    private static Set<ResourceID> podsOf(HasMetadata primary) {
        Executable executable = (Executable) primary;
        return IntStream.rangeClosed(1, status(executable).attempt())
                .mapToObj(attempt -> CompilePod.name(executable.getMetadata().getName(), attempt))
                .map(name -> new ResourceID(name, executable.getMetadata().getNamespace()))
                .collect(Collectors.toSet());
    }

    // A pod that ends concerns its own Executable and those that wait for its slot.
    private static Set<ResourceID> concernedBy(Pod pod, EventSourceContext<Executable> context) {
        Set<ResourceID> concerned = new HashSet<>();
        pod.getMetadata().getOwnerReferences().stream()
                .filter(o -> o.getKind().equals("Executable"))
                .forEach(o -> concerned.add(
                        new ResourceID(o.getName(), pod.getMetadata().getNamespace())));
        if (CompilePods.over(pod) || pod.getMetadata().getDeletionTimestamp() != null) {
            context.getPrimaryCache()
                    .list(e -> phase(e) == ExecutablePhase.Pending)
                    .map(ResourceID::fromResource)
                    .forEach(concerned::add);
        }
        return concerned;
    }

    @Override
    public UpdateControl<Executable> reconcile(Executable cached, Context<Executable> context) {
        try {
            return pass(cached, context);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact store cannot be read", e);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                // Somebody wrote the object since it was read: look again.
                return UpdateControl.<Executable>noUpdate().rescheduleAfter(SOON);
            }
            throw e;
        }
    }

    private UpdateControl<Executable> pass(Executable cached, Context<Executable> context) throws IOException {
        Optional<Executable> live =
                phase(cached) == ExecutablePhase.Compiling ? cluster.read(cached) : Optional.of(cached);
        if (live.isEmpty() || live.get().getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
        }
        Executable executable = live.get();
        Instant now = clock.instant();
        Request request = Request.of(executable.getSpec());
        Optional<IndexEntry> stored = request instanceof Request.Valid valid && !isFinal(executable)
                ? index.find(
                        executable.getMetadata().getNamespace(), valid.key().hex())
                : Optional.empty();
        Decision decision = Decide.next(observed(executable, request, stored.isPresent(), now, context));
        Executable after = carryOut(executable, request, decision, stored, now);
        cluster.tidy(after, CompilePods.of(after, context));
        return isFinal(after)
                ? UpdateControl.noUpdate()
                : UpdateControl.<Executable>noUpdate().rescheduleAfter(next(decision, after));
    }

    private Observed observed(
            Executable executable, Request request, boolean stored, Instant now, Context<Executable> context) {
        ExecutableStatus status = status(executable);
        boolean compiling = phase(executable) == ExecutablePhase.Compiling;
        return new Observed(
                phase(executable),
                status.attempt(),
                status.pod() != null,
                asked(request),
                stored,
                compiling ? cluster.readTry(executable, status.attempt(), now) : new TryState.Absent(),
                compiling || isFinal(executable) || stored || request instanceof Request.Refused
                        ? new Turn.Later("not asked")
                        : cluster.turn(executable, context.getPrimaryCache()));
    }

    private Executable carryOut(
            Executable executable, Request request, Decision decision, Optional<IndexEntry> stored, Instant now)
            throws IOException {
        String key = request instanceof Request.Valid valid ? valid.key().hex() : null;
        ExecutableStatus old =
                Statuses.seen(status(executable), executable.getMetadata().getGeneration(), key);
        return switch (decision) {
            case Decision.Settled() -> executable;
            case Decision.Finish() -> {
                IndexEntry entry = stored.orElseThrow();
                yield cluster.write(executable, Statuses.ready(old, entry, reports.summary(entry.sha256()), now));
            }
            case Decision.Fail fail -> cluster.write(executable, Statuses.failed(old, fail, now));
            case Decision.Queue queue -> cluster.write(executable, Statuses.queued(old, queue, now));
            case Decision.Follow follow ->
                cluster.write(
                        executable, Statuses.following(old, follow, cluster.podName(executable, old.attempt()), now));
            case Decision.Begin begin ->
                create(cluster.write(executable, Statuses.begun(old, begin, now)), request, now);
            case Decision.Create(int attempt) -> create(executable, request, now);
        };
    }

    private Executable create(Executable executable, Request request, Instant now) {
        Optional<String> refused = cluster.create(executable, (Request.Valid) request, now);
        return refused.isEmpty()
                ? executable
                : cluster.write(executable, Statuses.refused(status(executable), refused.get(), now));
    }

    private static Duration next(Decision decision, Executable after) {
        if (Outcome.PodRefused.name().equals(status(after).outcome()) && phase(after) == ExecutablePhase.Pending) {
            return AFTER_REFUSAL;
        }
        return switch (decision) {
            // What comes after these is known already.
            case Decision.Begin b -> SOON;
            case Decision.Queue(var reason, var outcome, var message) when outcome != null -> SOON;
            case Decision.Queue q -> LOOK_AGAIN;
            case Decision.Create c -> LOOK_AGAIN;
            case Decision.Follow f -> LOOK_AGAIN;
            case Decision.Settled s -> LOOK_AGAIN;
            case Decision.Finish f -> LOOK_AGAIN;
            case Decision.Fail f -> LOOK_AGAIN;
        };
    }

    private static Asked asked(Request request) {
        return switch (request) {
            case Request.Valid valid -> new Asked.Keyed(valid.key().hex());
            case Request.Refused(String message) -> new Asked.Refused(message);
        };
    }

    static ExecutableStatus status(Executable executable) {
        return Objects.requireNonNullElseGet(executable.getStatus(), Statuses::fresh);
    }

    static ExecutablePhase phase(Executable executable) {
        @Nullable ExecutablePhase phase = status(executable).phase();
        return phase == null ? ExecutablePhase.Pending : phase;
    }

    private static boolean isFinal(Executable executable) {
        return switch (phase(executable)) {
            case Ready, Failed -> true;
            case Pending, Compiling -> false;
        };
    }
}
