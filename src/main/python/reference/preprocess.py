"""A large JPEG like a photograph, and how long Pillow and numpy take from such a file to pixel values."""

import time
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

from .pictures import load
from .vectors import BUDGET, MEAN, MIN_PIXELS, STD, patches

WIDTH, HEIGHT = 4032, 3024
OCTAVES = ((6, 90), (24, 45), (96, 24), (384, 12), (1536, 12), (4032, 9))  # cells across, strength


def write_jpeg(out: Path) -> None:
    """Noise of six grain sizes, coarse strong and fine weak, more in light than in colour, as in photographs."""
    random = np.random.default_rng(12)
    pixels = np.full((HEIGHT, WIDTH, 3), 110, np.float32)
    for cells, strength in OCTAVES:
        light = random.integers(0, 192, (cells * 3 // 4, cells, 1), dtype=np.uint8)
        grain = light + random.integers(0, 64, (cells * 3 // 4, cells, 3), dtype=np.uint8)
        smooth = Image.fromarray(grain).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        pixels += (np.asarray(smooth, np.float32) - 128) * np.float32(strength / 96)
    out.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=88)


def time_once(path: Path) -> tuple[float, float, float]:
    """Milliseconds of decoding, resizing, and normalising into patches, the same steps as Qwen2VLImageProcessorPil."""
    start = time.perf_counter()
    im = load(path)
    decoded = time.perf_counter()
    height, width = smart_resize(im.height, im.width, min_pixels=MIN_PIXELS, max_pixels=BUDGET)
    im = im.resize((width, height), Image.Resampling.BICUBIC)
    resized = time.perf_counter()
    values = (np.asarray(im) * np.float64(1 / 255)).astype(np.float32)
    patches((values - MEAN) / STD)
    done = time.perf_counter()
    return 1e3 * (decoded - start), 1e3 * (resized - decoded), 1e3 * (done - resized)


def time_preprocess(path: Path, repeat: int) -> dict:
    time_once(path)
    runs = [time_once(path) for _ in range(repeat)]
    record = {"repeat": repeat}
    for name, millis in zip(("decode", "resize", "patches"), zip(*runs, strict=True), strict=True):
        record[f"{name}Millis"] = round(median(millis), 1)
    totals = [sum(run) for run in runs]
    return record | {"totalMillis": round(median(totals), 1), "leastTotalMillis": round(min(totals), 1)}
