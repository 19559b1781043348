package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The backend that XLA compiles for. */
public enum Platform {
    @JsonProperty("cpu")
    CPU,

    @JsonProperty("tpu")
    TPU,

    @JsonProperty("cuda")
    CUDA
}
