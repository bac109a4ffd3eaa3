"""Compiles the schema of action responses once.

``jsonschema.validate`` checks the constant schema itself at every call: 40 ms of CPU for
each custom action, 73 % of a light model's turn.
"""

from __future__ import annotations

import functools
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@functools.lru_cache(maxsize=1)
def _compiled() -> Any:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Rasa's ``RemoteAction._validate_action_result``: True, or ValidationError."""
    error = best_match(_compiled().iter_errors(result))
    if error is not None:
        raise error
    return True


def install() -> None:
    """Put the compiled validator in place of Rasa's."""
    RemoteAction._validate_action_result = validate_action_result
