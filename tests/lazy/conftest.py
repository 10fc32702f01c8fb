"""What tests of automatic migration share with those of the scripts: npm's packages, installed once."""

from tests.scripts.conftest import packages

__all__ = ["packages"]
