"""onnxruntime, as this bot runs it."""

from __future__ import annotations

from typing import Any


def session(model: bytes) -> Any:
    """One thread, little memory. Raises ImportError or RuntimeError where it cannot run."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # cores are shared
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # else the longest message's memory is kept
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own kinds have no common base
        raise RuntimeError(f"onnxruntime refuses the graph ({error})") from error
