"""Every connector that is found keeps the contract; the tests themselves are in `contract.py`."""

import importlib.util
from pathlib import Path

import pytest

_path = Path(__file__).with_name("contract.py")
pytest.register_assert_rewrite("connectors_contract")
_spec = importlib.util.spec_from_file_location("connectors_contract", _path)
_contract = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_contract)

globals().update({name: value for name, value in vars(_contract).items() if name.startswith("test_")})


def test_the_contract_has_tests():
    assert sum(name.startswith("test_") for name in globals()) > 15
