package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.tensor.Size;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;

/** What the servers of one protocol are told, and how. */
interface Dialect {
    /** LangChain4j's model of the server, which sends through this client. */
    StreamingChatModel model(Wire wire);

    /**
     * The decoding in the server's words.
     *
     * @throws ExpertException {@code FAULT} for a setting the server has no word for: it is not passed over in silence
     */
    ChatRequestParameters parameters(Decoding how);

    /** The most tokens an image of this size may count; used for budgets and rates before the server has counted. */
    long imageTokens(Size image);

    /** Refuses what a server has no setting for. */
    static void require(boolean has, String setting, Object found) {
        if (!has) {
            throw new ExpertException(
                    Kind.FAULT,
                    "%s: expected the value that changes nothing, because this server has no such setting, found %s; leave it out"
                            .formatted(setting, found));
        }
    }
}
