package dev.regauge.crds.generate;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;

/** A column of `kubectl get`. Wide ones are shown with `-o wide` only. */
record Column(String title, String type, String path, boolean wide) {
    static Column text(String title, String path) {
        return new Column(title, "string", path, false);
    }

    static Column number(String title, String path) {
        return new Column(title, "integer", path, false);
    }

    /** Shown as the time that has passed since. */
    static Column since(String title, String path) {
        return new Column(title, "date", path, false);
    }

    Column onlyWide() {
        return new Column(title, type, path, true);
    }

    CustomResourceColumnDefinition definition() {
        return new CustomResourceColumnDefinitionBuilder()
                .withName(title)
                .withType(type)
                .withJsonPath(path)
                .withPriority(wide ? 1 : null)
                .build();
    }
}
