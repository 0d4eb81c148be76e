"""How often the judge is right, on material that nothing shipped was trained on: `python -m benchmarks.judge`."""
