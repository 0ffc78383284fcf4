package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

@Timeout(60)
class SidecarFormTest {
    private static final String TEXT = "Ein Fuß & \"zwei\" <Hände>, 日本語 🎈\nzweite Zeile";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void xmpHoldsTheCaptionAsItsDefaultDescription() throws Exception {
        ImageFile image = image("a.jpg");
        Sidecars sidecars = Sidecars.beside().as(SidecarForm.XMP);

        sidecars.write(image, TEXT, Existing.SKIP);

        Document xml = xml(folder.resolve("a.xmp"));
        var descriptions = xml.getElementsByTagNameNS("http://purl.org/dc/elements/1.1/", "description");
        assertThat(descriptions.getLength()).isEqualTo(1);
        var item = (org.w3c.dom.Element) xml.getElementsByTagNameNS("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "li")
                .item(0);
        assertThat(item.getTextContent()).isEqualTo(TEXT);
        assertThat(item.getAttribute("xml:lang")).isEqualTo("x-default");
        assertThat(sidecars.has(image)).isTrue();
    }

    @Test
    void whatElseAnXmpFileSaysStays() throws Exception {
        ImageFile image = image("a.jpg");
        Files.writeString(folder.resolve("a.xmp"), """
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>
                """);
        Sidecars sidecars = Sidecars.beside().as(SidecarForm.XMP);

        assertThat(sidecars.has(image)).isFalse();
        sidecars.write(image, "One.", Existing.SKIP);
        sidecars.write(image, "Two.", Existing.APPEND);
        sidecars.write(image, "Two.", Existing.APPEND);

        assertThat(folder.resolve("a.xmp")).content().contains("Rating>4<");
        assertThat(SidecarForm.XMP.read(Files.readAllBytes(folder.resolve("a.xmp"))))
                .isEqualTo("One.\nTwo.");
    }

    @Test
    void aFileThatIsNoXmpIsLeftAloneAndTold() throws Exception {
        ImageFile image = image("a.jpg");
        Files.writeString(folder.resolve("a.xmp"), "no packet");

        assertThatThrownBy(() -> Sidecars.beside().as(SidecarForm.XMP).write(image, TEXT, Existing.OVERWRITE))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no XMP packet");
        assertThat(folder.resolve("a.xmp")).hasContent("no packet");
    }

    @Test
    void captionFilesAndSecondCaptionsHaveNamesOfTheirOwn() throws Exception {
        ImageFile image = image("a.jpg");

        Sidecars.beside().as(SidecarForm.CAPTION).write(image, TEXT, Existing.SKIP);
        Sidecars.beside().write(image.again(2), TEXT, Existing.SKIP);

        assertThat(folder.resolve("a.caption")).content().isEqualTo(TEXT + "\n");
        assertThat(folder.resolve("a.2.txt")).content().isEqualTo(TEXT + "\n");
        assertThat(folder.resolve("a.txt")).doesNotExist();
    }

    private ImageFile image(String name) throws Exception {
        Path path = folder.resolve(name);
        Files.write(path, new byte[] {1});
        return new ImageFile(path, Path.of(name));
    }

    private static Document xml(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
