"""Benchmarks: what the product costs, each figure beside a peer's in the same run."""
