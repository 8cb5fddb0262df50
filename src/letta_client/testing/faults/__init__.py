"""Failures on demand."""
