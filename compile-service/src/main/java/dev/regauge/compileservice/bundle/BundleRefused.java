package dev.regauge.compileservice.bundle;

/** An uploaded bundle is not what the contract allows, or not what was asked for; the message says which part, its value and what is allowed. */
public final class BundleRefused extends Exception {
    private static final long serialVersionUID = 1;

    public BundleRefused(String message) {
        super(message);
    }

    BundleRefused(String what, Object value, String allowed) {
        super(what + " is " + shown(value) + "; allowed: " + allowed);
    }

    private static String shown(Object value) {
        String text = value.toString();
        return '"' + (text.length() <= 100 ? text : text.substring(0, 100) + "…") + '"';
    }
}
