package dev.regauge.operator.gateway;

/** Who a message says it is from. */
record Speaker(String namespace, String job, String jobUid, String pod, String podUid) {}
