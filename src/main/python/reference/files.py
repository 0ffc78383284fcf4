"""Small file forms shared by all parts: readable JSON, digests, and float32 arrays as base64."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np


def write_json(path: Path, value: Any) -> None:
    """Writes `value` with its first two levels on lines of their own, so that a diff shows which record changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_lines(value, 2, "") + "\n", encoding="utf-8")


def _lines(value: Any, depth: int, indent: str) -> str:
    if depth == 0 or not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=True)
    deeper = indent + "  "
    if isinstance(value, dict):
        items = [f"{deeper}{json.dumps(key)}: {_lines(item, depth - 1, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if not isinstance(value[0], dict | list):
        return json.dumps(value, ensure_ascii=True)
    return "[\n" + ",\n".join(deeper + json.dumps(item, ensure_ascii=True) for item in value) + f"\n{indent}]"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def floats(array: Any) -> bytes:
    """The little-endian float32 bytes of an array or tensor, row-major."""
    return np.ascontiguousarray(np.asarray(array), dtype="<f4").tobytes()


def base64_floats(array: Any) -> str:
    return base64.b64encode(floats(array)).decode("ascii")
