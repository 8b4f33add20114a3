"""What every widget class of the course shares: it refuses a misspelt name, and it leaves a marker.

Knows how a class answers to what it is called with, and what it leaves in a notebook's output. It
knows no tool and no text of its own.
"""

from __future__ import annotations

from typing import Any

import anywidget

from . import without_kernel


class Tool(anywidget.AnyWidget):
    """A widget of the course. Raises TypeError, naming the right ones, for an unknown name."""

    def __init__(self, **traits: Any) -> None:
        for name in traits:
            if name not in self.trait_names() and name != "model_id":  # ipywidgets' own argument
                kind = type(self)
                there = [each for each in kind.class_own_traits() if not each.startswith("_")]
                raise TypeError(
                    f"{kind.__name__} has no {name!r}; it has {', '.join(map(repr, there))}"
                )
        super().__init__(**traits)

    def marker(self) -> str:
        """The HTML that a built page knows this widget by, with where it begins."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> without_kernel.MimeBundle | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        return without_kernel.marked(bundle, repr(self), self.marker())
