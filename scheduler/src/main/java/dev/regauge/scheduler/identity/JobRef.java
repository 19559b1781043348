package dev.regauge.scheduler.identity;

/**
 * One incarnation of a job. A job deleted and created again under the same name has another UID and is another job.
 */
public record JobRef(String namespace, String name, String uid) implements Comparable<JobRef> {
    public JobRef {
        if (namespace.isEmpty() || name.isEmpty() || uid.isEmpty()) {
            throw new IllegalArgumentException(
                    "a job needs namespace, name and uid, but got '" + namespace + "', '" + name + "', '" + uid + "'");
        }
    }

    /** UIDs differ; of what is in many tables no more need be looked at. */
    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    @Override
    public int compareTo(JobRef other) {
        int byNamespace = namespace.compareTo(other.namespace);
        if (byNamespace != 0) {
            return byNamespace;
        }
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : uid.compareTo(other.uid);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
