package dev.descry.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arrows of the design as data, and the rules made from them. */
final class Arrows {
    private static final String ROOT = "dev.descry.";

    /** Package, and the packages it may use beside itself, the JDK and libraries. */
    static final Map<String, Set<String>> ALLOWED = allowed();

    /** A library, corner of the JDK or inner package, and the only packages that may touch it. */
    static final Map<String, Set<String>> FENCED = fenced();

    private Arrows() {}

    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        arrows.put("image", Set.of());
        arrows.put("caption", Set.of("image"));
        arrows.put("expert", Set.of("caption", "image"));
        arrows.put("chain", Set.of("expert", "verify", "caption", "image", "text"));
        arrows.put("verify", Set.of("caption", "image"));
        arrows.put("tensor", Set.of("image"));
        arrows.put("text", Set.of());
        arrows.put("model", Set.of("tensor"));
        arrows.put("ort", Set.of());
        arrows.put("onnx", Set.of("ort", "tensor", "text", "model"));
        arrows.put("experts.local", Set.of("expert", "onnx", "ort", "tensor", "text", "model", "caption", "image"));
        for (String family : List.of("qwen2vl", "blip2", "blip")) {
            arrows.put(
                    "experts." + family,
                    Set.of("expert", "experts.local", "onnx", "ort", "tensor", "text", "model", "caption", "image"));
        }
        arrows.put("experts.chat", Set.of("expert", "caption", "image", "tensor"));
        arrows.put("experts.interrogator", Set.of("expert", "experts.clip", "text", "model", "caption", "image"));
        arrows.put("experts.clip", Set.of("verify", "onnx", "ort", "tensor", "text", "model", "caption", "image"));
        arrows.put("store", Set.of("image", "caption", "chain"));
        arrows.put("event", Set.of("image", "caption", "chain", "expert"));
        arrows.put("intake", Set.of("event", "run", "store", "chain", "image"));
        arrows.put("run", Set.of("event", "store", "chain", "expert", "caption", "image"));
        arrows.put("dataset", Set.of("image", "caption"));
        arrows.put("batch", Set.of("run", "event", "chain", "expert", "store", "dataset", "caption", "image"));
        arrows.put(
                "langchain4j",
                Set.of("experts", "expert", "onnx", "ort", "tensor", "text", "model", "caption", "image"));
        arrows.put("evaluate", Set.of("caption", "image", "verify"));
        return arrows;
    }

    private static Map<String, Set<String>> fenced() {
        Map<String, Set<String>> fences = new LinkedHashMap<>();
        for (String format : List.of("bmp", "format", "gif", "jpeg", "png", "tiff", "webp")) {
            fences.put(ROOT + "image." + format, Set.of("image"));
        }
        fences.put("java.awt", Set.of("image"));
        fences.put("javax.imageio", Set.of("image"));
        fences.put("java.lang.foreign.Linker", Set.of("ort"));
        fences.put("ai.onnx.proto", Set.of("model"));
        fences.put("ai.djl", Set.of("text"));
        fences.put("dev.langchain4j", Set.of("experts.chat", "langchain4j"));
        fences.put("org.apache.opendal", Set.of("store"));
        fences.put("org.apache.hc", Set.of("store"));
        fences.put("io.cloudevents", Set.of("event"));
        fences.put("io.smallrye.mutiny", Set.of("chain", "batch", "store", "run"));
        fences.put("io.quarkus", Set.of());
        fences.put("jakarta", Set.of());
        fences.put("java.util.logging", Set.of());
        return fences;
    }

    /** Every rule, each checkable on its own. */
    static List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>();
        ALLOWED.forEach((from, to) -> rules.add(arrow(from, to)));
        rules.add(slices().assignedFrom(packagesBelow(ROOT + "model"))
                .should()
                .beFreeOfCycles()
                .because("packages stand on checkpoints, checkpoints on configurations and weights"));
        FENCED.forEach((library, homes) -> rules.add(fence(library, homes)));
        rules.add(classes()
                .should()
                .resideInAnyPackage(
                        ALLOWED.keySet().stream().map(p -> ROOT + p + "..").toArray(String[]::new))
                .because("every package of the library stands in the design's table"));
        return rules;
    }

    static boolean violatedBy(ArchRule rule, JavaClasses classes) {
        return rule.allowEmptyShould(true).evaluate(classes).hasViolation();
    }

    private static ArchRule arrow(String from, Set<String> to) {
        return noClasses()
                .that(resideBelow(ROOT + from))
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are of Descry, but not of " + from + " or " + to) {
                    @Override
                    public boolean test(JavaClass target) {
                        return target.getPackageName().startsWith(ROOT)
                                && !below(target, ROOT + from)
                                && to.stream().noneMatch(allowed -> below(target, ROOT + allowed));
                    }
                });
    }

    private static ArchRule fence(String library, Set<String> homes) {
        return noClasses()
                .that(new DescribedPredicate<>("live outside " + homes) {
                    @Override
                    public boolean test(JavaClass source) {
                        return homes.stream().noneMatch(home -> below(source, ROOT + home));
                    }
                })
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("belong to " + library) {
                    @Override
                    public boolean test(JavaClass target) {
                        return target.getName().equals(library)
                                || target.getName().startsWith(library + ".");
                    }
                });
    }

    private static SliceAssignment packagesBelow(String name) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return below(type, name) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages below " + name;
            }
        };
    }

    private static DescribedPredicate<JavaClass> resideBelow(String name) {
        return new DescribedPredicate<>("reside below " + name) {
            @Override
            public boolean test(JavaClass type) {
                return below(type, name);
            }
        };
    }

    private static boolean below(JavaClass type, String name) {
        return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
    }
}
