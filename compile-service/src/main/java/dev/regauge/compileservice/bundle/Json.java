package dev.regauge.compileservice.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON that tenants wrote: a key twice or text after the end would let two readers see two documents, so both are refused. */
final class Json {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Maps, lists, strings, numbers, booleans. */
    static Object read(String name, byte[] bytes) throws IOException, BundleRefused {
        try {
            Object value = STRICT.readValue(bytes, Object.class);
            if (value == null) {
                throw new BundleRefused(name, "null", "a JSON object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BundleRefused(name + " is not JSON: " + e.getOriginalMessage());
        }
    }
}
