package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The answer to a message that is not heard. */
final class Refused extends WebApplicationException {
    Refused(int status, String reason, long newestEpoch) {
        super(
                reason,
                Response.status(status)
                        .type(MediaType.APPLICATION_JSON)
                        .entity(new Refusal(reason, newestEpoch))
                        .build());
    }
}
