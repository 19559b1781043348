/** What is: Kubernetes objects through informers, who leads, how trustworthy silence is. It reads and never writes. */
@NullMarked
package dev.regauge.operator.observe;

import org.jspecify.annotations.NullMarked;
