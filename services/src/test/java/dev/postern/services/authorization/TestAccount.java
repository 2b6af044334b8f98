package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.services.iam.Accounts;
import dev.postern.services.iam.IamService;
import dev.postern.services.sts.StsService;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.wire.ApiException;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/** A cloud in memory with one account, and its root user's view of IAM and STS. */
public final class TestAccount implements AutoCloseable {
    public static final AccountId ACCOUNT = new AccountId("111122223333");
    public static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    public static final Caller ROOT = new Caller.Root(ACCOUNT);
    public static final Connection OUTSIDE = new Connection.Public(Ip.of("203.0.113.9"), true);

    private final LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
    private final Ids ids = new Ids(new Random(7));
    private final Authorizer authorizer = new Authorizer();
    private final IamService iam = new IamService(cloud);
    private final StsService sts = new StsService(cloud, authorizer);

    public TestAccount() {
        commit(Accounts.create(cloud.snapshot(), ACCOUNT, new Accounts.RootKey("root", "secret"), NOW));
    }

    public void commit(Change change) {
        cloud.commit(snapshot -> new Cloud.Outcome<>(change, true));
    }

    public Cloud cloud() {
        return cloud;
    }

    public Ids ids() {
        return ids;
    }

    public Authorizer authorizer() {
        return authorizer;
    }

    public IamService iam() {
        return iam;
    }

    public StsService sts() {
        return sts;
    }

    public RequestContext context(Caller caller, Connection connection, Instant now) {
        return new RequestContext("request", caller, Region.US_EAST_1, connection, "test/1", now, ids);
    }

    public RequestContext context(Caller caller) {
        return context(caller, OUTSIDE, NOW);
    }

    /** Calls a service as the root user. */
    public <R> R asRoot(Callable<R> call) {
        return as(ROOT, call);
    }

    public <R> R as(Caller caller, Callable<R> call) {
        try {
            return context(caller).call(call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The error that a call answers, as {@code Code: message}. */
    public String errorAs(Caller caller, Callable<?> call) {
        ApiException error = Assertions.catchThrowableOfType(ApiException.class, () -> as(caller, call));
        return error == null ? "none" : error.error().code() + ": " + error.text();
    }

    public String error(Callable<?> call) {
        return errorAs(ROOT, call);
    }

    /** JSON in single quotes. */
    public static String json(String text) {
        return text.replace('\'', '"');
    }

    public static String allow(String action, String resource) {
        return json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'" + action + "','Resource':'"
                + resource + "'}]}");
    }

    public static String trust(String principal) {
        return json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':" + principal
                + ",'Action':'sts:AssumeRole'}]}");
    }

    /** A new user as a caller. */
    public Caller.User user(String name) {
        var user = asRoot(() -> iam.createUser(r -> r.userName(name))).user();
        return new Caller.User(ACCOUNT, user.path(), user.userName(), user.userId());
    }

    @Override
    public void close() {
        cloud.close();
    }
}
