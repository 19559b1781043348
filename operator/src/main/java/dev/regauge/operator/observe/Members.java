package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.scheduler.lifecycle.Slot;

/** Between members as the API writes them and slots as the core knows them. */
public final class Members {
    private Members() {}

    public static Slot slot(Member member) {
        return new Slot(member.node(), member.podEpoch(), member.podIndex());
    }

    public static Member member(Slot slot) {
        return new Member(slot.node(), slot.podEpoch(), slot.podIndex());
    }

    public static String podName(String job, Member member) {
        return slot(member).podName(job);
    }
}
