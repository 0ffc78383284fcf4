package dev.descry.functions.chat;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.concurrent.CountDownLatch;

/** Work of the function that lasts as long as a test wants. */
@Path("/slow-work")
@Blocking
public class SlowWork {
    static final CountDownLatch BEGUN = new CountDownLatch(1);
    static final CountDownLatch ALLOWED = new CountDownLatch(1);

    @POST
    public String work() throws InterruptedException {
        BEGUN.countDown();
        ALLOWED.await();
        return "done";
    }
}
