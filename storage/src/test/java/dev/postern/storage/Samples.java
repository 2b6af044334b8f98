package dev.postern.storage;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.route53.DnsName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random entities of every kind, made from the records' own components. */
final class Samples {
    static final Scope SCOPE = new Scope(new AccountId("000000000000"), Region.US_EAST_1);

    private final Random random;

    Samples(Random random) {
        this.random = random;
    }

    static InternetGateway gateway(int number) {
        return new InternetGateway(
                SCOPE, new InternetGatewayId("igw-0%016x".formatted(number)), Optional.empty(), Tags.NONE);
    }

    static Change putGateway(int number) {
        return Change.put(gateway(number));
    }

    <E extends Entity> E entity(Class<E> kind) {
        return kind.cast(value(kind));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return container(generic);
        }
        Class<?> raw = (Class<?>) type;
        if (ResourceId.class.isAssignableFrom(raw)) {
            return id(raw);
        }
        if (raw.isSealed()) {
            Class<?>[] choices = raw.getPermittedSubclasses();
            return value(choices[random.nextInt(choices.length)]);
        }
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        return plain(raw);
    }

    private Object plain(Class<?> raw) {
        if (raw == String.class) {
            return List.of("", "plain", "ü\"\\\n\u2028 {}", "x".repeat(1000)).get(random.nextInt(4));
        } else if (raw == int.class || raw == Integer.class) {
            return random.nextInt(256);
        } else if (raw == long.class || raw == Long.class) {
            return random.nextLong();
        } else if (raw == boolean.class || raw == Boolean.class) {
            return random.nextBoolean();
        } else if (raw == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
        } else if (raw == AccountId.class) {
            return new AccountId("%012d".formatted(random.nextInt(Integer.MAX_VALUE)));
        } else if (raw == Region.class) {
            return Region.ALL.get(random.nextInt(Region.ALL.size()));
        } else if (raw == Ip.class) {
            return random.nextBoolean()
                    ? Ip.v4(random.nextLong())
                    : new Ip(Family.IPV6, random.nextLong(), random.nextLong());
        } else if (raw == Cidr.class) {
            return new Cidr((Ip) value(Ip.class), random.nextInt(33));
        } else if (raw == Mac.class) {
            return Mac.local(hex(10));
        } else if (raw == DnsName.class) {
            return new DnsName("\\052." + hex(5) + ".example.com.");
        } else if (raw == Tags.class) {
            return Tags.of(Map.of("Name", (String) value(String.class), "", "b"));
        }
        return record(raw);
    }

    private Object container(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return random.nextBoolean() ? Optional.of(value(arguments[0])) : Optional.empty();
        }
        if (type.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(arguments[0]));
            }
            return list;
        }
        if (type.getRawType() == SortedMap.class) {
            return new TreeMap<>(Map.of("a", value(arguments[1]), "b c", value(arguments[1])));
        }
        throw new AssertionError("no sample of " + type);
    }

    private Object id(Class<?> type) {
        try {
            return type.getConstructor(String.class)
                    .newInstance(type.getField("PREFIX").get(null) + "-" + hex(17));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }

    private Object record(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(components[i].getGenericType());
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }

    private String hex(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).substring(0, length);
    }
}
