"""A hazard's life: found, registered, assigned, rectified, verified, and every side path; see README.md."""
