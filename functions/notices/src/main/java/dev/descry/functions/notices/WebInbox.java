package dev.descry.functions.notices;

import dev.descry.intake.WebImages;
import java.util.Optional;

/** Where images of the web are kept; empty where none are taken. */
record WebInbox(Optional<WebImages> images) {}
