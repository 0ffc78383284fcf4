"""The same kind of small checkpoint in the AWQ, GPTQ-Int4 and GPTQ-Int8 layouts that Qwen publishes.

The seven linears of every decoder layer are rounded to codes per group of 128 inputs and packed; the reference runs in
float32 on exactly the weights that the file stands for, (code - zero) * scale.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import torch

from . import checkpoints
from .checkpoints import STORED, Shape, flat_config, published_tensors, random_model
from .files import write_json
from .parity import TRIES, Reference, Unsuitable, cases, quiet

GROUP = 128
AWQ_ORDER = (0, 2, 4, 6, 1, 3, 5, 7)
SMALL = Shape("awq-int4", 0, "float16", hidden=128, heads=4, kv_heads=2, inter=256, vision=32, vision_heads=1,
              vision_layers=1)  # fmt: skip
SHAPES = [
    replace(SMALL, seed=52, tied=True, quantised="awq"),
    replace(SMALL, name="gptq-int4", seed=25, quantised="gptq4"),
    replace(SMALL, name="gptq-int8", seed=3, tied=True, quantised="gptq8"),
]
IMAGES = [
    ["wide-100x37.png", "square-56x56.png", "banner-180x60.png"],
    ["tall-70x112.png", "square-56x56.png", "wide-100x37.png"],
    ["banner-180x60.png", "tall-70x112.png", "square-56x56.png"],
]
CONFIG = {
    "awq": {"bits": 4, "group_size": GROUP, "modules_to_not_convert": ["visual"], "quant_method": "awq",
            "version": "gemm", "zero_point": True},
    "gptq": {"batch_size": 1, "block_name_to_quantize": None, "cache_block_outputs": True, "damp_percent": 0.1,
             "dataset": None, "desc_act": False, "exllama_config": {"version": 1}, "group_size": GROUP,
             "max_input_length": None, "model_seqlen": None, "module_name_preceding_first_block": None,
             "modules_in_block_to_quantize": None, "pad_token_id": None, "quant_method": "gptq", "sym": True,
             "tokenizer": None, "true_sequential": True, "use_cuda_fp16": False, "use_exllama": True},
}  # fmt: skip


def rounded(weight: torch.Tensor, bits: int, symmetric: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Codes [K, N], zeros [K / 128, N] (both int64) and fp16 scales [K / 128, N] of a linear's weight [N, K]."""
    groups = weight.T.reshape(-1, GROUP, weight.shape[0])
    top = 2**bits - 1
    if symmetric:
        scale = (2 * groups.abs().amax(1) / top).half()
        zero = torch.full(scale.shape, 2 ** (bits - 1))
    else:
        low, high = groups.amin(1).clamp(max=0), groups.amax(1).clamp(min=0)
        scale = ((high - low) / top).half()
        zero = (-low / scale.float()).round().clamp(0, top).long()
    codes = (groups / scale.float()[:, None] + zero[:, None]).round().clamp(0, top).long()
    return codes.reshape(-1, weight.shape[0]), zero, scale


def restored(codes: torch.Tensor, zero: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """The float32 weight [N, K] that the codes stand for."""
    zeros, scales = (t.repeat_interleave(GROUP, 0) for t in (zero, scale))
    return ((codes - zeros).float() * scales.float()).T.contiguous()


def packed(codes: torch.Tensor, bits: int, order: tuple[int, ...]) -> torch.Tensor:
    """int32 [R, C / n], n = 32 / bits: field i of word c holds column n * c + order[i]."""
    fields = codes.reshape(codes.shape[0], -1, 32 // bits)
    words = sum(fields[..., column] << (bits * i) for i, column in enumerate(order))
    return torch.where(words >= 2**31, words - 2**32, words).to(torch.int32).contiguous()


def awq_tensors(codes: torch.Tensor, zero: torch.Tensor, scale: torch.Tensor) -> dict[str, torch.Tensor]:
    return {"qweight": packed(codes, 4, AWQ_ORDER), "qzeros": packed(zero, 4, AWQ_ORDER), "scales": scale}


def gptq_tensors(codes: torch.Tensor, zero: torch.Tensor, scale: torch.Tensor, bits: int) -> dict[str, torch.Tensor]:
    order = tuple(range(32 // bits))
    qweight = packed(codes.T.contiguous(), bits, order).T.contiguous()
    index = torch.arange(codes.shape[0], dtype=torch.int32) // GROUP
    return {"qweight": qweight, "qzeros": packed(zero - 1, bits, order), "scales": scale, "g_idx": index}


def quantise(shape: Shape, seed: int) -> tuple[torch.nn.Module, dict[str, torch.Tensor]]:
    """The model with its restored weights, and the tensors of the file."""
    model = random_model(shape, seed)
    tensors = published_tensors(model, STORED[shape.stored])
    bits = 8 if shape.quantised == "gptq8" else 4
    for name, linear in model.model.language_model.layers.named_modules(prefix="model.layers"):
        if not isinstance(linear, torch.nn.Linear):
            continue
        parts = rounded(linear.weight.detach(), bits, symmetric=shape.quantised != "awq")
        linear.weight.data.copy_(restored(*parts))
        del tensors[f"{name}.weight"]
        found = awq_tensors(*parts) if shape.quantised == "awq" else gptq_tensors(*parts, bits)
        if shape.quantised == "gptq4" and linear.bias is None:  # its packer writes zeros where there was no bias
            found["bias"] = torch.zeros(linear.out_features, dtype=torch.float16)
        tensors |= {f"{name}.{part}": tensor for part, tensor in found.items()}
    return model, tensors


def save(shape: Shape, tensors: dict[str, torch.Tensor], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    quantisation = CONFIG["awq"] if shape.quantised == "awq" else {"bits": int(shape.quantised[-1]), **CONFIG["gptq"]}
    write_json(folder / "config.json", flat_config(shape) | {"quantization_config": quantisation})
    checkpoints.save_shards(folder, tensors, 1)
    checkpoints.write_side_files(shape, folder)


def make(shape: Shape, images: list[str], out: Path) -> list[dict]:
    folder = out / "checkpoints" / shape.name
    for seed in range(shape.seed, shape.seed + TRIES):
        model, tensors = quantise(shape, seed)
        save(shape, tensors, folder)
        model.set_attn_implementation("eager")
        try:
            return [record for record, _ in cases(Reference(folder, model, out / "images"), images)]
        except Unsuitable as reason:
            print(f"{shape.name}: seed {seed} left out, {reason}")
    raise AssertionError(f"{shape.name}: no suitable seed from {shape.seed} on")


def write(out: Path) -> None:
    quiet()
    for shape, images in zip(SHAPES, IMAGES, strict=True):
        records = make(shape, images, out)
        write_json(out / "parity" / f"{shape.name}.json", {"checkpoint": shape.name, "cases": records})
