"""Practices as portable files, `coach-log/1`: format, checks, canonical text, the database behind them."""
