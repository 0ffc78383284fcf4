package dev.descry.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HygieneTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The image shows a dog on a mat.                                   | A dog on a mat.
            This image depicts two men playing chess.                         | Two men playing chess.
            The picture clearly shows people in a park.                       | People in a park.
            This photograph captures Paris at night.                          | Paris at night.
            The provided image shows that the door is open.                   | The door is open.
            The image you provided features iPhones.                          | iPhones.
            The image appears to show an old map.                             | An old map.
            In this image, we can see a cat. It sleeps.                       | A cat. It sleeps.
            In the image we can see that the cat sleeps.                      | The cat sleeps.
            In this picture, there are three boats.                           | There are three boats.
            In this picture there are three boats.                            | There are three boats.
            In the photo, a man rides a horse.                                | A man rides a horse.
            We can see a red circle.                                          | A red circle.
            I can see a red circle.                                           | A red circle.
            Based on the image, the man is tall.                              | The man is tall.
            Sure! Here is a detailed description of the image: A dog runs.    | A dog runs.
            Sure, here's the corrected description: The image shows a dog.    | A dog.
            Certainly! Below is a concise caption for the photo: a dog        | A dog
            Here is the corrected description: There is a red circle.         | There is a red circle.
            **Description:** A dog.                                           | A dog.
            Corrected description: A dog.                                     | A dog.
            Sure! The picture shows eBay on a screen.                         | eBay on a screen.
            """)
    void preamblesGoAndTheRestBeginsLikeASentence(String answer, String text) {
        Cleaned cleaned = Hygiene.clean(answer);

        assertThat(cleaned.text()).isEqualTo(text);
        assertThat(cleaned.done()).contains(Cleaning.PREAMBLE);
    }

    @Test
    void anAnnouncementOnALineOfItsOwnGoes() {
        assertThat(Hygiene.clean("Sure! Here is the corrected description.\n\nA dog runs.")
                        .text())
                .isEqualTo("A dog runs.");
        assertThat(Hygiene.clean("Here's a caption\nA dog runs.").text()).isEqualTo("A dog runs.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Here is a full description of the rules. It hangs on a wall.",
                "The image shows how the machine works.",
                "The image features prominently in the exhibition.",
                "The image on the left shows a dog.",
                "The image contains both a dog and a cat.",
                "A dog. The image shows a cat.",
                "In this image, which was taken in 1950, a man stands.",
                "In the image of the saint a candle burns.",
                "Here is a sign with the caption: Beware of the dog.",
                "Sure footing matters on this path.",
                "The picture is blurred.",
                "Description of the sign is impossible.",
                "A very, very, very long road with no, no, no turns.",
                "\"No! No! No!\" says the sign.",
                "A red ball, a red cube, a red ball and a red cone.",
                "Row one: A A A A A A A A. Row two: B B B B.",
                "There is a big red circle at the top. There is a big red circle at the left.",
                "There is a dog. There is a dog.",
                "1 < 2 and <thinker> is a statue.",
                "狗在公园里。猫在屋顶上。",
            })
    void ordinaryTextPassesUnchanged(String text) {
        assertThat(Hygiene.clean(text)).isEqualTo(new Cleaned(text, Set.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A dog runs. It is happy. It is happy. It is happy. It is happy.                  | A dog runs. It is happy.
            The dog runs in the park. The dog runs in the park. The dog runs in              | The dog runs in the park.
            A cat, a cat, a cat, a cat, a cat, a cat, a cat, a cat, a                        | A cat
            A shelf with a cup on it, a cup on it, a cup on it, a cup on it, and a jar.      | A shelf with a cup on it, and a jar.
            We see a man in a hat, a man in a hat, a man in a hat, a man in a hat.           | We see a man in a hat.
            A man wears a hat. A man wears a tie. A man wears a hat. A man wears a tie. A man wears a hat. A man wears a tie. | A man wears a hat. A man wears a tie.
            Red !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!                | Red !
            红色的圆形在左边，红色的圆形在左边，红色的圆形在左边，红色的                                        | 红色的圆形在左边
            """)
    void loopsAreCutToTheirFirstRoundAndReported(String answer, String text) {
        Cleaned cleaned = Hygiene.clean(answer);

        assertThat(cleaned.text()).isEqualTo(text);
        assertThat(cleaned.done()).contains(Cleaning.REPETITION);
    }

    @Test
    void aPassageSaidTwiceIsSaidOnce() {
        String passage =
                "A narrow street in an old town leads down to a harbour where many small boats lie side by side. "
                        + "Two men carry a ladder.";

        assertThat(Hygiene.clean(passage + " " + passage).text()).isEqualTo(passage);
    }

    @Test
    void eightyThousandWordsOfLoopAreCutQuickly() {
        String loop = "The sky is blue and the sea is green and ".repeat(8_000);

        assertThat(Hygiene.clean("A beach. " + loop).text())
                .isEqualTo("A beach. The sky is blue and the sea is green and");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <think>Let me look.</think>A dog.                  | A dog.
            <THINK>one</THINK> A dog. <think>two</think> Runs. | A dog. Runs.
            Let me look.</think> A dog.                        | A dog.
            A dog. <think>Should I                             | A dog.
            <think>a<think>b</think>c</think>A dog.            | A dog.
            <thinking>x</thinking>The image shows a dog.       | A dog.
            <th<think>x</think>ink>y</think>A dog.             | A dog.
            """)
    void leakedThoughtsGo(String answer, String text) {
        assertThat(Hygiene.clean(answer).text()).isEqualTo(text);
        assertThat(Hygiene.clean(answer).done()).contains(Cleaning.THOUGHTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "<think>only thoughts", "<think>a</think>", "...", "Sure!", "!!!!!!"})
    void nothingLeftIsAnEmptyText(String answer) {
        assertThat(Hygiene.clean(answer).text()).isEmpty();
    }

    @Test
    void emojiAloneSaySomething() {
        assertThat(Hygiene.clean(" \uD83D\uDC36 ").text()).isEqualTo("\uD83D\uDC36");
    }

    @Test
    void thousandsOfOrdinaryTextsPassUnchangedButForTheirEdges() {
        assertThat(ordinaryTexts()).hasSize(1_000).allSatisfy(text -> assertThat(Hygiene.clean("  " + text + "\n"))
                .isEqualTo(new Cleaned(text, Set.of(Cleaning.BLANK))));
    }

    @Test
    void cleaningACleanTextChangesNothing() {
        Random random = new Random(7);
        List<String> scraps = List.of(
                "the image shows ",
                "Sure! ",
                "a dog, ",
                "<think>",
                "</think>",
                "In this image, ",
                "we can see ",
                "that ",
                "Here is a caption: ",
                "It runs. ",
                "!",
                "The dog sleeps on a mat. ",
                "there is ",
                "\n",
                "no ",
                "图。");
        for (int i = 0; i < 1_000; i++) {
            StringBuilder answer = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                answer.append(scraps.get(random.nextInt(scraps.size())).repeat(1 + random.nextInt(4)));
            }
            String once = Hygiene.clean(answer.toString()).text();

            assertThat(Hygiene.clean(once)).as(answer.toString()).isEqualTo(new Cleaned(once, Set.of()));
        }
    }

    static Stream<String> ordinaryTexts() {
        Random random = new Random(11);
        List<String> subjects = List.of("A dog", "The old man", "A small red circle", "Two boats", "The sign", "It");
        List<String> verbs = List.of("lies", "stands", "is", "waits", "seems to be", "can be seen");
        List<String> places = List.of("at the top left", "on a mat", "in the middle", "near the other", "to the right");
        List<String> more = List.of(".", ", next to a tree.", " and looks away.", "; behind it is a wall.", "!");
        return Stream.generate(() -> {
                    List<String> sentences = new ArrayList<>();
                    for (int n = 1 + random.nextInt(8); n > 0; n--) {
                        sentences.add(pick(random, subjects) + " " + pick(random, verbs) + " " + pick(random, places)
                                + pick(random, more));
                    }
                    return String.join(random.nextInt(5) == 0 ? "\n\n" : " ", sentences);
                })
                .limit(1_000);
    }

    private static String pick(Random random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
