/**
 * Writes what is derived from the API's classes: the CustomResourceDefinitions in `crds/generated` and the page `docs/reference.md`. It runs at
 * build time only; nothing at run time may depend on it. The generator's own output is completed here with what annotations cannot say: columns in
 * order, list keys, categories, the schema of conditions.
 */
@NullMarked
package dev.regauge.crds.generate;

import org.jspecify.annotations.NullMarked;
