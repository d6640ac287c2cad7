"""The charts: `x_data(plans)` gives the numbers, `x_chart(data)` the picture of them.

A chart's title states the finding, its subtitle the measure and n; source and day stand beneath.
A new figure is a line in GALLERY: it is then tested on hard data, and shown on the site.
"""

from functools import partial

from plananalysis.figures.accuracy import (
    coding_accuracy_chart,
    coding_accuracy_data,
    reading_accuracy_chart,
    reading_accuracy_data,
)
from plananalysis.figures.completion import (
    complete_on_arrival_chart,
    complete_on_arrival_data,
    completion_chart,
    completion_data,
    time_to_complete_chart,
    time_to_complete_data,
    timeliness_chart,
    timeliness_data,
)
from plananalysis.figures.drawing import Drawing
from plananalysis.figures.follow import followed_promises_chart, followed_promises_data
from plananalysis.figures.moves import (
    dated_completions_chart,
    dated_completions_data,
    moved_dates_chart,
    moved_dates_data,
)
from plananalysis.figures.quality import (
    alignment_chart,
    alignment_data,
    faults_chart,
    faults_data,
)
from plananalysis.figures.restatements import (
    restatements_chart,
    restatements_data,
    silent_actions_chart,
    silent_actions_data,
)
from plananalysis.figures.retold import retold_chart, retold_data
from plananalysis.figures.slippage import (
    slippage_outcomes_chart,
    slippage_outcomes_data,
    slipped_owners_chart,
    slipped_owners_data,
)
from plananalysis.figures.states import target_states_chart, target_states_data
from plananalysis.figures.themes import (
    levers_by_topic_chart,
    levers_by_topic_data,
    topic_pairs_chart,
    topic_pairs_data,
    topics_by_review_chart,
    topics_by_review_data,
)
from plananalysis.figures.words import tell_as_of

GALLERY: tuple[Drawing, ...] = (
    Drawing("target-states", target_states_data, target_states_chart, ("plan_id",), ("title",)),
    Drawing(
        "slippage-outcomes", slippage_outcomes_data, slippage_outcomes_chart, ("value",), ("label",)
    ),
    Drawing("moved-dates", moved_dates_data, moved_dates_chart, ("promise_id",), ("title", "text")),
    Drawing(
        "dated-completions",
        dated_completions_data,
        dated_completions_chart,
        ("promise_id",),
        ("title", "text"),
    ),
    Drawing("slipped-owners", slipped_owners_data, slipped_owners_chart, ("value",), ("label",)),
    *(
        Drawing(
            f"completion-by-{cut}",
            partial(completion_data, by=cut),
            completion_chart,
            ("value",),
            ("label",),
        )
        for cut in ("plan", "owner", "response")
    ),
    Drawing(
        "complete-on-arrival",
        complete_on_arrival_data,
        complete_on_arrival_chart,
        ("value",),
        ("label",),
    ),
    Drawing("timeliness", timeliness_data, timeliness_chart, ("value",), ("label",)),
    Drawing("time-to-complete", time_to_complete_data, time_to_complete_chart, (), ("label",)),
    Drawing("silent-actions", silent_actions_data, silent_actions_chart, ("value",), ("label",)),
    Drawing("restatements", restatements_data, restatements_chart, ("review_id",), ("title",)),
    Drawing(
        "topics-by-review",
        topics_by_review_data,
        topics_by_review_chart,
        ("topic", "review_id"),
        ("label", "title"),
    ),
    Drawing(
        "levers-by-topic",
        levers_by_topic_data,
        levers_by_topic_chart,
        ("topic", "lever"),
        ("label", "lever_label"),
    ),
    Drawing(
        "topic-pairs",
        topic_pairs_data,
        topic_pairs_chart,
        ("topic", "other_topic"),
        ("label", "other_label"),
    ),
    Drawing("coding-accuracy", coding_accuracy_data, coding_accuracy_chart, ("code",), ("label",)),
    Drawing(
        "domestic-abuse-enquiries",
        partial(followed_promises_data, topic="da_enquiries"),
        followed_promises_chart,
        ("promise_id", "review"),
        ("topic_label", "review", "ref", "text", "outcome"),
    ),
    Drawing(
        "case-allocation",
        partial(followed_promises_data, topic="case_allocation"),
        followed_promises_chart,
        ("promise_id", "review"),
        ("topic_label", "review", "ref", "text", "outcome"),
    ),
    Drawing(
        "retold-passages",
        retold_data,
        retold_chart,
        ("left_review", "right_review"),
        ("left_review", "right_review"),
    ),
    Drawing("faults", faults_data, faults_chart, ("code",), ("code",)),
    Drawing("alignment", alignment_data, alignment_chart, ("plan_id",), ("title",)),
    Drawing(
        "reading-accuracy", reading_accuracy_data, reading_accuracy_chart, ("field",), ("field",)
    ),
)
"""Every figure, in the order of the notebooks."""

__all__ = [
    "GALLERY",
    "Drawing",
    "alignment_chart",
    "alignment_data",
    "coding_accuracy_chart",
    "coding_accuracy_data",
    "complete_on_arrival_chart",
    "complete_on_arrival_data",
    "completion_chart",
    "completion_data",
    "dated_completions_chart",
    "dated_completions_data",
    "faults_chart",
    "faults_data",
    "followed_promises_chart",
    "followed_promises_data",
    "levers_by_topic_chart",
    "levers_by_topic_data",
    "moved_dates_chart",
    "moved_dates_data",
    "reading_accuracy_chart",
    "reading_accuracy_data",
    "restatements_chart",
    "restatements_data",
    "retold_chart",
    "retold_data",
    "silent_actions_chart",
    "silent_actions_data",
    "slippage_outcomes_chart",
    "slippage_outcomes_data",
    "slipped_owners_chart",
    "slipped_owners_data",
    "target_states_chart",
    "target_states_data",
    "tell_as_of",
    "time_to_complete_chart",
    "time_to_complete_data",
    "timeliness_chart",
    "timeliness_data",
    "topic_pairs_chart",
    "topic_pairs_data",
    "topics_by_review_chart",
    "topics_by_review_data",
]
