"""What a hazard holds of the public and of pupils, and what becomes of it when somebody asks that it be erased."""
