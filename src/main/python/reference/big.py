"""A checkpoint of full size and random weights, written tensor by tensor, and how long transformers takes with it."""

import json
import math
import struct
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

from .checkpoints import Shape, flat_config, published_name, write_side_files
from .files import write_json
from .parity import Reference, messages
from .pictures import load

PUBLISHED = {"vocab": 151936, "first_added": 151643}
SIZES = {
    "2b": Shape("2b", 0, "bfloat16", hidden=1536, heads=12, kv_heads=2, inter=8960, layers=28, vision=1280,
                vision_heads=16, vision_layers=32, vision_ratio=4, tied=True, **PUBLISHED),
    "tiny": Shape("tiny", 0, "bfloat16", hidden=64, heads=4, kv_heads=2, inter=128, vision=32, vision_heads=2,
                  tied=True, **PUBLISHED),
}  # fmt: skip
SHARD_BYTES = 2_000_000_000
BLOCK = 1 << 22  # values drawn at a time: 16 MiB of float32


def write(out: Path, size: str) -> None:
    shape = SIZES[size]
    out.mkdir(parents=True, exist_ok=True)
    config = flat_config(shape)
    with torch.device("meta"):
        model = Qwen2VLForConditionalGeneration(Qwen2VLConfig(**config))
    tensors = {published_name(name): tuple(p.shape) for name, p in model.named_parameters()}
    shards = _shards(tensors)
    random, weight_map = np.random.default_rng(shape.seed), {}
    for i, names in enumerate(shards):
        file = f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors"
        _write_shard(out / file, {name: tensors[name] for name in names}, random)
        weight_map |= dict.fromkeys(names, file)
        print(f"{file}: {len(names)} tensors")
    total = sum(2 * math.prod(dims) for dims in tensors.values())
    write_json(out / "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": weight_map})
    write_json(out / "config.json", config)
    write_side_files(shape, out)


def _shards(tensors: dict[str, tuple[int, ...]]) -> list[list[str]]:
    shards, size = [[]], 0
    for name, dims in tensors.items():
        size += 2 * math.prod(dims)
        if size > SHARD_BYTES and shards[-1]:
            shards.append([])
            size = 2 * math.prod(dims)
        shards[-1].append(name)
    return shards


def _write_shard(path: Path, tensors: dict[str, tuple[int, ...]], random: np.random.Generator) -> None:
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, dims in tensors.items():
        start, end = end, end + 2 * math.prod(dims)
        header[name] = {"dtype": "BF16", "shape": dims, "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, dims in tensors.items():
            _write_tensor(file, name, dims, random)


def _write_tensor(file, name: str, dims: tuple[int, ...], random: np.random.Generator) -> None:
    """Normal values as bfloat16, the upper half of float32: scaled to keep the activations' size, norms around one."""
    scale = 0.02 if len(dims) == 1 or "embed_tokens" in name else 1 / math.sqrt(math.prod(dims[1:]))
    centre = 1.0 if len(dims) == 1 and "norm" in name or name.endswith("ln_q.weight") else 0.0
    for start in range(0, math.prod(dims), BLOCK):
        count = min(BLOCK, math.prod(dims) - start)
        values = random.standard_normal(count, np.float32) * np.float32(scale) + np.float32(centre)
        file.write((values.view("<u4") >> 16).astype("<u2").tobytes())


@torch.no_grad()
def time_transformers(folder: Path, image: Path, threads: int, size: tuple[int, int], new_tokens: int) -> dict:
    """Seconds and tokens per second of the float32 model: image features, prompt, then one token at a time."""
    torch.set_num_threads(threads)
    model = Qwen2VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    reference = Reference(folder, model, image.parent)
    pixels = reference.read(load(image).resize(size, Image.Resampling.BICUBIC), return_tensors="pt")
    _, ids = reference.prompt(messages(image.name, 0), pixels)
    kinds, grid, core = reference.kinds(ids), pixels["image_grid_thw"], model.model
    core.language_model(input_ids=ids[:, :4])  # the first call of a process pays for more than itself

    start = time.perf_counter()
    features = core.get_image_features(pixels["pixel_values"], grid).pooler_output[0]
    seen = time.perf_counter()
    embeds = model.get_input_embeddings()(ids)
    embeds[kinds == 1] = features
    positions, delta = core.get_rope_index(ids, kinds, grid)
    out = core.language_model(inputs_embeds=embeds, position_ids=positions, use_cache=True)
    tokens = [model.lm_head(out.last_hidden_state[:, -1]).argmax(-1)]
    filled = time.perf_counter()
    for step in range(new_tokens - 1):
        position = (ids.shape[1] + step + delta).expand(3, 1, 1)
        embeds = model.get_input_embeddings()(tokens[-1][None])
        out = core.language_model(inputs_embeds=embeds, position_ids=position, past_key_values=out.past_key_values)
        tokens.append(model.lm_head(out.last_hidden_state[:, -1]).argmax(-1))
    done = time.perf_counter()
    return {
        "threads": threads,
        "patches": pixels["pixel_values"].shape[0],
        "promptTokens": ids.shape[1],
        "newTokens": new_tokens,
        "visionSeconds": round(seen - start, 4),
        "prefillTokensPerSecond": round(ids.shape[1] / (filled - seen), 2),
        "decodeTokensPerSecond": round((new_tokens - 1) / (done - filled), 2),
        "wholeSeconds": round(done - start, 4),
        "tokens": torch.cat(tokens).tolist(),
    }
