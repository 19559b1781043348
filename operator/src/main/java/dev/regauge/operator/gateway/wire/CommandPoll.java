package dev.regauge.operator.gateway.wire;

/** Asks for the commands after the last one that was carried out. */
public record CommandPoll(
        String namespace,
        String job,
        String jobUid,
        String pod,
        String podUid,
        String instance,
        long epoch,
        long after) {}
