"""The numbers of the register: one row without gaps per unit and year."""
