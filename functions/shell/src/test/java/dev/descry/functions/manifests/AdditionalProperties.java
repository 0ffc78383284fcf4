package dev.descry.functions.manifests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what the Kubernetes client read without having a typed member for it, such as a misspelt name. */
final class AdditionalProperties {
    private static final String UNKNOWN = "getAdditionalProperties";

    private AdditionalProperties() {}

    /** Their paths; none where every member is known. */
    static List<String> of(Object object) {
        List<String> found = new ArrayList<>();
        visit("", object, found);
        return found;
    }

    private static void visit(String path, @Nullable Object value, List<String> found) {
        if (value instanceof Collection<?> several) {
            several.forEach(each -> visit(path + "[]", each, found));
        } else if (value instanceof Map<?, ?> named) {
            named.values().forEach(each -> visit(path, each, found));
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().startsWith("get") && !method.isBridge()) {
                    member(path, value, method, found);
                }
            }
        }
    }

    private static void member(String path, Object owner, Method method, List<String> found) {
        try {
            Object value = method.invoke(owner);
            if (method.getName().equals(UNKNOWN)) {
                ((Map<?, ?>) value).keySet().forEach(name -> found.add(path + "." + name));
            } else if (!method.getName().equals("getClass")) {
                visit(path + "." + method.getName().substring(3), value, found);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
