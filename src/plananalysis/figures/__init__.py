"""The charts: `x_data` gives the numbers, `x_chart` the picture of them.

A chart's title states the finding, its subtitle the measure and n; source and day stand beneath.
"""

from plananalysis.figures.states import target_states_chart, target_states_data

__all__ = ["target_states_chart", "target_states_data"]
