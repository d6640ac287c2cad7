"""The unsupervised check: what texts group themselves by, and what of it no phrase covers."""

from __future__ import annotations

from pathlib import Path

from plananalysis.analysis.clusters import COLUMNS, Text, cluster_texts, clusters
from plananalysis.store.build import build

RAW = Path(__file__).parent.parent / "data" / "raw"

RECALL = [
    "Recall decisions are signed off promptly",
    "Recall decisions are submitted promptly by managers",
    "Managers monitor recall decisions",
]
GARDENS = [
    "Gardening instructors teach horticulture outdoors",
    "Horticulture is taught outdoors by gardening instructors",
    "Outdoors gardening gives horticulture a place",
]


def texts() -> list[Text]:
    recall = [Text(f"r{n}", "one", text, ("licence_recall",)) for n, text in enumerate(RECALL)]
    gardens = [Text(f"g{n}", f"g{n}", text, ("other",)) for n, text in enumerate(GARDENS)]
    return recall + gardens


def test_texts_that_share_words_are_one_cluster() -> None:
    found = cluster_texts(texts(), count=2)
    assert sorted(found["items"]) == [3, 3]
    assert tuple(found.columns) == COLUMNS
    assert list(found["cluster"]) == [1, 2]


def test_a_cluster_that_no_phrase_covers_is_shown_as_such() -> None:
    found = cluster_texts(texts(), count=2).set_index("topic")
    assert "horticulture" in found.loc["other", "uncovered_words"]
    assert not found.loc["other", "is_covered"]
    assert "recall" not in found.loc["licence_recall", "uncovered_words"].split(", ")


def test_a_cluster_says_its_main_topic_and_from_how_many_reviews_it_is() -> None:
    found = cluster_texts(texts(), count=2).set_index("topic")
    assert found.loc["licence_recall", "topic_share"] == 1
    assert found.loc["licence_recall", "reviews"] == 1
    assert found.loc["other", "reviews"] == 3
    assert found.loc["other", "example"] in GARDENS


def test_the_same_texts_give_the_same_clusters() -> None:
    assert cluster_texts(texts(), count=2).equals(cluster_texts(texts(), count=2))


def test_texts_with_no_word_in_common_are_left_out_and_counted() -> None:
    found = cluster_texts([Text("a", "v", "Nothing", ()), Text("b", "v", "whatever", ())])
    assert len(found) == 0
    assert found.attrs["left_out"] == 2
    assert cluster_texts([]).attrs["left_out"] == 0


def test_a_text_without_telling_words_is_left_out_and_counted() -> None:
    found = cluster_texts([*texts(), Text("x", "v", "It is so.", ())], count=2)
    assert found.attrs["left_out"] == 1
    assert found["items"].sum() == len(texts())


def test_every_text_of_the_latest_editions_is_in_a_cluster_or_counted(tmp_path: Path) -> None:
    path = tmp_path / "plans.duckdb"
    build(RAW, path)
    found = clusters(path)
    assert len(found) > 10
    assert found["topic_share"].between(0, 1).all()
    assert found["items"].sum() + found.attrs["left_out"] > 300
