/**
 * The main job told on the terminal: a job is compiled for four targets, placed, trained, hurt, recovered and finished, live and with elapsed times.
 * Reads only what any user of the API can read.
 */
@NullMarked
package dev.regauge.cli.demo;

import org.jspecify.annotations.NullMarked;
