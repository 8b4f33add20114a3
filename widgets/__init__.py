"""Knead to Know: tables, model, figures and widgets for an open course on massage for back pain.

The model (`tables`, `questionnaire`, `screening`, `selection`, `evidence`) needs nothing but
Python; the widget classes are imported when they are first asked for, so that using the model loads
neither Jupyter nor Plotly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .modality_selector import ModalitySelector

__all__ = ["ModalitySelector"]


def __getattr__(name: str) -> Any:
    if name == "ModalitySelector":
        from .modality_selector import ModalitySelector

        return ModalitySelector
    raise AttributeError(f"module 'widgets' has no attribute {name!r}; it offers {__all__}")
