"""Knead to Know: tables, model, figures and widgets for an open course on massage for back pain.

The model (`tables`, `questionnaire`, `screening`, `selection`, `evidence`, `costs`, `licensing`,
`bank`) needs nothing but Python; the widget classes are imported when they are first asked for, so
that using the model loads neither Jupyter nor Plotly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .claim_explorer import ClaimExplorer
    from .cost_estimator import CostEstimator
    from .fact_box import FactBox
    from .license_lookup import LicenseLookup
    from .modality_selector import ModalitySelector
    from .quiz import Quiz

__all__ = [
    "ClaimExplorer",
    "CostEstimator",
    "FactBox",
    "LicenseLookup",
    "ModalitySelector",
    "Quiz",
]
# The module of each widget class.
_HOMES = {
    "ClaimExplorer": "claim_explorer",
    "CostEstimator": "cost_estimator",
    "FactBox": "fact_box",
    "LicenseLookup": "license_lookup",
    "ModalitySelector": "modality_selector",
    "Quiz": "quiz",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"widgets.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'widgets' has no attribute {name!r}; it offers {__all__}")
