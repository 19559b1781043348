package dev.regauge.compileservice.bundle;

import dev.regauge.scheduler.executable.RequestKey;
import dev.regauge.scheduler.executable.RequestKeyInputs;

/** What an upload must be the answer to. */
public record Wanted(RequestKey key, RequestKeyInputs inputs) {}
