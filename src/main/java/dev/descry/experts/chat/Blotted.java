package dev.descry.experts.chat;

import dev.descry.expert.TokenListener;

/** Passes an answer on without the key, also where a server repeats that in pieces. */
final class Blotted implements TokenListener {
    private final Key key;
    private final TokenListener listener;
    private String held = "";

    Blotted(Key key, TokenListener listener) {
        this.key = key;
        this.listener = listener;
    }

    @Override
    public void onToken(int id, String text) {
        String said = key.blot(held + text);
        int known = said.length() - key.begun(said);
        held = said.substring(known);
        if (known > 0) {
            listener.onToken(id, said.substring(0, known));
        }
    }

    /** The answer is whole: what might have been the beginning of the key is none. */
    void end() {
        if (!held.isEmpty()) {
            listener.onToken(NO_ID, held);
            held = "";
        }
    }
}
