package dev.regauge.operator.gateway;

import dev.regauge.scheduler.identity.JobRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Every job's gang by the job's UID, and who wants to know when something was heard. */
@ApplicationScoped
public class Gangs {
    private final Map<String, Gang> gangs = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile Consumer<JobName> listener = job -> {};

    /** Where a job is found. */
    public record JobName(String namespace, String name) {}

    Gangs(Clock clock) {
        this.clock = clock;
    }

    public void listen(Consumer<JobName> onNews) {
        listener = onNews;
    }

    /** Lets the gateway answer for this attempt from now on. */
    public void publish(Roster roster) {
        gang(roster.job().uid()).publish(roster);
    }

    /** What was heard, by pod name. */
    public Map<String, Contact> contacts(JobRef job) {
        Gang gang = gangs.get(job.uid());
        return gang == null ? Map.of() : gang.contacts();
    }

    public Optional<Roster> roster(String jobUid) {
        return Optional.ofNullable(gangs.get(jobUid)).flatMap(Gang::roster);
    }

    /** The job and all its pods are gone. */
    public void forget(String jobUid) {
        gangs.remove(jobUid);
    }

    Gang gang(String jobUid) {
        return gangs.computeIfAbsent(jobUid, uid -> new Gang(clock));
    }

    Runnable news(String namespace, String job) {
        JobName name = new JobName(namespace, job);
        return () -> listener.accept(name);
    }
}
