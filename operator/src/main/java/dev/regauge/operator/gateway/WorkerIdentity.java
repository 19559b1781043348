package dev.regauge.operator.gateway;

/** Whom a token speaks for. */
record WorkerIdentity(String namespace, String pod, String podUid) {}
