package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that want a place, in classes of those that are equal but for name and age. Classes stand in the order of their first jobs, all together and by
 * each profile that they could use.
 */
final class WaitingJobs {
    static final Comparator<JobRequest> ORDER = Comparator.comparing((JobRequest job) -> job.survivors() == null)
            .thenComparing(Comparator.comparingInt(JobRequest::priority).reversed())
            .thenComparing(JobRequest::submitted)
            .thenComparing(JobRequest::job);

    /** What makes jobs equal; {@code alone} is set for a job that nothing can be equal to: its own hosts, refusals or exclusions matter. */
    private record Key(
            String queue,
            String namespace,
            int priority,
            Selection selection,
            String pinned,
            List<VariantOffer> variants,
            @Nullable JobRef alone) {}

    /** Jobs in their order. */
    static final class JobClass {
        private final Key key;
        private final NavigableSet<JobRequest> jobs = new TreeSet<>(ORDER);
        private final Set<String> profiles = new HashSet<>();

        private JobClass(Key key) {
            this.key = key;
            key.variants().forEach(v -> profiles.add(v.profile()));
        }

        @Nullable
        JobRequest first() {
            return jobs.isEmpty() ? null : jobs.first();
        }
    }

    private final Map<Key, JobClass> classes = new HashMap<>();
    private final Map<JobRef, JobRequest> jobs = new HashMap<>();
    private final Map<JobRef, JobClass> classOf = new HashMap<>();
    private final NavigableMap<JobRequest, JobClass> byFirst = new TreeMap<>(ORDER);
    private final Map<String, NavigableMap<JobRequest, JobClass>> byFirstOfProfile = new HashMap<>();
    private final Map<String, NavigableSet<JobRequest>> byQueue = new HashMap<>();
    private final NavigableMap<JobRequest, JobClass> recovering = new TreeMap<>(ORDER);

    /** {@code plain}: nothing but its survivors may set the job apart. */
    void put(JobRequest job, boolean plain) {
        remove(job.job());
        boolean alone = !plain || job.survivors() != null;
        Key key = new Key(
                job.queue(),
                job.job().namespace(),
                job.priority(),
                job.selection(),
                String.valueOf(job.pinnedVariant()),
                job.variants(),
                alone ? job.job() : null);
        JobClass jobClass = classes.computeIfAbsent(key, JobClass::new);
        change(jobClass, () -> jobClass.jobs.add(job));
        jobs.put(job.job(), job);
        classOf.put(job.job(), jobClass);
        byQueue.computeIfAbsent(job.queue(), _ -> new TreeSet<>(ORDER)).add(job);
        if (job.survivors() != null) {
            recovering.put(job, jobClass);
        }
    }

    void remove(JobRef ref) {
        JobRequest job = jobs.remove(ref);
        JobClass jobClass = classOf.remove(ref);
        if (job == null || jobClass == null) {
            return;
        }
        change(jobClass, () -> jobClass.jobs.remove(job));
        if (jobClass.jobs.isEmpty()) {
            classes.remove(jobClass.key);
        }
        NavigableSet<JobRequest> queue = byQueue.get(job.queue());
        if (queue != null) {
            queue.remove(job);
        }
        recovering.remove(job);
    }

    private void change(JobClass jobClass, Runnable act) {
        JobRequest before = jobClass.first();
        act.run();
        JobRequest after = jobClass.first();
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            byFirst.remove(before);
            jobClass.profiles.forEach(p -> of(p).remove(before));
        }
        if (after != null) {
            byFirst.put(after, jobClass);
            jobClass.profiles.forEach(p -> of(p).put(after, jobClass));
        }
    }

    int size() {
        return jobs.size();
    }

    NavigableMap<JobRequest, JobClass> all() {
        return byFirst;
    }

    NavigableMap<JobRequest, JobClass> of(String profile) {
        return byFirstOfProfile.computeIfAbsent(profile, _ -> new TreeMap<>(ORDER));
    }

    NavigableMap<JobRequest, JobClass> recovering() {
        return recovering;
    }

    Set<JobRequest> recoveringJobs() {
        return recovering.navigableKeySet();
    }

    /** The classes of these jobs, by first job. */
    NavigableMap<JobRequest, JobClass> classesOf(Set<JobRef> refs) {
        NavigableMap<JobRequest, JobClass> found = new TreeMap<>(ORDER);
        for (JobRef ref : refs) {
            JobClass jobClass = classOf.get(ref);
            JobRequest first = jobClass == null ? null : jobClass.first();
            if (jobClass != null && first != null) {
                found.put(first, jobClass);
            }
        }
        return found;
    }

    /** Whether none of these jobs that waits could use another profile than these. */
    boolean useOnly(Set<JobRef> refs, Set<String> profiles) {
        for (JobRef ref : refs) {
            JobClass jobClass = classOf.get(ref);
            if (jobClass != null && !profiles.containsAll(jobClass.profiles)) {
                return false;
            }
        }
        return true;
    }

    NavigableSet<JobRequest> inOrder() {
        NavigableSet<JobRequest> ordered = new TreeSet<>(ORDER);
        ordered.addAll(jobs.values());
        return ordered;
    }

    NavigableSet<JobRequest> among(Set<JobRef> refs) {
        NavigableSet<JobRequest> ordered = new TreeSet<>(ORDER);
        for (JobRef ref : refs) {
            JobRequest job = jobs.get(ref);
            if (job != null) {
                ordered.add(job);
            }
        }
        return ordered;
    }

    /** 1 = next of its queue. */
    int position(JobRequest job) {
        NavigableSet<JobRequest> queue = byQueue.get(job.queue());
        return queue == null ? 1 : queue.headSet(job, true).size();
    }
}
