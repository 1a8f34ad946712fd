"""The rules of hazards and incidents: what can happen, what may be asked, and when the answer is no."""
