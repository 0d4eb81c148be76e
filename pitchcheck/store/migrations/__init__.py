"""The history of the tables: one file a step, run in order at the first start."""
