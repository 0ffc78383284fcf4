"""Files of torch.save: one with every kind of tensor a checkpoint may hold, and some that would run code if trusted."""

import collections
import os
from pathlib import Path

import torch

from .files import write_json


class Harm:
    """Unpickling this would run a command."""

    def __reduce__(self):
        return os.system, ("echo harm > harm.txt",)


class Eval:
    def __reduce__(self):
        return eval, ("__import__('os').getcwd()",)


def tensors() -> dict[str, torch.Tensor]:
    """Whole numbers, so that every type holds them exactly."""
    base = torch.arange(24, dtype=torch.float32)
    tied = torch.nn.Parameter(base.reshape(4, 6).clone())
    return collections.OrderedDict(
        plain=base.reshape(2, 3, 4),
        transposed=base.reshape(4, 6).t(),
        columns=base.reshape(4, 6)[:, 1:5:2],
        later=base[5:11],
        turned=base.reshape(2, 3, 4).permute(2, 0, 1),
        spread=torch.tensor([7.0]).expand(3, 2),
        scalar=torch.tensor(3.0),
        empty=torch.zeros(0, 5),
        first=tied,
        second=tied,
        half=base[:6].half(),
        brain=base[:6].bfloat16(),
        double=base[:6].double(),
        longs=torch.tensor([1, -2, 1 << 40]),
        ints=torch.tensor([1, -2, 3], dtype=torch.int32),
        bytes=torch.tensor([1, 200], dtype=torch.uint8),
        flags=torch.tensor([True, False]),
    )


def write(out: Path) -> None:
    folder = out / "torch"
    folder.mkdir(parents=True, exist_ok=True)
    model = torch.nn.Module()
    state = model.state_dict()  # carries notes on versions as an attribute, as every published file does
    state.update(tensors())
    torch.save(state, folder / "tensors.bin")
    record = {
        name: {"shape": list(t.shape), "type": str(t.dtype), "values": t.detach().double().flatten().tolist()}
        for name, t in tensors().items()
    }
    write_json(folder / "tensors.json", record)
    torch.save({"weight": torch.zeros(2), "harm": Harm()}, folder / "system.bin")
    torch.save({"weight": torch.zeros(2), "harm": Eval()}, folder / "eval.bin")
    torch.save(torch.nn.Linear(2, 2), folder / "module.bin")  # a whole object, not its tensors
    torch.save({"weight": torch.zeros(2)}, folder / "legacy.bin", _use_new_zipfile_serialization=False)
