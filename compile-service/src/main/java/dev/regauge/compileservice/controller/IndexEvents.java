package dev.regauge.compileservice.controller;

import dev.regauge.crds.v1alpha1.Executable;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells the reconciler that a bundle was entered, so that it need not wait for the pod to end. */
@ApplicationScoped
public class IndexEvents {
    private final SimpleInboundEventSource<Executable> source = new SimpleInboundEventSource<>("index");

    SimpleInboundEventSource<Executable> source() {
        return source;
    }

    /** A bundle for this Executable is in the index. */
    public void entered(String namespace, String name) {
        source.propagateEvent(new ResourceID(name, namespace));
    }
}
