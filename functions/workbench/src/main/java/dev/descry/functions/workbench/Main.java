package dev.descry.functions.workbench;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            Quarkus.run(arguments);
        } else {
            System.out.println("hello "
                    + (System.currentTimeMillis()
                            - java.lang.management.ManagementFactory.getRuntimeMXBean()
                                    .getStartTime()));
        }
    }
}
