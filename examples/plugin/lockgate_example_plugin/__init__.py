"""What this plugin adds: lockgate reads these two lists."""

from __future__ import annotations

from lockgate_example_plugin.data_dictionary import DataDictionary
from lockgate_example_plugin.require_owner import require_owner

passes = [require_owner]
targets = [DataDictionary]
