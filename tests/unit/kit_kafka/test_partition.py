from aiokafka.partitioner import DefaultPartitioner
from aiokafka.partitioner import murmur2 as aiokafka_murmur2
from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.kafka.partition import murmur2, partition_of


@given(st.binary(max_size=200), st.integers(1, 64))
def test_keys_go_where_aiokafka_sends_them(key: bytes, partitions: int):
    everywhere = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key, everywhere, everywhere)


@given(st.binary(max_size=64))
def test_murmur2_is_the_same_function(data: bytes):
    assert murmur2(data) & 0xFFFFFFFF == aiokafka_murmur2(data) & 0xFFFFFFFF


def test_known_values_of_the_java_client():
    # From Apache Kafka's UtilsTest.testMurmur2, as unsigned numbers.
    java = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536}
    assert {data: murmur2(data) for data in java} == {data: hash_ & 0xFFFFFFFF for data, hash_ in java.items()}
