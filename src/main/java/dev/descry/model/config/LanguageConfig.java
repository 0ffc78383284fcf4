package dev.descry.model.config;

/** The language model of a captioner: what it is made of and the ids that begin and end its answers. */
public sealed interface LanguageConfig permits OptConfig, T5Config, BertConfig {
    /** The decoder as a runtime sees it. */
    DecoderSizes sizes();

    /** Rows of the embedding table and features of each. */
    int vocab();

    /** Features of one token. */
    int width();

    /** The id that ends an answer. */
    int end();
}
