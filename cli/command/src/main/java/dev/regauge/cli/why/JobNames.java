package dev.regauge.cli.why;

import dev.regauge.crds.v1alpha1.TrainingJob;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which of all jobs a name means. Pure. */
public final class JobNames {
    private static final int LISTED = 20;

    private JobNames() {}

    /** The answer. */
    public sealed interface Meant {
        record One(TrainingJob job) implements Meant {}

        /** The message names what was asked for and what there is. */
        record None(String message) implements Meant {}
    }

    /** {@code namespace}: where to look; everywhere when null. */
    public static Meant find(List<TrainingJob> jobs, String name, @Nullable String namespace) {
        List<TrainingJob> here = jobs.stream()
                .filter(job ->
                        namespace == null || namespace.equals(job.getMetadata().getNamespace()))
                .toList();
        List<TrainingJob> named = here.stream()
                .filter(job -> job.getMetadata().getName().equals(name))
                .toList();
        if (named.size() == 1) {
            return new Meant.One(named.getFirst());
        }
        if (named.isEmpty()) {
            String where = namespace == null ? "any namespace" : "namespace " + namespace;
            List<TrainingJob> others = here.isEmpty() ? jobs : here;
            return new Meant.None("JOB is " + name + ", but there is no such job in " + where + "; " + list(others));
        }
        return new Meant.None("JOB is " + name + ", which " + named.size() + " namespaces have: "
                + named.stream()
                        .map(job -> job.getMetadata().getNamespace())
                        .sorted()
                        .collect(Collectors.joining(", "))
                + "; name one with -n");
    }

    private static String list(List<TrainingJob> jobs) {
        if (jobs.isEmpty()) {
            return "there are no jobs at all";
        }
        String more = jobs.size() > LISTED ? " and " + (jobs.size() - LISTED) + " more" : "";
        return "jobs are: "
                + jobs.stream()
                        .map(job -> job.getMetadata().getNamespace() + "/"
                                + job.getMetadata().getName())
                        .sorted()
                        .limit(LISTED)
                        .collect(Collectors.joining(", "))
                + more;
    }
}
