package dev.regauge.compileservice.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** A problem body of RFC 9457. */
public record Problem(String type, String title, int status, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";

    /** The response with this body. */
    static Response response(int status, String title, String detail) {
        String type = "urn:regauge:problem:"
                + title.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem(type, title, status, detail))
                .build();
    }

    /** The same, to throw. */
    static WebApplicationException exception(int status, String title, String detail) {
        return new WebApplicationException(response(status, title, detail));
    }
}
