package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which network an axis runs over: inside a slice or between hosts. */
public enum NetworkLayer {
    @JsonProperty("ici")
    ICI,

    @JsonProperty("dcn")
    DCN
}
