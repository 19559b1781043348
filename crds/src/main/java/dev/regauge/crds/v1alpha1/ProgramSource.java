package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Where the program's code is: an image with it inside, or an uploaded source bundle. */
public record ProgramSource(
        @Nullable String image, @Nullable String bundle) {}
