"""JSON-RPC 2.0, single calls and batches, for the EVM chains and Solana."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.answer import Answer

Method = Callable[[list[Any]], Any]


class RpcError(Exception):
    """An error object of JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer(body: Any, methods: dict[str, Method]) -> Answer:
    """Answer a decoded request body; ``None`` is a body that was no JSON."""
    if isinstance(body, list) and body:
        return Answer([_one(call, methods) for call in body])
    return Answer(_one(body, methods))


def _one(call: Any, methods: dict[str, Method]) -> dict[str, Any]:
    if not isinstance(call, dict) or not isinstance(call.get("method"), str):
        return _error(None, -32600, "invalid request")
    number, params = call.get("id"), call.get("params", [])
    method = methods.get(call["method"])
    if method is None:
        return _error(
            number, -32601, f"the method {call['method']} does not exist/is not available"
        )
    try:
        return {"jsonrpc": "2.0", "id": number, "result": method(params)}
    except RpcError as error:
        return _error(number, error.code, str(error))
    except (IndexError, TypeError, ValueError, KeyError, AttributeError):
        return _error(number, -32602, "invalid params")


def _error(number: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}
