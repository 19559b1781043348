package dev.regauge.scheduler.lifecycle;

/** Something to do. Doing one twice is the same as doing it once. */
public sealed interface Effect {
    /** Create the variant's executable under its key's name, if absent. */
    record CreateExecutable(String variant) implements Effect {}

    /** Create {@code <job>-<epoch>}, if absent. */
    record CreateAttempt(Placement.Granted placement) implements Effect {}

    /** Create the pod of a slot that this epoch introduced, if absent. */
    record CreatePod(long epoch, Slot slot) implements Effect {}

    /** Delete exactly this pod. */
    record DeletePod(String name, String uid) implements Effect {}

    /** Let go of the chips of a pod whose processes are proven gone. */
    record FreeChips(String name, String uid, Proof proof) implements Effect {}
}
