from hypothesis import given
from hypothesis import strategies as st

from psasync_tickets_relay.domain.resume import Place, ResumeIds

names = st.text(min_size=1, max_size=30)
shapes = st.tuples(names, names, st.integers(1, 200))


def ids_of(shape) -> ResumeIds:
    return ResumeIds(cluster=shape[0], topic=shape[1], partitions=shape[2])


@given(shapes, st.data())
def test_what_is_written_is_read_back(shape, data):
    place = Place(data.draw(st.integers(0, shape[2] - 1)), data.draw(st.integers(0, 2**63 - 1)))
    text = ids_of(shape).write(place)
    assert ids_of(shape).read(text) == place
    assert text.isascii()
    assert text.isprintable()
    assert len(text) <= 64


@given(shapes, shapes, st.integers(0, 2**63 - 1))
def test_an_id_of_another_topic_is_unknown(mine, other, position):
    if mine == other:
        return
    assert ids_of(mine).read(ids_of(other).write(Place(0, position))) is None


@given(st.text(max_size=80))
def test_no_other_text_is_an_id(text):
    ids = ResumeIds(cluster="c", topic="t", partitions=3)
    place = ids.read(text)
    assert place is None or ids.write(place) == text


@given(st.integers(0, 2), st.integers(0, 2**63 - 1), st.data())
def test_an_altered_id_never_means_the_same_place(partition, position, data):
    ids = ResumeIds(cluster="c", topic="t", partitions=3)
    text = ids.write(Place(partition, position))
    index = data.draw(st.integers(0, len(text) - 1))
    altered = text[:index] + data.draw(st.characters(codec="utf-8")) + text[index + 1 :]
    assert altered == text or ids.read(altered) != Place(partition, position)


def test_only_one_spelling_of_a_place_is_an_id():
    ids = ResumeIds(cluster="c", topic="t", partitions=300)
    digest = ids.write(Place(0, 0)).split(".")[0]
    for text in ("01.0", "0.00", "-1.0", "0.-1", "0.", "12c.0", "0.8000000000000000", "F.0", "0.0\n", "\u0660.0"):
        assert ids.read(f"{digest}.{text}") is None, text
    assert ids.read(f"{digest}.12b.7fffffffffffffff") == Place(299, 2**63 - 1)
