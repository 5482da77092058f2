"""Workloads against bounds measured in the same run (docs/performance.md)."""
