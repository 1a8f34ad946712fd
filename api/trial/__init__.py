"""A made-up district with a made-up year, put on a trial log through the same commands people use."""
