package dev.descry.architecture;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.nodeTypes.NodeWithSimpleName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measures source files: at most 300 lines a file, at most 40 lines a method or constructor. */
final class SourceSizes {
    static final int LONGEST_FILE = 300;
    static final int LONGEST_METHOD = 40;

    private static final ParserConfiguration NEWEST =
            new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.BLEEDING_EDGE);

    private SourceSizes() {}

    /** One line for each file or method that is too long, below the folder. */
    static List<String> tooLong(Path folder) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                found.addAll(tooLong(folder.relativize(file).toString(), Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The same for one file's text. */
    static List<String> tooLong(String name, String source) {
        List<String> found = new ArrayList<>();
        long lines = source.lines().count();
        if (lines > LONGEST_FILE) {
            found.add("%s: expected at most %d lines, found %d".formatted(name, LONGEST_FILE, lines));
        }
        CompilationUnit unit = new JavaParser(NEWEST)
                .parse(source)
                .getResult()
                .orElseThrow(() -> new IllegalStateException(name + ": expected Java, found something else"));
        unit.findAll(CallableDeclaration.class).forEach(method -> {
            int length = length(method);
            if (length > LONGEST_METHOD) {
                found.add("%s, %s: expected at most %d lines, found %d"
                        .formatted(name, ((NodeWithSimpleName<?>) method).getNameAsString(), LONGEST_METHOD, length));
            }
        });
        return found;
    }

    private static int length(Node node) {
        return node.getEnd().orElseThrow().line - node.getBegin().orElseThrow().line + 1;
    }
}
