"""Arithmetic vectors: smart_resize, Pillow's bicubic, pixel values, M-RoPE positions and the rotary tables.

The literals below come from the project's research notes; each is checked against the running libraries before it is
written, so the file holds only confirmed numbers.
"""

from itertools import product
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import Qwen2VLConfig, Qwen2VLImageProcessorPil, Qwen2VLModel
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

from .files import floats, sha256, write_json

FORMULA = "p(x, y, c) = (7x + 13y + 29c + ((x * y) mod 251)) & 255, c = 0, 1, 2 for red, green, blue"
MIN_PIXELS, MAX_PIXELS, BUDGET = 3136, 12_845_056, 1_003_520
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)

SIZES = [
    (640, 480), (1024, 768), (1024, 1024), (1280, 720), (800, 600), (512, 512), (70, 70), (42, 42), (20, 20), (1, 100),
    (14, 56), (6000, 4000), (224, 224), (100, 37), (200, 1), (1, 200), (1920, 1080), (3024, 4032), (98, 126), (57, 55),
]  # fmt: skip
RESIZES = [
    ((64, 48), (56, 56)), ((100, 37), (112, 28)), ((37, 100), (28, 112)), ((1, 1), (56, 56)), ((1, 100), (28, 560)),
    ((100, 1), (560, 28)), ((56, 40), (56, 84)), ((40, 56), (84, 56)), ((56, 56), (56, 56)), ((300, 200), (28, 28)),
    ((20, 30), (252, 168)), ((33, 77), (34, 76)), ((640, 480), (1, 1)), ((257, 129), (84, 84)), ((7, 5), (5, 7)),
    ((500, 3), (28, 84)), ((640, 480), (644, 476)),
]  # fmt: skip
PIXELS = [  # source, budget, prefixes of: resized by Pillow, resized by torch, pixel values slow, pixel values fast
    ((640, 480), MAX_PIXELS, "bcc986a19ef8b39a", "8c2837bad4768df2", "db8165eebb75cf4e", "4c5908f0fa5e5646"),
    ((1920, 1080), BUDGET, "fd3047ad8ecce3c1", "4402318054c0be34", "1597d558dfe9335e", "f4b2646c13fbdc59"),
    ((100, 37), MAX_PIXELS, "f6ea546b04eb0325", "38195e32f8537667", "b5daee32972aa943", "2a5913d1105a1fa4"),
    ((224, 224), MAX_PIXELS, "e613a93dd5ccb011", "e613a93dd5ccb011", "6994cd82e085b970", "87f9364e5ec1cff4"),
]
PREFIX = [151644, 8948, 198, 2610, 525, 264, 10950, 17847, 13, 151645, 198, 151644, 872, 198, 151652]
SUFFIX = [151653, 74785, 419, 2168, 13, 151645, 198, 151644, 77091, 198]
IMAGE_PAD = 151655


def synthetic(width: int, height: int) -> np.ndarray:
    y, x, c = np.ogrid[0:height, 0:width, 0:3]
    return ((7 * x + 13 * y + 29 * c + (x * y) % 251) & 255).astype(np.uint8)


def resized_by_pillow(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC))


def resized_by_torch(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    if pixels.shape[:2] == (height, width):
        return pixels
    batch = torch.from_numpy(pixels).permute(2, 0, 1)[None].contiguous(memory_format=torch.channels_last)
    batch = torch.nn.functional.interpolate(batch, size=(height, width), mode="bicubic", antialias=True)
    return batch[0].permute(1, 2, 0).contiguous().numpy()


def patches(image: np.ndarray) -> np.ndarray:
    """[H, W, 3] float32 to [gh * gw, 1176] in merge-block order, the frame doubled."""
    gh, gw = image.shape[0] // 14, image.shape[1] // 14
    blocks = image.reshape(gh // 2, 2, 14, gw // 2, 2, 14, 3).transpose(0, 3, 1, 4, 6, 2, 5)
    return np.repeat(blocks[:, :, :, :, :, None], 2, axis=5).reshape(gh * gw, -1)


def fast_pixel_values(resized: np.ndarray) -> np.ndarray:
    return patches((resized.astype(np.float32) - MEAN * np.float32(255)) / (STD * np.float32(255)))


def slow_pixel_values(pixels: np.ndarray, budget: int) -> np.ndarray:
    read = Qwen2VLImageProcessorPil(min_pixels=MIN_PIXELS, max_pixels=budget)
    return read(Image.fromarray(pixels), return_tensors="np")["pixel_values"]


def smart_resizes() -> list[dict]:
    records = []
    for (width, height), budget in product(SIZES, (MAX_PIXELS, BUDGET)):
        h, w = smart_resize(height, width, min_pixels=MIN_PIXELS, max_pixels=budget)
        records.append({"from": [width, height], "maxPixels": budget, "to": [w, h]})
    expected = {(640, 480): [644, 476], (70, 70): [56, 56], (1, 100): [28, 560], (6000, 4000): [4368, 2912]}
    for record in records:
        if record["maxPixels"] == MAX_PIXELS:
            assert record["to"] == expected.get(tuple(record["from"]), record["to"]), record
    return records


def resizes() -> list[dict]:
    return [
        {"from": source, "to": target, "sha256": sha256(resized_by_pillow(synthetic(*source), *target).tobytes())}
        for source, target in RESIZES
    ]


def pixel_values() -> list[dict]:
    records = []
    for (width, height), budget, *prefixes in PIXELS:
        source = synthetic(width, height)
        h, w = smart_resize(height, width, min_pixels=MIN_PIXELS, max_pixels=budget)
        by_pillow, by_torch = resized_by_pillow(source, w, h), resized_by_torch(source, w, h)
        slow, fast = slow_pixel_values(source, budget), fast_pixel_values(by_torch)
        digests = [sha256(a.tobytes()) for a in (by_pillow, by_torch)] + [sha256(floats(a)) for a in (slow, fast)]
        assert [d[:16] for d in digests] == prefixes, (width, height, digests)
        record = {"from": [width, height], "maxPixels": budget, "to": [w, h], "gridThw": [1, h // 14, w // 14]}
        names = ("resizedPillow", "resizedTorch", "pixelValuesPillow", "pixelValuesTorch")
        records.append(record | dict(zip(names, digests, strict=True)))
    return records


def white() -> dict:
    values = slow_pixel_values(np.full((224, 224, 3), 255, np.uint8), MAX_PIXELS)
    assert abs(values.mean(dtype=np.float64) - 2.050372362) < 1e-6
    return {"from": [224, 224], "shape": list(values.shape), "mean": float(values.mean(dtype=np.float64)),
            "sha256": sha256(floats(values))}  # fmt: skip


def _config(head_dim: int = 128, theta: float = 1e6, vision_head_dim: int = 80) -> Qwen2VLConfig:
    section = [head_dim // 8, head_dim * 3 // 16, head_dim * 3 // 16]
    rope = {"rope_type": "default", "rope_theta": theta, "mrope_section": section}
    text = {"hidden_size": 2 * head_dim, "num_attention_heads": 2, "num_key_value_heads": 1, "num_hidden_layers": 1,
            "intermediate_size": 8, "vocab_size": 8, "bos_token_id": None,
            "eos_token_id": None, "rope_parameters": rope}  # fmt: skip
    vision = {"depth": 1, "embed_dim": 2 * vision_head_dim, "num_heads": 2, "hidden_size": 2 * head_dim}
    return Qwen2VLConfig(text_config=text, vision_config=vision)


def positions() -> list[dict]:
    """Prompts of token ids with one image, as [3, S] positions; the second list of the last one is left-padded by 4."""
    model = Qwen2VLModel(_config())
    small = [1, 2, 3, 151652, *[IMAGE_PAD] * 4, 151653, 4, 5, 6]
    cases = [
        ([1, 16, 16], [*PREFIX, *[IMAGE_PAD] * 64, *SUFFIX], 0),
        ([1, 34, 46], [*PREFIX, *[IMAGE_PAD] * 391, *SUFFIX], 0),
        ([1, 4, 4], small, 0),
        ([1, 4, 4], [151643] * 4 + small, 4),
        ([1, 2, 12], [*PREFIX, *[IMAGE_PAD] * 6, *SUFFIX], 0),
    ]
    records = []
    for grid, ids, padding in cases:
        tokens = torch.tensor([ids])
        mask = (torch.arange(len(ids)) >= padding).long()[None]
        kinds = (tokens == IMAGE_PAD).int()
        found, delta = model.get_rope_index(tokens, kinds, torch.tensor([grid]), attention_mask=mask)
        records.append({"gridThw": grid, "ids": ids, "leftPadding": padding, "delta": delta.item(),
                        "positions": found[:, 0].tolist()})  # fmt: skip
    assert [r["delta"] for r in records[:4]] == [-56, -368, -2, -2]
    assert [axis[78] for axis in records[0]["positions"]] == [15, 22, 22]
    return records


def _bits(table: torch.Tensor) -> list[str]:
    return [f"{bits:08x}" for bits in table.numpy().view("<u4")]


def _digest(bits: list[str]) -> str:
    return sha256(b"".join(bytes.fromhex(word)[::-1] for word in bits))


def rotary_tables() -> dict:
    language, vision = [], []
    for head_dim, theta in product((128, 64, 32, 16), (1e6, 1e4)):
        table = Qwen2VLModel(_config(head_dim, theta)).language_model.rotary_emb.inv_freq
        language.append({"headDim": head_dim, "theta": theta, "bits": _bits(table)})
    for head_dim in (80, 64, 32, 16):
        table = Qwen2VLModel(_config(vision_head_dim=head_dim)).visual.rotary_pos_emb.inv_freq
        vision.append({"headDim": head_dim, "theta": 1e4, "bits": _bits(table)})
    for tables, prefix in ((language, "138c99b109d7affb"), (vision, "194399b5cacf219f")):
        assert _digest(tables[0]["bits"]).startswith(prefix), prefix
    return {"language": language, "vision": vision}


def write(out: Path) -> None:
    write_json(out / "resize.json", {"formula": FORMULA, "smartResize": smart_resizes(), "bicubic": resizes()})
    write_json(out / "pixels.json", {"formula": FORMULA, "pixelValues": pixel_values(), "white": white()})
    write_json(out / "positions.json", {"prompts": positions()})
    write_json(out / "rotary.json", rotary_tables())
