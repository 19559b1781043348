/** What queues spend of their budgets, from what attempts hold and what pools cost. */
@NullMarked
package dev.regauge.operator.budget;

import org.jspecify.annotations.NullMarked;
