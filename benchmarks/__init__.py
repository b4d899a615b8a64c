"""Speed and memory, printed by `python -m benchmarks`; never part of the tests."""
