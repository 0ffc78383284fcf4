package dev.descry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descry.batch.planted.BatchDrawing;
import dev.descry.image.planted.ImageKnowingChains;
import dev.descry.text.planted.TextCallingNative;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The library keeps to the arrows of the design; planted violations show that the rules can fail. */
class ArrowsTest {
    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.descry");

    @TestFactory
    Stream<DynamicTest> libraryKeepsTo() {
        return Arrows.rules().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(), () -> rule.allowEmptyShould(true).check(LIBRARY)));
    }

    @Test
    void anArrowInTheWrongDirectionIsSeen() {
        assertThat(violations(ImageKnowingChains.class)).isEqualTo(1);
    }

    @Test
    void aFencedLibraryOutsideItsPackageIsSeen() {
        assertThat(violations(BatchDrawing.class)).isEqualTo(1);
        assertThat(violations(TextCallingNative.class)).isEqualTo(1);
    }

    @Test
    void aPackageOutsideTheTableIsSeen() {
        assertThat(violations(ArrowsTest.class)).isPositive();
    }

    private static long violations(Class<?> planted) {
        JavaClasses classes = new ClassFileImporter().importClasses(planted);
        return Arrows.rules().stream()
                .filter(rule -> Arrows.violatedBy(rule, classes))
                .count();
    }
}
