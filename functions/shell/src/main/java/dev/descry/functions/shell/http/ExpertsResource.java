package dev.descry.functions.shell.http;

import dev.descry.functions.shell.ExpertList;
import dev.descry.functions.shell.Setup;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /v1/experts}: what can describe images here. */
@Path("/v1/experts")
@Blocking // looks at the model folder
public class ExpertsResource {
    private final Setup setup;

    ExpertsResource(Setup setup) {
        this.setup = setup;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "experts", summary = "Every expert and whether it is ready")
    public List<ExpertList.Entry> experts() {
        return setup.list().entries();
    }
}
