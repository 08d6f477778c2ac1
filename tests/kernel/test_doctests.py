"""Every example of the docstrings holds."""

import doctest
import importlib
import pkgutil

import pytest

from chaland import kernel

MODULES = [module.name for module in pkgutil.iter_modules(kernel.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_kernel_examples_hold(name):
    results = doctest.testmod(importlib.import_module(f"chaland.kernel.{name}"))
    assert results.failed == 0
