package dev.postern.model;

import dev.postern.model.acm.AcmResource;
import dev.postern.model.attached.AttachedResource;
import dev.postern.model.cloudtrail.CloudTrailResource;
import dev.postern.model.dynamodb.DynamoDbResource;
import dev.postern.model.ec2.Ec2Resource;
import dev.postern.model.elbv2.Elbv2Resource;
import dev.postern.model.iam.IamResource;
import dev.postern.model.kms.KmsResource;
import dev.postern.model.organizations.OrganizationsResource;
import dev.postern.model.route53.Route53Resource;
import dev.postern.model.s3.S3Resource;
import dev.postern.model.sns.SnsResource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The closed list of entity classes by their names. */
public final class EntityKinds {
    private static final SortedMap<String, Class<? extends Entity>> BY_NAME = collect();

    private EntityKinds() {}

    public static Map<String, Class<? extends Entity>> byName() {
        return BY_NAME;
    }

    /** The name of an entity class in snapshots and changes; what the ledger writes is its own. */
    public static String nameOf(Class<? extends Entity> kind) {
        return kind.getSimpleName();
    }

    private static SortedMap<String, Class<? extends Entity>> collect() {
        TreeMap<String, Class<? extends Entity>> kinds = new TreeMap<>();
        Stream.of(
                        AcmResource.class,
                        AttachedResource.class,
                        CloudTrailResource.class,
                        DynamoDbResource.class,
                        Ec2Resource.class,
                        Elbv2Resource.class,
                        IamResource.class,
                        KmsResource.class,
                        OrganizationsResource.class,
                        Route53Resource.class,
                        S3Resource.class,
                        SnsResource.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .map(kind -> kind.<Entity>asSubclass(Entity.class))
                .forEach(kind -> {
                    if (kinds.put(nameOf(kind), kind) != null) {
                        throw new IllegalStateException("two entity classes are called " + nameOf(kind));
                    }
                });
        return Collections.unmodifiableSortedMap(kinds);
    }
}
