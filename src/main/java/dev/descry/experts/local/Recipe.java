package dev.descry.experts.local;

import dev.descry.caption.Decoding;
import dev.descry.caption.Search;
import dev.descry.onnx.BeamSearch;
import dev.descry.onnx.Sampling;

/**
 * How a model's authors have it write, where the user leaves that to them.
 *
 * @param beams answers followed
 * @param minNewTokens no answer ends before
 */
public record Recipe(int beams, int minNewTokens) {

    /** The rules for a request. What is drawn is not searched for. */
    Sampling sampling(Decoding how) {
        Search search = how.search();
        boolean own = search.beams() == 0;
        int followed = own ? (how.greedy() ? beams : 1) : search.beams();
        return new Sampling(
                how.temperature(),
                how.topK(),
                how.topP(),
                how.repetitionPenalty(),
                how.noRepeatNgram(),
                how.seed(),
                own && search.minNewTokens() == 0 ? minNewTokens : search.minNewTokens(),
                new BeamSearch(followed, search.lengthPenalty(), BeamSearch.Early.WHEN_UNLIKELY));
    }
}
