package org.posthouse.node.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.posthouse.node.net.FrontendCounters;

/**
 * The numbers of one node: those of the JVM and of Vert.x, and whatever its components register.
 * Safe from any thread.
 */
public final class NodeMetrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Numbers of the JVM; the rest is registered. */
    public NodeMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** The options that a Vert.x needs to tell its numbers here; see {@link #builder}. */
    public static MicrometerMetricsOptions options() {
        // Addresses of clients would make a time series for each of them.
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(
                        EnumSet.of(Label.LOCAL, Label.EB_SIDE, Label.POOL_TYPE, Label.POOL_NAME));
    }

    /** Builds a Vert.x that tells its numbers here. */
    public VertxBuilder builder(VertxOptions options) {
        return Vertx.builder()
                .with(options.setMetricsOptions(options()))
                .withMetrics(new MicrometerMetricsFactory(registry));
    }

    /**
     * Registers a number that goes up and down.
     *
     * @param name lower case, with dots: {@code posthouse.journal.waiting}
     * @param help one sentence for an operator
     * @param tags keys and values in turn
     */
    public void gauge(String name, String help, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(Tags.of(tags))
                .strongReference(true)
                .register(registry);
    }

    /** Registers a number that only grows; see {@link #gauge}. */
    public void counter(String name, String help, LongSupplier value, String... tags) {
        // The registry keeps a weak reference to what it asks, and a strong one to how.
        FunctionCounter.builder(name, this, _ -> value.getAsLong())
                .description(help)
                .tags(Tags.of(tags))
                .register(registry);
    }

    /** Registers the numbers of a listener. */
    public void frontend(String listener, FrontendCounters counters) {
        String[] tags = {"listener", listener};
        gauge("posthouse.sessions", "Connections that are open.", counters::open, tags);
        counter("posthouse.connections", "Connections let in.", counters::accepted, tags);
        counter("posthouse.refused", "Connections sent away.", counters::refused, tags);
        counter("posthouse.in.bytes", "Bytes from clients.", counters::bytesIn, tags);
        counter("posthouse.out.bytes", "Bytes for clients.", counters::bytesOut, tags);
        counter("posthouse.failures", "Sessions ended by a bug.", counters::failures, tags);
    }

    /** Where protocols count by themselves. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All numbers in Prometheus' text form. */
    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
