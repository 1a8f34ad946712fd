"""Values that have a canonical form, of every kind and shape."""

from hypothesis import strategies as st

from domain.kernel.quantities import TURNS_WRITING
from domain.record import LARGEST

TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters=TURNS_WRITING, include_characters="\n\t")
)
KEYS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
