"""What works without being asked: the follower of the read models, the clock, the jobs."""
