"""What all widget classes do alike: refuse a misspelt name, and print as what they are."""

from __future__ import annotations

import pytest

import widgets

START = {"Quiz": ("types",)}
NAMES = ["ClaimExplorer", "CostEstimator", "LicenseLookup", "ModalitySelector", "Quiz"]


def test_every_widget_of_the_package_is_looked_at() -> None:
    shown = {name for name in widgets.__all__ if hasattr(getattr(widgets, name), "marker")}
    assert shown == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_name_is_refused_and_the_right_ones_are_listed(name: str) -> None:
    kind, what = getattr(widgets, name), START.get(name, ())
    with pytest.raises(TypeError, match=rf"{name} has no 'topci'; it has '\w+'"):
        kind(*what, topci="safety")


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_of_ipywidgets_is_taken(name: str) -> None:
    kind, what = getattr(widgets, name), START.get(name, ())
    assert kind(*what, layout={"width": "50%"}).layout.width == "50%"


@pytest.mark.parametrize("name", NAMES)
def test_its_output_holds_a_marker_and_no_address_in_memory(name: str) -> None:
    kind, what = getattr(widgets, name), START.get(name, ())
    first, again = (kind(*what)._repr_mimebundle_()[0] for _ in range(2))
    assert first["text/html"] == again["text/html"]
    assert first["text/plain"] == again["text/plain"] and " at 0x" not in first["text/plain"]
    assert 'class="kk-widget"' in first["text/html"]
