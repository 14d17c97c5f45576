"""What holds for every test: data and settings of its own, and nothing left out unseen."""

import atexit
import os
import shutil
import tempfile

import django

import countersign

pytest_plugins = ["nothing_left_out"]

# A data folder of its own for every run: nobody's installation is touched, and two runs do not meet. Workers share
# the one of the run that started them. It must stand before the settings are read, hence here and not in a fixture.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["COUNTERSIGN_DATA"] = tempfile.mkdtemp(prefix="countersign-tests-")
    atexit.register(shutil.rmtree, os.environ["COUNTERSIGN_DATA"], ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
django.setup()


def pytest_report_header() -> str:
    """Name the code under test: the saboteurs rely on it being their own patched copy."""
    return f"countersign: {countersign.__path__[0]}"
