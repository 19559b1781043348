package dev.regauge.compileservice.identity;

/** Where the cluster says who issues its tokens and with which keys. */
public interface ClusterKeys {
    /** The document at /.well-known/openid-configuration. */
    String discovery();

    /** The document at /openid/v1/jwks. */
    String keys();

    /** The API server did not answer. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
