package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /v1/models}: the names a chat may be held with. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking // looks at the model folder
public class ModelsResource {
    private final ChatModels models;

    ModelsResource(ChatModels models) {
        this.models = models;
    }

    /** All of them. */
    public record Models(String object, List<Model> data) {}

    /**
     * One of them.
     *
     * @param created seconds since 1970; 0, as nobody knows
     */
    public record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {
        static Model of(String name) {
            return new Model(name, "model", 0, "descry");
        }
    }

    @GET
    @Operation(operationId = "models", summary = "Every expert that is ready, and every chain")
    public Models all() {
        return new Models("list", models.names().stream().map(Model::of).toList());
    }

    @GET
    @Path("/{name: .+}")
    @Operation(operationId = "model", summary = "One expert or chain")
    public Model one(@PathParam("name") String name) {
        models.require(name);
        return Model.of(name);
    }
}
