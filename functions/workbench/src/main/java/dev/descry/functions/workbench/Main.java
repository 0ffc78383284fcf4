package dev.descry.functions.workbench;

import dev.descry.functions.workbench.cli.DescryCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. Only {@code serve} starts the Quarkus container; see decision 1. */
@QuarkusMain
public final class Main {
    Main() {}

    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.exit(DescryCommand.run(arguments));
    }
}
