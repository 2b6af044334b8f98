"""DynamoDB by boto3, its clients and its resources.  SEED [ENDPOINT]: without an endpoint it is the Region's own name."""

import random
import sys
import time
import unittest
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError

SEED = int(sys.argv[1])
OPTIONS = dict(
    region_name="us-east-1",
    endpoint_url=sys.argv[2] if len(sys.argv) > 2 else None,
    config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 1}),
)
client = boto3.client("dynamodb", **OPTIONS)
resource = boto3.resource("dynamodb", **OPTIONS)
SOON = {"Delay": 1, "MaxAttempts": 60}


def create(name):
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "artist", "AttributeType": "S"},
            {"AttributeName": "year", "AttributeType": "N"},
            {"AttributeName": "genre", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "artist", "KeyType": "HASH"},
            {"AttributeName": "year", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "byGenre",
                "KeySchema": [
                    {"AttributeName": "genre", "KeyType": "HASH"},
                    {"AttributeName": "year", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
            }
        ],
    )
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=SOON)
    return resource.Table(name)


class Values:
    """Items of all types that the serializer knows, also the odd ones."""

    TEXT = "aZ 0\"\\\n\t\u0000\u007f\u00e9\u20ac\u2028\ud7ff\uffff\U0001f600\U0010ffff"

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        return "".join(self.random.choices(self.TEXT, k=self.random.randrange(6)))

    def binary(self):
        return Binary(self.random.randbytes(self.random.randrange(6)))

    def number(self, largest=37):
        """Of at most 38 digits, none of them before 1E-130.  Resources of boto3 cannot read more digits before the point, as DynamoDB
        spells the zeros: https://github.com/boto/boto3/issues/2500.  Clients can, up to 9.99E+125."""
        digits = self.random.randrange(1, 39)
        unscaled = self.random.randrange(10 ** digits) * self.random.choice((1, -1))
        exponent = min(largest, self.random.choice((0, 0, -1, 1, -38, 38, -130, 125, self.random.randint(-130, 125))))
        return Decimal(unscaled).scaleb(max(-130, exponent - digits + 1)) if unscaled else Decimal(0)

    def some(self, of):
        return {of() for _ in range(self.random.randrange(1, 5))}

    def value(self, depth=0):
        kinds = [
            self.text,
            self.number,
            self.binary,
            lambda: self.random.choice((True, False)),
            lambda: None,
            lambda: self.some(self.text),
            lambda: self.some(self.number),
            lambda: self.some(self.binary),
        ]
        if depth < 4:
            kinds.append(lambda: [self.value(depth + 1) for _ in range(self.random.randrange(4))])
            kinds.append(lambda: self.map(depth + 1))
        return self.random.choice(kinds)()

    def map(self, depth=0):
        return {self.text() + str(i): self.value(depth) for i in range(self.random.randrange(4))}


class DynamoDb(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.table = create("songs")

    @classmethod
    def tearDownClass(cls):
        cls.table.delete()
        cls.table.wait_until_not_exists()
        cls.refuses(cls(), "ResourceNotFoundException", cls.table.load)

    def tearDown(self):
        with self.table.batch_writer() as batch:
            for key in self.all(ProjectionExpression="artist, #y", ExpressionAttributeNames={"#y": "year"}):
                batch.delete_item(Key=key)
        self.assertEqual(self.all(), [])

    def all(self, **how):
        songs, start = [], {}
        while True:
            page = self.table.scan(**how, **start)
            songs += page["Items"]
            if "LastEvaluatedKey" not in page:
                return songs
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def refuses(self, code, call, **arguments):
        with self.assertRaises(ClientError) as refused:
            call(**arguments)
        self.assertEqual(refused.exception.response["Error"]["Code"], code)
        return refused.exception

    def fill(self):
        with self.table.batch_writer() as batch:  # more than one batch of 25
            for year in range(1970, 2010):
                genre = "jazz" if year % 2 else "rock"
                batch.put_item(Item={"artist": "a", "year": year, "genre": genre, "title": "t%d" % year, "more": "m" * 1000})

    def test_items(self):
        song = {"artist": "a", "year": 1999, "title": "one", "parts": [1, {"x": Decimal("1.5")}], "tags": {"b", "c"}}
        self.assertNotIn("Attributes", self.table.put_item(Item=song))
        self.assertEqual(self.table.put_item(Item=song, ReturnValues="ALL_OLD")["Attributes"], song)
        key = {"artist": "a", "year": 1999}
        self.assertEqual(self.table.get_item(Key=key, ConsistentRead=True)["Item"], song)
        some = self.table.get_item(Key=key, ProjectionExpression="parts[1].x, #t", ExpressionAttributeNames={"#t": "title"})
        self.assertEqual(some["Item"], {"parts": [{"x": Decimal("1.5")}], "title": "one"})
        self.assertNotIn("Item", self.table.get_item(Key={"artist": "nobody", "year": 1}))
        raw = client.get_item(TableName="songs", Key={"artist": {"S": "a"}, "year": {"N": "1999"}})["Item"]
        self.assertEqual((raw["title"], sorted(raw["tags"]["SS"])), ({"S": "one"}, ["b", "c"]))
        self.assertEqual(self.table.delete_item(Key=key, ReturnValues="ALL_OLD")["Attributes"], song)
        self.refuses("ValidationException", self.table.get_item, Key={"artist": "a"})

    def test_updates(self):
        key = {"artist": "a", "year": 1}
        made = self.table.update_item(
            Key=key,
            UpdateExpression="SET #l = list_append(if_not_exists(#l, :none), :one), plays = if_not_exists(plays, :zero) + :step ADD tags :tags",
            ExpressionAttributeNames={"#l": "list"},
            ExpressionAttributeValues={":none": [], ":one": ["x"], ":zero": 0, ":step": Decimal("0.1"), ":tags": {"p", "q"}},
            ReturnValues="ALL_NEW",
        )
        self.assertEqual(made["Attributes"], {**key, "list": ["x"], "plays": Decimal("0.1"), "tags": {"p", "q"}})
        changed = self.table.update_item(
            Key=key,
            UpdateExpression="REMOVE plays DELETE tags :tags",
            ExpressionAttributeValues={":tags": {"q"}},
            ReturnValues="UPDATED_NEW",
        )
        self.assertEqual(changed["Attributes"], {"tags": {"p"}})
        older = self.table.update_item(
            Key=key, AttributeUpdates={"plays": {"Action": "PUT", "Value": 3}}, ReturnValues="UPDATED_NEW"
        )
        self.assertEqual(older["Attributes"], {"plays": 3})

    def test_conditions(self):
        song = {"artist": "a", "year": 1, "plays": 5}
        absent = Attr("artist").not_exists() & Attr("year").not_exists()
        self.table.put_item(Item=song, ConditionExpression=absent)
        failed = self.refuses("ConditionalCheckFailedException", self.table.put_item, Item=song, ConditionExpression=absent)
        self.assertIsInstance(failed, client.exceptions.ConditionalCheckFailedException)
        self.assertEqual(failed.response["Error"]["Message"], "The conditional request failed")
        met = (Attr("plays").between(1, 5) & ~Attr("plays").is_in([1, 2])) | Attr("title").contains("x") & Attr("title").size().gt(3)
        self.table.delete_item(Key={"artist": "a", "year": 1}, ConditionExpression=met)

    def test_pages(self):
        self.fill()
        self.assertEqual(len(self.all()), 40)
        self.assertEqual(sorted(song["year"] for song in self.all(Limit=7)), list(range(1970, 2010)))
        self.assertEqual({song["year"] for song in self.all(FilterExpression=Attr("title").begins_with("t199"))}, set(range(1990, 2000)))
        halves = [song["year"] for i in range(2) for song in self.all(Segment=i, TotalSegments=2)]
        self.assertEqual(sorted(halves), list(range(1970, 2010)))
        pages = list(
            client.get_paginator("query").paginate(
                TableName="songs",
                KeyConditionExpression="artist = :a AND #y BETWEEN :from AND :to",
                ExpressionAttributeNames={"#y": "year"},
                ExpressionAttributeValues={":a": {"S": "a"}, ":from": {"N": "1980"}, ":to": {"N": "1989"}},
                ScanIndexForward=False,
                PaginationConfig={"PageSize": 4},
            )
        )
        self.assertEqual([len(page["Items"]) for page in pages], [4, 4, 2])
        self.assertEqual([int(song["year"]["N"]) for page in pages for song in page["Items"]], list(range(1989, 1979, -1)))
        jazz = self.table.query(IndexName="byGenre", KeyConditionExpression=Key("genre").eq("jazz") & Key("year").lt(1975))
        self.assertEqual([song["year"] for song in jazz["Items"]], [1971, 1973])
        self.assertEqual(set(jazz["Items"][0]), {"artist", "year", "genre", "title"})
        counted = self.table.query(KeyConditionExpression=Key("artist").eq("a"), Select="COUNT")
        self.assertEqual((counted["Count"], counted["ScannedCount"]), (40, 40))
        self.assertEqual(self.table.query(IndexName="byGenre", KeyConditionExpression=Key("genre").eq("polka"))["Items"], [])

    def test_batches(self):
        self.fill()
        keys = [{"artist": "a", "year": year} for year in (1970, 1971, 2050)]
        found = resource.batch_get_item(RequestItems={"songs": {"Keys": keys, "ConsistentRead": True}})
        self.assertEqual({song["year"] for song in found["Responses"]["songs"]}, {1970, 1971})
        self.assertEqual(found["UnprocessedKeys"], {})
        twice = [{"DeleteRequest": {"Key": keys[0]}}] * 2
        self.refuses("ValidationException", resource.batch_write_item, RequestItems={"songs": twice})
        with self.table.batch_writer(overwrite_by_pkeys=["artist", "year"]) as batch:
            for title in ("first", "last"):
                batch.put_item(Item={**keys[0], "title": title})
        self.assertEqual(self.table.get_item(Key=keys[0])["Item"]["title"], "last")

    def test_transactions(self):
        meta = resource.meta.client  # takes values as Python has them
        put = lambda year, **more: {"Put": {"TableName": "songs", "Item": {"artist": "a", "year": year, **more}}}
        token = "%d at %d" % (SEED, time.time_ns())
        song = {"artist": "a", "year": 1, "map": {"x": 1, "y": {"p": 2, "q": 3}}}
        other = {"map": {"y": {"q": 3, "p": 2}, "x": 1}, "year": 1, "artist": "a"}
        for item in (song, other):  # the order of names makes no other request, and a set has none
            meta.transact_write_items(
                TransactItems=[put(2, tags={"a", "b", "c"}), {"Put": {"TableName": "songs", "Item": item}}], ClientRequestToken=token
            )
        self.refuses("IdempotentParameterMismatchException", meta.transact_write_items, TransactItems=[put(3)], ClientRequestToken=token)
        meta.transact_write_items(TransactItems=[put(1)])
        only = {"ConditionExpression": "attribute_not_exists(artist)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        failed = self.refuses("TransactionCanceledException", meta.transact_write_items, TransactItems=[put(3), {"Put": {**put(1)["Put"], **only}}])
        reasons = failed.response["CancellationReasons"]
        self.assertEqual([reason["Code"] for reason in reasons], ["None", "ConditionalCheckFailed"])
        self.assertEqual(reasons[1]["Item"], {"artist": {"S": "a"}, "year": {"N": "1"}})
        self.assertIn("[None, ConditionalCheckFailed]", failed.response["Error"]["Message"])
        gets = [{"Get": {"TableName": "songs", "Key": {"artist": "a", "year": year}}} for year in (1, 2, 3)]
        read = meta.transact_get_items(TransactItems=gets)["Responses"]
        self.assertEqual([one.get("Item", {}).get("year") for one in read], [1, 2, None])

    def test_tables(self):
        self.assertEqual(self.table.table_status, "ACTIVE")
        self.assertIn("songs", [table.name for table in resource.tables.all()])
        self.assertEqual([index["IndexName"] for index in self.table.global_secondary_indexes], ["byGenre"])
        self.refuses("ResourceInUseException", create, name="songs")
        specification = {"Enabled": True, "AttributeName": "expires"}
        answer = client.update_time_to_live(TableName="songs", TimeToLiveSpecification=specification)
        self.assertEqual(answer["TimeToLiveSpecification"], specification)
        told = client.describe_time_to_live(TableName="songs")["TimeToLiveDescription"]
        self.assertEqual(told["AttributeName"], "expires")
        self.assertIn(told["TimeToLiveStatus"], ("ENABLING", "ENABLED"))

    def test_round_trips(self):
        values = Values(SEED)
        serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize
        expected = {}
        with self.table.batch_writer() as batch:
            for year in range(150):
                item = {**values.map(), "all": [values.value() for _ in range(3)], "artist": values.text() or "a", "year": year}
                expected[year] = item
                batch.put_item(Item=item)
        for year, item in expected.items():
            key = {"artist": item["artist"], "year": year}
            found = self.table.get_item(Key=key)["Item"]
            self.assertEqual(found, item, "seed %d, year %d" % (SEED, year))
            # What was answered is what the serializer would have sent, but for how numbers are spelt and sets are ordered.
            self.assertEqual(deserialize(serialize(found)), item)
            value = values.value()
            self.table.update_item(Key=key, UpdateExpression="SET v = :v", ExpressionAttributeValues={":v": value})
            same = Attr("v").eq(value)
            self.assertEqual(self.table.get_item(Key=key)["Item"]["v"], value)
            self.table.put_item(Item={**key, "done": True}, ConditionExpression=same)
        self.assertEqual(len(self.all(FilterExpression=Attr("done").eq(True))), len(expected))

    def test_numbers(self):
        values = Values(SEED)
        for year in range(100):
            number = values.number(largest=125)
            key = {"artist": {"S": "a"}, "year": {"N": str(year)}}
            client.put_item(TableName="songs", Item={**key, "n": {"N": str(number)}, "s": {"NS": [str(number)]}})
            found = client.get_item(TableName="songs", Key=key)["Item"]
            spelt = format(number.normalize(), "f") if number else "0"
            self.assertEqual((found["n"]["N"], found["s"]["NS"]), (spelt, [spelt]), "seed %d, year %d" % (SEED, year))
        for wrong in ("1E+126", "1E-131", "1" * 39, "", "x", "NaN"):
            self.refuses("ValidationException", client.put_item, TableName="songs", Item={**key, "n": {"N": wrong}})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
