package dev.regauge.scheduler.executable;

/** One axis of a device mesh; the order of axes is meaning. */
public record MeshAxis(String axis, int size) {
    public MeshAxis {
        if (axis.isEmpty() || size < 1) {
            throw new IllegalArgumentException(
                    "mesh axis is '" + axis + "' of size " + size + "; allowed: a name and a size of at least 1");
        }
    }
}
