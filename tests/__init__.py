"""The tests, a package so that one may import what stands beside it by its whole name."""
