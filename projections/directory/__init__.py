"""Who is what, where and since when: units, people, appointments, supervision beside the tree."""
