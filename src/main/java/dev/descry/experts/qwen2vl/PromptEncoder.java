package dev.descry.experts.qwen2vl;

import dev.descry.expert.Conversation;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.onnx.Grid;
import dev.descry.text.ChatTemplate;
import dev.descry.text.PromptPiece;
import dev.descry.text.PromptPiece.ImageSlot;
import dev.descry.text.PromptPiece.Mark;
import dev.descry.text.PromptPiece.Text;
import dev.descry.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Turns the pieces of a prompt into token ids, each image into as many image tokens as it has features. */
final class PromptEncoder {
    private final Tokenizer tokenizer;
    private final Qwen2VlConfig config;

    PromptEncoder(Tokenizer tokenizer, Qwen2VlConfig config) {
        this.tokenizer = tokenizer;
        this.config = config;
    }

    /** The pieces of a prompt: the conversation in the model's form. */
    static List<PromptPiece> pieces(Conversation conversation) {
        return ChatTemplate.conversation(
                conversation.turns().stream().map(PromptEncoder::turn).toList());
    }

    private static ChatTemplate.Turn turn(Conversation.Turn turn) {
        return new ChatTemplate.Turn(
                turn.role().name().toLowerCase(Locale.ROOT),
                turn.parts().stream().map(PromptEncoder::part).toList());
    }

    private static ChatTemplate.Part part(Conversation.Part part) {
        return switch (part) {
            case Conversation.Words(String text) -> new ChatTemplate.Words(text);
            case Conversation.Picture _ -> new ChatTemplate.Picture();
        };
    }

    /** The ids of a prompt; images beyond the known grids count as none. */
    int[] encode(List<PromptPiece> pieces, List<Grid> grids) {
        return pieces.stream().flatMapToInt(piece -> ids(piece, grids)).toArray();
    }

    private IntStream ids(PromptPiece piece, List<Grid> grids) {
        return switch (piece) {
            case Mark(String spelling) -> IntStream.of(tokenizer.id(spelling));
            case Text(String text) -> Arrays.stream(tokenizer.encode(text));
            case ImageSlot(int index) ->
                IntStream.generate(config::imageToken)
                        .limit(
                                index < grids.size()
                                        ? grids.get(index)
                                                .tokens(config.vision().merge())
                                        : 0);
        };
    }
}
