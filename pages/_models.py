"""Language models for an admin: may one judge at all, who asks it, and what does it cost?"""

from __future__ import annotations

import streamlit as st

from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.pitch import InputError
from pitchcheck.settings import load
from pitchcheck.store import House, ModelRule, Spent

RULES = {
    ModelRule.ALLOWED: "It may, once a person has seen what is sent and agreed",
    ModelRule.PSEUDONYMS: "It may, with names of people and companies replaced before sending",
    ModelRule.FORBIDDEN: "It may not: nothing is sent to any model",
}
DAYS = 30


def view() -> None:
    """The rule, and the last month's cost."""
    named, before = load().llm_model, state.store().house.get()
    st.subheader("May a language model judge?", anchor=False)
    st.markdown(f"Named in the settings: {widgets.plain(named)}." if named else "None is named in the settings.")
    rule = st.radio(
        "May a language model judge?",
        list(RULES),
        list(RULES).index(before.language_model),
        format_func=RULES.__getitem__,
        key=widgets.as_kept("models.rule", before.language_model),
        label_visibility="collapsed",
    )
    after = before.model_copy(update={"language_model": rule})
    st.button("Save", type="primary", key="models.save", disabled=after == before, on_click=_save, args=(after,))
    st.subheader(f"What it took in the last {DAYS} days", anchor=False)
    _totals(state.store().language_model.totals(DAYS))


def _save(after: House) -> None:
    try:
        state.store().house.save(after)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
    else:
        st.toast("Saved. It holds from the next question on.")


def _totals(spent: tuple[Spent, ...]) -> None:
    if not spent:
        st.markdown("Nothing was asked of any model.")
        return
    st.table(
        {
            "Who": [widgets.plain(one.person) for one in spent],
            "Model": [widgets.plain(one.model) for one in spent],
            "Questions": [f"{one.calls:,}" for one in spent],
            "Without an answer": [f"{one.failed:,}" for one in spent],
            "Tokens": [f"{one.tokens:,}" for one in spent],
            "Seconds": [f"{one.seconds:,.0f}" for one in spent],
            "US dollars": ["no price known" if one.money is None else f"{one.money:.4f}" for one in spent],
        }
    )
