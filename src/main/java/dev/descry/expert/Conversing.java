package dev.descry.expert;

/** An expert that can go on with a conversation of several turns and images, or of words alone. */
public interface Conversing extends Expert {
    /**
     * Writes the next turn, telling the listener every token as it comes; text that may begin a stop sequence comes with
     * the token that shows it does not.
     *
     * @throws ExpertException as {@link Expert#describe}
     */
    Answer answer(Question question, TokenListener listener, Cancellation cancellation);
}
