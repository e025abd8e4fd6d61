package org.posthouse.node;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Date;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The rules of the house that a compiler does not know: who may use what. */
@AnalyzeClasses(
        packages = "org.posthouse",
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            ArchitectureTest.DoNotIncludeTestJars.class
        })
final class ArchitectureTest {
    private static final Set<String> CLOCK_READINGS = Set.of("currentTimeMillis", "nanoTime");

    @ArchTest
    static final ArchRule coreKnowsNoLibraryButTheMimeParser =
            classes()
                    .that()
                    .resideInAPackage("org.posthouse.core..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.posthouse.core..",
                            "org.apache.james.mime4j..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule codecsKnowOnlyCoreAndVertx =
            classes()
                    .that()
                    .resideInAPackage("org.posthouse.codec..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.posthouse.codec..",
                            "org.posthouse.core..",
                            "io.vertx.core..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule theStoreKnowsOnlyCoreAndChronicle =
            classes()
                    .that()
                    .resideInAPackage("org.posthouse.store..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.posthouse.store..",
                            "org.posthouse.core..",
                            "net.openhft..",
                            "com.github.luben.zstd..",
                            "org.slf4j..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule theFastStoreKnowsOnlyCore =
            classes()
                    .that()
                    .resideInAPackage("org.posthouse.faststore..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.posthouse.faststore..",
                            "org.posthouse.core..",
                            "org.slf4j..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheJournalTouchesChronicle =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.posthouse.store.journal..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().assignedFrom(new ByPackage()).should().beFreeOfCycles();

    // Empty until the first protocol has its package.
    @ArchTest
    static final ArchRule protocolsDoNotKnowEachOther =
            slices().matching("org.posthouse.node.protocol.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nobodySleeps =
            noClasses()
                    .should()
                    .callMethodWhere(
                            calls("sleep", Thread.class).or(calls("sleep", TimeUnit.class)));

    @ArchTest
    static final ArchRule onlyTheConsoleAndTheClientTouchTheStandardStreams =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.posthouse.node.console..", "org.posthouse.node.cli..")
                    .should(ACCESS_STANDARD_STREAMS);

    // X509Certificate hands out dates; java.time takes over from there.
    @ArchTest
    static final ArchRule nobodyKeepsOldDates = fields().should().notHaveRawType(Date.class);

    @ArchTest
    static final ArchRule nobodyReturnsOldDates =
            methods().should().notHaveRawReturnType(Date.class);

    @ArchTest
    static final ArchRule nobodyMakesOldDates =
            noClasses()
                    .should()
                    .callConstructor(Date.class)
                    .orShould()
                    .callConstructor(Date.class, long.class);

    @ArchTest
    static final ArchRule coreReadsNoClock =
            noClasses()
                    .that()
                    .resideInAPackage("org.posthouse.core..")
                    .should()
                    .callMethodWhere(
                            new DescribedPredicate<JavaCall<?>>("a clock is read") {
                                @Override
                                public boolean test(JavaCall<?> call) {
                                    return readsClock(call);
                                }
                            });

    @ArchTest
    static final ArchRule coreRollsNoDice =
            noClasses()
                    .that()
                    .resideInAPackage("org.posthouse.core..")
                    .should()
                    .dependOnClassesThat(
                            are(assignableTo(Random.class))
                                    .or(are(assignableTo(RandomGenerator.class))))
                    .orShould()
                    .callMethodWhere(
                            calls("random", Math.class)
                                    .or(calls("randomUUID", java.util.UUID.class)));

    private static boolean readsClock(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        return (owner.isEquivalentTo(System.class) && CLOCK_READINGS.contains(call.getName()))
                || (owner.getPackageName().equals("java.time") && call.getName().equals("now"))
                || (owner.isEquivalentTo(java.time.Clock.class)
                        && (call.getName().startsWith("system")
                                || call.getName().startsWith("tick")));
    }

    private static DescribedPredicate<JavaCall<?>> calls(String method, Class<?> owner) {
        return target(name(method)).and(target(owner(assignableTo(owner))));
    }

    /** Another module's test jar is on the class path, too. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
