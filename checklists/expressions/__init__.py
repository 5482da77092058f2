"""The rule language: a subset of CEL with three-valued logic (scoring.md §3)."""
