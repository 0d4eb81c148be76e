"""Who is getting better: my own figure beside the team's middle; with names on, the board."""

from __future__ import annotations

import streamlit as st

from pages import _state as state
from pitchcheck.store import Scope


def view(scope: Scope) -> None:
    """The figures of that scope."""
    mine = state.store().aggregates.reviews(scope)
    st.markdown(f"{len(mine)} of your pitches count here.")
