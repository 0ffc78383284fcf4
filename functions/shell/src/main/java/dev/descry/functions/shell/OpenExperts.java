package dev.descry.functions.shell;

import dev.descry.chain.Experts;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.model.ModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Experts opened when they are first asked for and kept until the end. A model that cannot be opened is tried once: the
 * other images of a run get the same answer at once.
 */
final class OpenExperts implements Experts, AutoCloseable {
    private final Function<String, Expert> opener;
    private final Map<String, Expert> open = new LinkedHashMap<>();
    private final Map<String, ExpertException> failed = new LinkedHashMap<>();

    OpenExperts(Function<String, Expert> opener) {
        this.opener = opener;
    }

    @Override
    public synchronized Expert find(String name) {
        ExpertException earlier = failed.get(name);
        if (earlier != null) {
            throw new ExpertException(earlier.kind(), String.valueOf(earlier.getMessage()), earlier);
        }
        Expert expert = open.get(name);
        if (expert == null) {
            expert = open(name);
            open.put(name, expert);
        }
        return expert;
    }

    private Expert open(String name) {
        try {
            return opener.apply(name);
        } catch (ModelException e) {
            ExpertException missing = new ExpertException(Kind.MODEL_MISSING, String.valueOf(e.getMessage()), e);
            failed.put(name, missing);
            throw missing;
        }
    }

    @Override
    public void release(String name) {
        Expert expert;
        synchronized (this) {
            expert = open.remove(name);
        }
        if (expert != null) {
            expert.close();
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Expert::close);
        open.clear();
    }
}
