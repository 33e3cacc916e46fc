"""Describe a span of prose so that it can be found again after the prose was edited.

`anchor` makes a description, `resolve` finds where it stands now and says how sure that is, the
selector functions write it in W3C Web Annotation words. Offsets count Unicode code points. The states,
and how well and how fast they are told, are in docs/anchors.md.
"""

from anchoring.resolution import Resolution, State, resolve
from anchoring.selectors import as_annotation_target, places_of, text_position_selector, text_quote_selector
from anchoring.spans import Anchor, Segment, anchor

__all__ = [
    "Anchor",
    "Resolution",
    "Segment",
    "State",
    "anchor",
    "as_annotation_target",
    "places_of",
    "resolve",
    "text_position_selector",
    "text_quote_selector",
]
